"""Entering what came on paper: typed once, typed again without sight of the first, compared, sent."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from consult.accounts.models import Account
from consult.assistance.models import PaperForm, ReceiptCode
from consult.clock import now
from consult.consultations.models import Consultation, Moderation
from consult.consultations.phases import Phase, has_outcome, phase_of
from consult.consultations.policy import may_moderate
from consult.contributions.models import Channel, Publication
from consult.db import db, hold, transaction
from consult.errors import Conflict, NotAllowed, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.organisations.actions import organisation_for
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.questions.queries import questions_of
from consult.record.actions import append_entry
from consult.submissions.actions import submit
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.models import Position, Submission
from consult.submissions.typed import field_of
from consult.text import is_blank

CHANNELS = (Channel.PAPER, Channel.EMAIL, Channel.EVENT)
Typed = Mapping[str, Any]


class NotTaken(Conflict):
    """The consultation takes nothing on paper now, or the form was entered already."""


def require_moderation(consultation: Consultation, by: Account) -> None:
    """Raises NotAllowed."""
    if not may_moderate(by, consultation):
        raise NotAllowed(_("Only moderators and managers of this consultation may do this."))


def type_first(consultation: Consultation, channel: Channel, typed: Typed, by: Account) -> PaperForm:
    """Keep it until it is typed again. Raises NotAllowed or NotTaken."""
    with transaction() as session:
        require_moderation(consultation, by)
        _require_time(consultation)
        form = PaperForm(consultation_id=consultation.id, channel=channel, first=dict(typed), first_by_id=by.id)
        session.add(form)
        session.flush()
        return form


def type_again(form: PaperForm, typed: Typed, by: Account) -> list[str]:
    """Keep the second typing; in which fields it differs. Raises NotAllowed or NotTaken."""
    with transaction():
        _require_open(form, by)
        form.second, form.second_by_id, form.second_at = dict(typed), by.id, now()
        return differing(form)


def differing(form: PaperForm) -> list[str]:
    """The fields in which the two typings differ; blank space alone is no difference."""
    second = form.second or {}
    return [
        key for key in form.first
        if " ".join(str(form.first[key]).split()) != " ".join(str(second.get(key, "")).split())
    ]


def enter(form: PaperForm, chosen: Mapping[str, str], by: Account, secret: str) -> Submission:
    """Send what both typings say, and where they differ the one chosen (`first` or `second`).

    Raises NotAllowed, NotTaken or Invalid.
    """
    with transaction() as session:
        _require_open(form, by)
        if form.second is None:
            raise NotTaken(_("Type it a second time first."))
        undecided = [key for key in differing(form) if chosen.get(key) not in ("first", "second")]
        if undecided:
            raise NotTaken(_("Choose one of the two wherever they differ."))
        agreed = {
            key: (form.second if chosen.get(key) == "second" else form.first).get(key, "") for key in form.first
        }
        consultation = form.consultation
        submission = submit(
            consultation, _author(agreed), _content(consultation, agreed),
            publish=consultation.moderation is Moderation.AFTER, channel=form.channel,
        )
        form.submission_id = submission.id
        # What was typed is in the submission now; two more copies would outlive a withdrawal or an erasure.
        form.first, form.second = {}, {}
        session.add(ReceiptCode(submission_id=submission.id, code_hash=_hash(code_of(submission, secret))))
        append_entry(
            "submission.entered", f"submission:{submission.name}", consultation=consultation.slug,
            facts={"channel": form.channel.value, "typed": 2},
            hides_time=submission.publication is not Publication.NAMED,
        )
        return submission


def discard(form: PaperForm, by: Account) -> None:
    """It was begun by mistake. Raises NotAllowed or NotTaken."""
    with transaction():
        _require_open(form, by)
        form.discarded_at, form.first, form.second = now(), {}, {}


def open_forms(consultation: Consultation) -> list[PaperForm]:
    """Typed, not yet sent; the oldest first."""
    return list(db.session.scalars(
        select(PaperForm)
        .where(PaperForm.consultation_id == consultation.id, PaperForm.submission_id.is_(None),
               PaperForm.discarded_at.is_(None))
        .order_by(PaperForm.first_at, PaperForm.id).options(selectinload(PaperForm.first_by)).limit(200)
    ))


def paper_form(consultation: Consultation, name: str) -> PaperForm:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(PaperForm, identifier) if identifier is not None else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound(_("There is no such form."))
    return found


def submission_of_form(form: PaperForm) -> Submission:
    """What was sent of it. Raises NotFound before that."""
    if form.submission_id is None:
        raise NotFound(_("This form has not been entered yet."))
    return db.session.scalars(
        select(Submission).where(Submission.id == form.submission_id)
        .options(selectinload(Submission.positions).selectinload(Position.versions))
    ).one()


def code_of(submission: Submission, secret: str) -> str:
    """Sixteen letters in fours: 80 bits that nobody guesses and anybody can copy from paper."""
    digest = hmac.new(secret.encode(), f"receipt {submission.name}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest[:10]).decode()
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def submission_with_code(code: str) -> Submission:
    """Raises NotFound."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).replace("0", "O").replace("1", "I")
    whole = "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))
    found = db.session.scalar(
        select(Submission).join(ReceiptCode, ReceiptCode.submission_id == Submission.id)
        .where(ReceiptCode.code_hash == _hash(whole))
        .options(selectinload(Submission.consultation), selectinload(Submission.positions).options(
            selectinload(Position.versions), selectinload(Position.topics)))
    )
    if found is None:
        raise NotFound(_("No receipt has this code. Compare it with the one on paper."))
    return found


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _author(agreed: Typed) -> Stakeholder:
    organisation = organisation_for(agreed["organisation"]) if agreed["organisation"] else None
    author = Stakeholder(
        name=agreed["name"], group=Group(agreed["group"]), country=agreed["country"], language=agreed["language"],
        organisation_id=organisation.id if organisation else None, organisation=organisation,
    )
    db.session.add(author)
    db.session.flush()
    return author


def _content(consultation: Consultation, agreed: Typed) -> SubmissionContent:
    publication, language = Publication(agreed["publication"]), agreed["language"]
    positions = {
        str(topic.ordinal): Content(
            "", agreed[f"body {topic.slug}"], "", agreed[f"stance {topic.slug}"], [(topic.slug, "whole")],
            publication, language,
        )
        for topic in consultation.goals if not is_blank(agreed.get(f"body {topic.slug}", ""))
    }
    answers = {
        each.name: value for each in questions_of(consultation)
        if (value := agreed.get(field_of(each), "")) not in ("", None)
    }
    return SubmissionContent(
        positions, answers, paper=agreed["paper"], publication=publication, language=language,
        on_behalf_of=agreed.get("on_behalf_of", ""),
    )


def _require_time(consultation: Consultation) -> None:
    """What came before closing is entered after it too, until an outcome is public. Raises NotTaken."""
    early = phase_of(consultation) in (Phase.PREPARING, Phase.ANNOUNCED, Phase.CANCELLED)
    if early or has_outcome(consultation):
        raise NotTaken(_("Nothing can be entered now: the consultation is not open yet, or its outcome is public."))


def _require_open(form: PaperForm, by: Account) -> None:
    hold(form)
    require_moderation(form.consultation, by)
    if form.submission_id is not None or form.discarded_at is not None:
        raise NotTaken(_("This form was entered or discarded already."))
    _require_time(form.consultation)
