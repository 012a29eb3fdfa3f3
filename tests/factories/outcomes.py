"""Published outcomes, whose window is open or over."""

from dataclasses import dataclass

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation, Topic
from consult.synthesis.models import Finding
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_position
from tests.factories.synthesis import make_citation, make_finding


@dataclass
class Published:
    """A consultation with a finding that cites what `author` said."""

    consultation: Consultation
    topic: Topic
    finding: Finding
    author: Account
    moderator: Account
    manager: Account
    position: object

    @property
    def address(self) -> str:
        return f"/consultations/{self.consultation.slug}"


def make_outcome(
    *, is_draft: bool = True, moderation: Moderation = Moderation.AFTER, publish: bool = True,
    with_password: bool = False,
) -> Published:
    author, moderator, manager = (make_person(with_password=with_password) for _each in range(3))
    consultation = make_consultation(
        phase="closed", moderator=moderator, manager=manager, has_draft_outcome=is_draft, moderation=moderation
    )
    topic = consultation.topics[0]
    position = make_position(consultation, by=author)
    finding = make_finding(topic, moderator)
    make_citation(finding, position, moderator, "four days", "body")
    if publish:
        publish_outcome(consultation, "Cost decides.", moderator)
    return Published(consultation, topic, finding, author, moderator, manager, position)
