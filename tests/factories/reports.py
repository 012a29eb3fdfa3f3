"""A consultation with everything a report can hold."""

from dataclasses import dataclass

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.organisations.vocabularies import Group
from consult.submissions.models import Position
from consult.synthesis.citing import cite_finding
from consult.synthesis.disposing import mark_considered, mark_represented
from consult.synthesis.models import Designation, Finding
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding


@dataclass
class Summarised:
    consultation: Consultation
    moderator: Account
    finding: Finding
    positions: list[Position]


def make_summarised(*, published: bool = True) -> Summarised:
    """Two goals, six of civil society and two governments on the first, one finding with a minority view, one above."""
    moderator = make_person()
    consultation = make_consultation(phase="closed", topics=2, moderator=moderator)
    topic, other = consultation.topics
    groups = [Group.CIVIL_SOCIETY] * 6 + [Group.GOVERNMENT] * 2
    positions = [
        make_position(
            consultation, make_content(claim=f"Costs should be published, says {place}. 费用 👍", stance="support"),
            by=make_stakeholder(f"Author {place}", group=group),
        )
        for place, group in enumerate(groups)
    ]
    comment = make_comment(positions[0])
    elsewhere = make_position(consultation, make_content(about=[("goal-2", "whole")]))
    finding = make_finding(topic, moderator, "What it costs should be published.", designation=Designation.CONSENSUS)
    minority = make_finding(topic, moderator, "Publishing costs money too.", parent=finding)
    make_citation(finding, positions[0], moderator, "费用 👍")
    make_citation(finding, positions[6], moderator)
    make_citation(minority, positions[1], moderator)
    mark_represented(positions[2:5], topic, finding, moderator)
    mark_considered([positions[5], positions[7], comment], topic, "not_individually_analysed", moderator)
    make_citation(make_finding(other, moderator, "Goal two stands."), elsewhere, moderator)
    cite_finding(make_finding(None, moderator, "Openness costs.", consultation=consultation), finding, moderator)
    if published:
        publish_outcome(consultation, "In short: publish what it costs.", moderator)
    return Summarised(consultation, moderator, finding, positions)
