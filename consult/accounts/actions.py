"""Making accounts for people who did not register themselves."""

import secrets

from email_validator import EmailNotValidError, validate_email
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.db import transaction
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import name_of
from consult.record.actions import append_entry


def mailable(email: str) -> str:
    """An address as it is stored. Raises Invalid where no letter could go there."""
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as fault:
        raise Invalid(_("“%(email)s” is not an e-mail address.", email=email)) from fault


def account_for(email: str, *, is_administrator: bool = False) -> Account:
    """The account with that address, made if it is new: confirmed, without a password. Raises Invalid.

    A password set before anybody had confirmed the address may be a stranger's, and is void.
    """
    address = mailable(email)
    with transaction() as session:
        account = session.scalar(select(Account).where(func.lower(Account.email) == address.lower()))
        if account is None:
            account = Account(email=address, fs_uniquifier=secrets.token_hex(32))
            session.add(account)
        if account.confirmed_at is None:
            account.password, account.fs_uniquifier = None, secrets.token_hex(32)
            account.confirmed_at = now()
        if is_administrator and not account.is_administrator:
            account.is_administrator = True
            session.flush()
            append_entry("administrator.named", f"account:{name_of(account.id)}")
        return account


def password_token(account: Account) -> str:
    """What leads once to choosing a password, at /recover/<token>; worth nothing after that, or after two days."""
    return str(generate_reset_password_token(account))
