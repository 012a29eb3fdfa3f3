"""Who may change what was sent."""

from consult.accounts.models import Account
from consult.consultations.phases import takes_changes
from consult.contributions.models import Contribution, State
from consult.errors import NotAllowed
from consult.i18n import _
from consult.submissions.models import Draft, Position, Submission


def is_author(account: Account | None, thing: Contribution | Submission) -> bool:
    stakeholder = thing.stakeholder
    return account is not None and stakeholder.account_id is not None and stakeholder.account_id == account.id


def may_change(account: Account | None, position: Position) -> bool:
    """Until closing, and while it has not been withdrawn or withheld by somebody else."""
    return (
        is_author(account, position)
        and takes_changes(position.consultation, account)
        and position.state is not State.WITHDRAWN
        and (position.state is not State.WITHHELD or position.withheld_by_author)
    )


def may_change_answers(account: Account | None, submission: Submission) -> bool:
    """Until closing, unless they were withdrawn."""
    return (
        is_author(account, submission)
        and takes_changes(submission.consultation, account)
        and submission.answers_withdrawn_at is None
    )


def may_use(account: Account | None, draft: Draft) -> bool:
    """A draft nobody has taken is open to whoever knows its random name."""
    return draft.account_id is None or (account is not None and draft.account_id == account.id)


def require_use(draft: Draft, account: Account | None) -> None:
    """Raises NotAllowed."""
    if not may_use(account, draft):
        raise NotAllowed(_("This draft belongs to somebody else."))
