"""Who may comment."""

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.contributions.models import State


def may_withdraw(account: Account | None, comment: Comment) -> bool:
    return (
        account is not None and comment.stakeholder.account_id == account.id and comment.state is not State.WITHDRAWN
    )
