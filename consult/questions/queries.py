"""Finding questions, and what was asked where an answer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionTopic, Publication, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.paging import Page, decode_place, page_of
from consult.questions.models import Question, WrittenAnswer
from consult.record.models import ContributionNumber


def questions_of(consultation: Consultation) -> Sequence[Question]:
    """In the order they are asked, with what was corrected. Two queries."""
    return db.session.scalars(
        select(Question)
        .where(Question.consultation_id == consultation.id)
        .order_by(Question.ordinal)
        .options(joinedload(Question.topic), selectinload(Question.corrections))
    ).all()


def asks_questions(consultation: Consultation) -> bool:
    return bool(db.session.scalar(select(exists().where(Question.consultation_id == consultation.id))))


def question_of(consultation: Consultation, name: str) -> Question:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Question, identifier) if identifier is not None else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound(_("There is no such question in this consultation."))
    return found


def answer_seen_by(account: Account | None, name: str) -> WrittenAnswer:
    """A published one, or one's own, with its question and versions. Raises NotFound."""
    identifier = id_of(name)
    found = None
    if identifier is not None:
        found = db.session.scalar(
            select(WrittenAnswer)
            .where(WrittenAnswer.id == identifier)
            .options(
                joinedload(WrittenAnswer.consultation), joinedload(WrittenAnswer.stakeholder),
                joinedload(WrittenAnswer.question), selectinload(WrittenAnswer.versions),
                selectinload(WrittenAnswer.topics),
            )
        )
    is_own = found is not None and account is not None and found.stakeholder.account_id == account.id
    if found is None or not (found.state is State.PUBLISHED or is_own):
        raise NotFound(_("There is no such answer, or it is not public."))
    return found


@dataclass(frozen=True)
class AnswerCard:
    """A published answer as a list shows it."""

    id: int
    number: int | None
    group: str
    country: str
    language: str
    author: str
    organisation: str
    is_nameless: bool
    body_html: str

    @property
    def name(self) -> str:
        return name_of(self.id)


def answers_to(question: Question, after: str | None = None, size: int = 20) -> Page[AnswerCard]:
    """Published answers in words, the newest first. One query."""
    listed, own = ContributionTopic.listed_at, ContributionTopic.contribution_id
    query = (
        select(
            Contribution.id, ContributionNumber.number, Contribution.group.label("group"), Contribution.country,
            Contribution.language, Contribution.author_name, Contribution.organisation_name, Contribution.publication,
            Version.body_html, listed,
        )
        .select_from(ContributionTopic)
        .join(Contribution.__table__, Contribution.id == own)
        .join(WrittenAnswer.__table__, WrittenAnswer.__table__.c.id == Contribution.id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(WrittenAnswer.__table__.c.question_id == question.id, listed.is_not(None))
        .order_by(listed.desc(), own.desc()).limit(size + 1)
    )
    if place := decode_place(after):
        query = query.where(or_(listed < place[0], and_(listed == place[0], own < place[1])))
    page = page_of(db.session.execute(query).all(), size, lambda row: [row.listed_at.isoformat(), row.id])
    return Page([_card(row) for row in page.rows], page.after)


def _card(row: Any) -> AnswerCard:
    named = row.publication is Publication.NAMED
    return AnswerCard(
        id=row.id, number=row.number, group=row.group.value, country=row.country, language=row.language,
        author=row.author_name if named else "", organisation=row.organisation_name if named else "",
        is_nameless=not named, body_html=row.body_html,
    )


def asked_in(contribution_ids: Sequence[int]) -> dict[int, Question]:
    """The question that each written answer among these answers."""
    if not contribution_ids:
        return {}
    rows = db.session.execute(
        select(WrittenAnswer.id, Question)
        .join(Question, Question.id == WrittenAnswer.question_id)
        .where(WrittenAnswer.id.in_(contribution_ids))
    )
    return {row[0]: row[1] for row in rows}
