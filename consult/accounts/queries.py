"""Finding people."""

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _


def account_by_email(email: str) -> Account:
    """Raises NotFound."""
    query = select(Account).where(func.lower(Account.email) == email.strip().lower())
    account: Account | None = db.session.scalar(query)
    if account is None:
        raise NotFound(_("There is no account with the address %(email)s.", email=email))
    return account
