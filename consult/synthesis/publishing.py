"""Publishing an outcome, and what is still missing for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Duty
from consult.consultations.phases import final_at, is_final, may_arrive
from consult.contributions.models import Contribution, Version
from consult.db import db, transaction
from consult.errors import Conflict
from consult.i18n import _, n_
from consult.identifiers import name_of
from consult.record.actions import append_entry
from consult.synthesis import ledger
from consult.synthesis.finality import finish
from consult.synthesis.models import Designation, Finding, Outcome
from consult.synthesis.policy import require_desk
from consult.synthesis.queries import Coverage, Findings, ShownFinding, coverage_of, findings_of, latest_text
from consult.synthesis.sealing import digest_of, forget_clearance, signed_by_another
from consult.text import normalise


@dataclass(frozen=True)
class Missing:
    """One thing that stands between the desk and an outcome, and where to mend it."""

    what: str
    topic: str | None = None
    contribution: str | None = None
    finding: str | None = None
    link: str = ""


class Incomplete(Conflict):
    """The outcome cannot be published yet; `missing` says why."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(_("The outcome cannot be published yet.") + " " + " ".join(each.what for each in missing))
        self.missing = missing


class ChangedSince(Conflict):
    """What would be published is not what was read or signed."""


def publish_outcome(
    consultation: Consultation, summary: str, by: Account, moment: datetime | None = None
) -> Outcome:
    """Make every finding's latest version public: within the plan's window as a draft, else as the final outcome.

    Raises NotAllowed, PhaseClosed, Incomplete or NotSigned; then nothing has changed.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation, Duty.PUBLISHING)
        # A text saved while we look would otherwise be published without having been looked at.
        session.execute(select(Finding.id).where(Finding.consultation_id == consultation.id).with_for_update())
        findings = findings_of(consultation, draft=True)
        if missing := what_is_missing(consultation, findings, coverage_of(consultation, draft=True)):
            raise Incomplete(missing)
        signatures = signed_by_another(consultation, digest_of(findings, normalise(summary)), by)
        version = (session.scalar(
            select(func.max(Outcome.version)).where(Outcome.consultation_id == consultation.id)) or 0) + 1
        # The worker may not have come by since the window ended.
        finish(consultation)
        becomes_final = next_is_final(consultation)
        outcome = Outcome(
            consultation_id=consultation.id, version=version, is_final=becomes_final, summary=normalise(summary),
            published_by=by.id, published_at=moment or now(),
        )
        session.add(outcome)
        _date(consultation, becomes_final, outcome.published_at)
        _publish_findings(consultation, findings)
        forget_clearance(consultation)
        append_entry(
            "outcome.published", f"consultation:{consultation.slug}", consultation=consultation.slug,
            version=version, facts={"final": becomes_final, "signatures": signatures},
            body={"summary": outcome.summary},
        )
        return outcome


def next_is_final(consultation: Consultation) -> bool:
    """Whether what is published now is the final outcome. A draft that is revised in its window stays a draft."""
    return not consultation.has_draft_outcome or is_final(consultation)


def _date(consultation: Consultation, becomes_final: bool, moment: datetime) -> None:
    """The window keeps its end, whatever is published within it or after."""
    consultation.summarising_at = consultation.summarising_at or moment
    if becomes_final:
        consultation.final_outcome_at = final_at(consultation) or moment
    else:
        consultation.draft_outcome_at = consultation.draft_outcome_at or moment


def _publish_findings(consultation: Consultation, findings: Findings) -> None:
    for shown in findings.every():
        finding = db.session.get_one(Finding, shown.id)
        if finding.public_version == finding.version:
            continue
        latest_text(finding).designation_proposed = Designation(shown.proposed) if shown.proposed else None
        finding.public_version = finding.version
        append_entry(
            "finding.published", finding.subject, consultation=consultation.slug, version=finding.version,
            body={
                "text": shown.text, "designation": shown.designation, "proposed": shown.proposed,
                "reason": shown.reason,
                "citations": [
                    {"source": each.source, "version": each.version, "field": each.field, "start": each.start,
                     "end": each.end} for each in shown.citations
                ],
            },
        )


def what_is_missing(
    consultation: Consultation, findings: Findings, coverage: Mapping[str, Coverage]
) -> Sequence[Missing]:
    """Everything that keeps an outcome from being published, as the desk lists it."""
    missing = [*_not_closed(consultation), *_not_dealt_with(consultation)]
    for finding in findings.every():
        missing += _lacking(finding)
    for topic in consultation.topics:
        if coverage[topic.slug].published and not findings.by_topic[topic.slug]:
            missing.append(Missing(
                _("Goal %(number)s has contributions but no finding.", number=topic.ordinal), topic.slug,
                link=_("Write one"),
            ))
    return missing


def _not_closed(consultation: Consultation) -> Sequence[Missing]:
    if may_arrive(consultation):
        return [Missing(_("Contributions can still be sent: the consultation is not closed yet."))]
    return []


def _not_dealt_with(consultation: Consultation) -> Sequence[Missing]:
    undealt = ledger.undealt(consultation)
    titles = _titles([first for _total, first in undealt.values()])
    return [
        Missing(
            n_(
                "One contribution is not dealt with in goal %(goal)s.",
                "%(num)s contributions are not dealt with in goal %(goal)s.", undealt[topic.id][0], goal=topic.ordinal,
            ),
            topic.slug, name_of(undealt[topic.id][1]), link=titles.get(undealt[topic.id][1], ""),
        )
        for topic in consultation.topics if topic.id in undealt
    ]


def _titles(contribution_ids: Sequence[int]) -> dict[int, str]:
    """How a list calls contributions: by who wrote them, where they gave a name, and their first words."""
    rows = db.session.execute(
        select(
            Contribution.id, Contribution.publication, Contribution.author_name, Contribution.organisation_name,
            Version.public_claim, func.substr(Version.public_body, 1, 80),
        )
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(Contribution.id.in_(contribution_ids))
    )
    titles = {}
    for identifier, publication, author, organisation, claim, body in rows:
        who = (author or organisation) if publication.value == "named" else _("Name withheld")
        words = " ".join((claim or body).split())
        titles[identifier] = f"{who}: “{words[:60]}{'…' if len(words) > 60 else ''}”" if who else f"“{words[:60]}”"
    return titles


def _lacking(finding: ShownFinding) -> list[Missing]:
    lacking = []
    if finding.designation is None:
        lacking.append(_("Finding %(number)s has no designation.", number=finding.number))
    if finding.differs and not finding.reason:
        lacking.append(_("Finding %(number)s is designated otherwise than its figures propose: say why.",
                         number=finding.number))
    if not any(each.void is None for each in finding.citations):
        lacking.append(_("Finding %(number)s cites no live source.", number=finding.number))
    return [
        Missing(each, finding.topic, finding=finding.name, link=_("Go to finding %(number)s", number=finding.number))
        for each in lacking
    ]
