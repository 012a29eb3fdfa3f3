"""Reports of letters that could not be delivered (RFC 3464), as mail servers send them back."""

import email
from email import policy
from email.message import Message


def refused_in(report: bytes) -> dict[str, str]:
    """The addresses that failed for good, each with what was said of it. Delays and successes are not among them."""
    message = email.message_from_bytes(report, policy=policy.default)
    found: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and _failed_for_good(block):
                address = str(block.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
                if "@" in address:
                    found[address] = str(block.get("Diagnostic-Code", "") or block.get("Status", ""))
    return found


def _failed_for_good(block: Message) -> bool:
    """RFC 3463: a status of class 5 does not pass."""
    return (str(block.get("Action", "")).strip().lower() == "failed"
            and str(block.get("Status", "")).strip().startswith("5."))
