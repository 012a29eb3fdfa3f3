"""Positions and comments, sent and published unless said otherwise."""

from collections.abc import Sequence

from consult.accounts.models import Account
from consult.comments.actions import add_comment
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.contributions.models import Publication
from consult.db import transaction
from consult.files import take
from consult.organisations.actions import stakeholder_for
from consult.organisations.models import Stakeholder
from consult.submissions.actions import Content, submit
from consult.submissions.models import Attachment, Position
from tests.factories.people import make_stakeholder


def make_content(
    claim: str = "Costs should be published.", body: str = "In March it cost four days of what I earn.",
    stance: str = "support", about: Sequence[tuple[str, str]] = (("goal-1", "whole"),), wording: str = "",
    publication: Publication = Publication.NAMED, language: str = "en",
) -> Content:
    return Content(claim, body, wording, stance, about, publication, language)


def make_position(
    consultation: Consultation, content: Content | None = None, *, by: Account | Stakeholder | None = None,
    publish: bool = True,
) -> Position:
    with transaction():
        author = stakeholder_for(by) if isinstance(by, Account) else by or make_stakeholder()
        submission = submit(consultation, author, content or make_content(), publish=publish)
        return submission.positions[0]


def make_comment(
    position: Position, text: str = "I agree, and here is why.", *, by: Stakeholder | None = None,
    parent: Comment | None = None, publish: bool = True,
) -> Comment:
    with transaction():
        return add_comment(
            position.consultation, position.thread, [topic.id for topic in position.topics], text,
            by or make_stakeholder(), parent=parent, publish=publish,
        )


def make_attachment(
    position: Position, data: bytes = b"Words in a file.", title: str = "annex.txt", *, is_confidential: bool = False
) -> Attachment:
    """A file that was sent with a position."""
    taken = take(data, title)
    with transaction() as session:
        file = Attachment(
            submission_id=position.submission_id, contribution_id=position.id, title=taken.title, media=taken.media,
            size=taken.size, digest=taken.digest, place=taken.place, text=taken.text, is_confidential=is_confidential,
        )
        session.add(file)
        return file
