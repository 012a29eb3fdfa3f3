"""The institution's answers, as readers see them and as managers write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.responses.models import FollowUp, FollowUpStatus, Response, ResponseVersion
from consult.synthesis.outline import Line, every_line, outline_of

CLOSED = (FollowUpStatus.DONE, FollowUpStatus.DROPPED)


@dataclass(frozen=True)
class Answer:
    """An answer in the version looked at, with the findings it is to and what is done about it."""

    response: Response
    version: ResponseVersion
    lines: Sequence[Line]
    earlier: Sequence[ResponseVersion]
    follow_ups: Sequence[FollowUp]


def response_by_name(name: str) -> Response:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Response, identifier) if identifier is not None else None
    if found is None or found.removed_at is not None:
        raise NotFound(_("There is no such answer."))
    return found


def follow_up_by_name(name: str) -> FollowUp:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(FollowUp, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such follow-up."))
    return found


def is_public(response: Response, consultation: Consultation) -> bool:
    """Published, or to appear with the outcome and the outcome is there; never before there is one."""
    return has_outcome(consultation) and (response.published_at is not None or response.with_outcome)


def answers_of(consultation: Consultation, *, draft: bool = False) -> Sequence[Answer]:
    """As readers see them, or with `draft` all as they stand, by the first finding. Six queries, whatever their number.
    """
    if not draft and not has_outcome(consultation):
        return []
    lines = {line.finding.id: line for line in every_line(outline_of(consultation, draft))}
    order = {identifier: place for place, identifier in enumerate(lines)}
    found = db.session.scalars(
        select(Response)
        .where(Response.consultation_id == consultation.id, Response.removed_at.is_(None))
        .options(
            selectinload(Response.findings), selectinload(Response.versions),
            selectinload(Response.follow_ups).selectinload(FollowUp.steps),
        )
    ).all()
    answers = [_answer(each, lines, draft) for each in found if draft or is_public(each, consultation)]
    return sorted(answers, key=lambda one: (
        min((order[line.finding.id] for line in one.lines), default=len(order)), one.response.id
    ))


def _answer(response: Response, lines: Mapping[int, Line], draft: bool) -> Answer:
    shown = response.version if draft else response.public_version or response.version
    versions = [each for each in response.versions if each.version <= shown]
    own = {each.id for each in response.findings}
    return Answer(
        response, versions[-1], [line for identifier, line in lines.items() if identifier in own], versions[:-1],
        response.follow_ups,
    )


def answers_by_finding(consultation: Consultation) -> Mapping[int, Sequence[Answer]]:
    """The public ones."""
    found: dict[int, list[Answer]] = {}
    for each in answers_of(consultation):
        for line in each.lines:
            found.setdefault(line.finding.id, []).append(each)
    return found


def unanswered_findings(consultation: Consultation, *, draft: bool = False) -> Sequence[Line]:
    """Findings, minority views left out, to which there is no answer. `draft` counts those not yet public."""
    answered = {line.finding.id for each in answers_of(consultation, draft=draft) for line in each.lines}
    return [line for line in outline_of(consultation, draft=False) if line.finding.id not in answered]


def open_follow_ups(consultation: Consultation) -> Sequence[FollowUp]:
    return [
        each for answer in answers_of(consultation) for each in answer.follow_ups
        if each.present.status not in CLOSED
    ]
