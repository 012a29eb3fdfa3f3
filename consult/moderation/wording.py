"""What rules, reasons, acts and outcomes are called on pages and in letters, and what an author is told by default."""

from consult.consultations.models import Duty
from consult.consultations.rules import Rule
from consult.i18n import _l
from consult.moderation.models import Act, FlagReason, Reason

RULES = {
    Reason.PERSONAL_DATA: _l("Personal data of somebody else"),
    Reason.INSULT_OR_THREAT: _l("Insult or threat"),
    Reason.HATRED: _l("Hatred against a group"),
    Reason.ADVERTISING: _l("Advertising or spam"),
    Reason.OFF_TOPIC: _l("About something else"),
    Reason.REPEATED: _l("Sent more than once by the same person"),
    Reason.ILLEGAL: _l("Against the law"),
    Reason.IMPERSONATION: _l("In the name of somebody else"),
    Reason.OTHER: _l("Other, said in words"),
}
# What an author is told where the moderator says nothing of their own.
STANDARD_WORDS = {
    Reason.PERSONAL_DATA: _l(
        "It names somebody else, or says how to find them, who has not agreed to that. Please leave such details out."
    ),
    Reason.INSULT_OR_THREAT: _l(
        "It insults or threatens somebody. You are free to disagree; please say so without attacking the person."
    ),
    Reason.HATRED: _l("It speaks with hatred of people for what they are. That has no place here."),
    Reason.ADVERTISING: _l("It advertises something. This consultation is no place to sell or promote."),
    Reason.OFF_TOPIC: _l(
        "It is about something else than this consultation asks. What you say on its goals is welcome."
    ),
    Reason.REPEATED: _l("You have sent the same before. It is counted once, and what you sent first stands."),
    Reason.ILLEGAL: _l("We believe that publishing it would be against the law."),
    Reason.IMPERSONATION: _l("It is written in the name of somebody who, as far as we can tell, did not write it."),
}
FLAG_REASONS = {
    FlagReason.PERSONAL_DATA: _l("It gives away personal data"),
    FlagReason.INSULT_OR_THREAT: _l("It insults or threatens somebody"),
    FlagReason.HATRED: _l("It spreads hatred against a group"),
    FlagReason.ADVERTISING: _l("It is advertising or spam"),
    FlagReason.OFF_TOPIC: _l("It is about something else"),
    FlagReason.REPEATED: _l("The same person sent it more than once"),
    FlagReason.ILLEGAL: _l("It is against the law"),
    FlagReason.NOT_MINE: _l("It was sent in my name, not by me"),
    FlagReason.OTHER: _l("Something else, said below"),
}
# The house rule under which a moderator acts on a flag, unless they choose another.
RULE_OF_FLAG = {
    each: Reason(each.value) if each is not FlagReason.NOT_MINE else Reason.IMPERSONATION for each in FlagReason
}
HOLDS = {
    Rule.WORDS: _l("A word on the list"),
    Rule.LINKS: _l("A link"),
    Rule.PERSONAL_DATA: _l("Perhaps personal data"),
    Rule.IDENTICAL: _l("The same text as another’s"),
    Rule.NEWCOMER: _l("One of the first from this person"),
}
ACTS = {
    Act.PUBLISH: _l("Published"), Act.ASK: _l("Asked its author"), Act.WITHHOLD: _l("Withheld"),
    Act.REDACT: _l("Words covered"), Act.RESTORE: _l("Restored"),
}
DUTIES = {
    Duty.REVIEWING: _l("Reviewing contributions"), Duty.SUMMARISING: _l("Summarising at the desk"),
    Duty.JUDGING: _l("Judging appeals"), Duty.PUBLISHING: _l("Publishing the outcome"),
}
ROLES = {"moderator": _l("Moderator"), "manager": _l("Manager"), "judge": _l("Judge of the appeal")}


def hold_names(held_because: str) -> list[str]:
    """The rules that hold a contribution, in words."""
    known = {each.value: HOLDS[each] for each in Rule}
    return [str(known.get(each, each)) for each in held_because.split()]
