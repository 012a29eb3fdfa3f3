"""Letters to participants: sent again to one, or to all whom a filter finds. Their addresses are shown to nobody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Select, func, select

from consult.accounts.models import Account
from consult.assistance.models import ParticipantMessage
from consult.assistance.paper import require_moderation
from consult.clock import now
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionTopic
from consult.db import db, transaction
from consult.errors import Invalid
from consult.i18n import _, in_language, known, prefix
from consult.jobs import wake
from consult.mail import write
from consult.organisations.models import Stakeholder
from consult.record.actions import append_entry
from consult.signatures.models import Signature
from consult.submissions.confirming import Unconfirmed, mail_again
from consult.submissions.models import Draft, Position, Submission
from consult.text import is_blank, normalise

BATCH = 200
RECEIPTS = 50
WHO = ("sent", "commented", "signed", "drafting")


@dataclass(frozen=True)
class Wanted:
    """Whom a message is for: those who did this in the consultation, perhaps of one group, country or goal."""

    who: str = "sent"
    group: str = ""
    country: str = ""
    topic: str = ""


def recipients_of(consultation: Consultation, wanted: Wanted) -> Select[int]:
    """The accounts, each once."""
    query = select(Account.id).where(Account.active, Account.confirmed_at.is_not(None))
    if wanted.who == "drafting":
        own = select(Draft.account_id).where(Draft.consultation_id == consultation.id)
    elif wanted.who == "signed":
        own = (
            select(Signature.account_id).join(Contribution.__table__, Contribution.id == Signature.position_id)
            .where(Contribution.consultation_id == consultation.id, Signature.taken_back_at.is_(None))
        )
    else:
        own = _authors(consultation, wanted)
    query = query.where(Account.id.in_(own))
    if wanted.group or wanted.country:
        of = select(Stakeholder.account_id)
        if wanted.group:
            of = of.where(Stakeholder.group == wanted.group)
        if wanted.country:
            of = of.where(Stakeholder.country == wanted.country)
        query = query.where(Account.id.in_(of))
    return query


def _authors(consultation: Consultation, wanted: Wanted) -> Select[int | None]:
    if wanted.who == "sent" and not wanted.topic:
        return (
            select(Stakeholder.account_id).join(Submission, Submission.stakeholder_id == Stakeholder.id)
            .where(Submission.consultation_id == consultation.id)
        )
    kind = Comment.__table__ if wanted.who == "commented" else Position.__table__
    query = (
        select(Stakeholder.account_id)
        .join(Contribution.__table__, Contribution.stakeholder_id == Stakeholder.id)
        .join(kind, kind.c.id == Contribution.id)
        .where(Contribution.consultation_id == consultation.id)
    )
    topic = next((each for each in consultation.topics if each.slug == wanted.topic), None)
    if topic is not None:
        about = select(ContributionTopic.contribution_id).where(ContributionTopic.topic_id == topic.id)
        query = query.where(Contribution.id.in_(about))
    return query


def how_many(consultation: Consultation, wanted: Wanted) -> int:
    """Asked by staff for one consultation, never by a reader's page."""
    return db.session.scalar(select(func.count()).select_from(recipients_of(consultation, wanted).subquery())) or 0


def send_message(
    consultation: Consultation, subject: str, text: str, wanted: Wanted, by: Account
) -> ParticipantMessage:
    """Owe each of them one letter; the worker writes them. Raises NotAllowed or Invalid."""
    subject, text = " ".join(normalise(subject).split()), normalise(text)
    if is_blank(subject) or is_blank(text) or len(subject) > 150 or len(text) > 10_000:
        raise Invalid(_("Write a subject of at most 150 and a text of at most 10,000 characters."))
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_moderation(consultation, by)
        number = how_many(consultation, wanted)
        if not number:
            raise Invalid(_("Nobody is found by this filter."))
        message = ParticipantMessage(
            consultation_id=consultation.id, by_id=by.id, subject=subject, text=text, wanted=asdict(wanted),
            recipients=number,
        )
        session.add(message)
        session.flush()
        append_entry(
            "participants.written_to", f"consultation:{consultation.slug}", consultation=consultation.slug,
            facts={"recipients": number},
        )
        wake("assistance.deliver")
        return message


def deliver(base_url: str) -> None:
    """Write the letters that are owed, a batch a transaction: after a fault it goes on where it stopped."""
    for identifier in db.session.scalars(
        select(ParticipantMessage.id).where(ParticipantMessage.done_at.is_(None)).order_by(ParticipantMessage.sent_at)
    ).all():
        while _deliver_some(identifier, base_url):
            pass


def _deliver_some(identifier: int, base_url: str) -> bool:
    with transaction() as session:
        message = session.get(ParticipantMessage, identifier, with_for_update=True)
        if message is None or message.done_at is not None:
            return False
        consultation = message.consultation
        due = recipients_of(consultation, Wanted(**message.wanted)).where(Account.id > message.reached)
        found = session.scalars(due.order_by(Account.id).limit(BATCH)).all()
        for account in session.scalars(select(Account).where(Account.id.in_(found)).order_by(Account.id)):
            _write(account, message, base_url)
        if len(found) < BATCH:
            message.done_at = now()
            return False
        message.reached = int(found[-1])
        return True


def _write(account: Account, message: ParticipantMessage, base_url: str) -> None:
    consultation = message.consultation
    with in_language(known(account.language)):
        write(account.email, message.subject, "\n\n".join([
            message.text,
            _("You get this letter from the team of the consultation “%(title)s” because you take part in it.",
              title=consultation.title),
            f"{base_url.rstrip('/')}{prefix(account.language)}/consultations/{consultation.slug}",
        ]) + "\n")


def messages_in(consultation: Consultation) -> Sequence[ParticipantMessage]:
    """The log: who wrote, when, to whom by which filter, and to how many."""
    return db.session.scalars(
        select(ParticipantMessage).where(ParticipantMessage.consultation_id == consultation.id)
        .order_by(ParticipantMessage.sent_at.desc(), ParticipantMessage.id.desc()).limit(100)
    ).all()


def resend(consultation: Consultation, email: str, by: Account, base_url: str) -> None:
    """Send somebody their links again, to the address they gave.

    Staff sees neither the links nor whether there are any. Raises NotAllowed.
    """
    address = email.strip().lower()
    with transaction() as session:
        require_moderation(consultation, by)
        for held in session.scalars(
            select(Unconfirmed).join(Submission).where(
                Submission.consultation_id == consultation.id, Unconfirmed.token_hash.is_not(None),
                Unconfirmed.ends_at > now(), func.lower(Unconfirmed.email) == address,
            ).limit(RECEIPTS)
        ).all():
            mail_again(held, held.email, base_url)
        account = session.scalar(select(Account).where(func.lower(Account.email) == address, Account.active))
        if account is not None:
            _send_receipts(account, consultation, base_url)


def _send_receipts(account: Account, consultation: Consultation, base_url: str) -> None:
    sent = db.session.scalars(
        select(Submission).join(Stakeholder, Stakeholder.id == Submission.stakeholder_id)
        .where(Stakeholder.account_id == account.id, Submission.consultation_id == consultation.id)
        .order_by(Submission.submitted_at.desc()).limit(RECEIPTS)
    ).all()
    if not sent:
        return
    with in_language(known(account.language)):
        start = f"{base_url.rstrip('/')}{prefix(account.language)}"
        write(account.email, _("Your receipts"), "\n\n".join([
            _("Hello,"),
            _("Here are the receipts of what you sent to the consultation “%(title)s”. Sign in to read them.",
              title=consultation.title),
            "\n".join(f"{start}/receipts/{each.name}" for each in sent),
        ]) + "\n")
