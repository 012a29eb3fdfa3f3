"""Who may comment."""

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.phases import takes_changes
from consult.contributions.models import State


def may_change(account: Account | None, comment: Comment) -> bool:
    """Until closing, and while it has been neither withdrawn nor withheld."""
    return (
        may_withdraw(account, comment) and comment.state is not State.WITHHELD
        and takes_changes(comment.consultation, account)
    )


def may_withdraw(account: Account | None, comment: Comment) -> bool:
    return (
        account is not None and comment.stakeholder.account_id == account.id and comment.state is not State.WITHDRAWN
    )
