"""A receipt on paper: everything somebody sent, in full, for its author alone."""

from typing import Any

from consult.accounts.models import Account
from consult.clock import now
from consult.contributions.models import Publication, State
from consult.i18n import _, n_, shown_moment
from consult.questions.answering import words_of
from consult.questions.models import QuestionKind
from consult.record.queries import numbers_of
from consult.reports import wording
from consult.reports.formats.pdf import typeset
from consult.submissions.approving import approval_of
from consult.submissions.models import Position, Submission
from consult.submissions.overview import Sent, sent_answers
from consult.submissions.policy import may_change
from consult.submissions.queries import anchors_of

Block = dict[str, Any]


def receipt_pdf(submission: Submission, by: Account | None, code: str = "") -> bytes:
    """As the reports: PDF/UA-1 and PDF/A-2a."""
    return typeset(receipt(submission, by, code), now().replace(microsecond=0), _note)


def receipt(submission: Submission, by: Account | None, code: str = "") -> dict[str, Any]:
    """The first page's facts, then each position with all its text, then what happens next."""
    consultation = submission.consultation
    identifiers = [position.id for position in submission.positions]
    numbers, anchors = numbers_of(identifiers), anchors_of(identifiers)
    blocks: list[Block] = []
    for position in submission.positions:
        blocks += _position(position, numbers.get(position.id), anchors.get(position.id, ()))
    blocks += [*_answers(submission), *_files(submission)]
    return {
        "title": _("Receipt %(name)s", name=submission.name),
        "language": consultation.language,
        "labels": {"page": _("Page"), "draft": ""},
        "cover": {
            "kind": _("Receipt"), "title": consultation.title, "institution": consultation.institution, "summary": "",
            "language": consultation.language, "notes": [], "facts": _facts([
                (_("Receipt"), submission.name),
                (_("Received"), shown_moment(submission.submitted_at, consultation.time_zone)),
                (_("Counted as"), _("one submission")),
                (_("Group"), wording.group_name(submission.group)),
                (_("Country"), wording.country(submission.country)),
                (_("State"), _state(submission.state)),
                (_("On behalf of"), submission.on_behalf_of), (_("Approved by"), _approval(submission)),
                (_("Code of this receipt"), code),
            ]),
        },
        "blocks": [*blocks, *_next(submission, by)],
    }


def _approval(submission: Submission) -> str:
    """In the organisation it was sent for; nobody is named who did not wish it."""
    approval = approval_of(submission.id)
    if approval is None or approval.given_at is None:
        return ""
    moment = shown_moment(approval.given_at, submission.consultation.time_zone)
    return _("%(person)s, %(moment)s", person=approval.shown_as or _("an approver who is not named"), moment=moment)


def _position(position: Position, number: int | None, anchors: Any) -> list[Block]:
    latest = position.versions[-1]
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("What you sent")},
        {"is": "facts", "rows": _facts([
            (_("Number"), f"C-{number}" if number else ""),
            (_("Version"), wording.number(position.version)),
            (_("State"), _state(position.state)),
            (_("Stance"), wording.stance_name(latest.stance)),
            (_("About"), "; ".join(_about(*each) for each in anchors)),
            (_("Name"), ", ".join(dict.fromkeys(
                each for each in (position.author_name, position.organisation_name) if each))),
            (_("Publication"), _publication(position.publication)),
        ])},
    ]
    for heading, text in (
        (_("Your main point"), latest.claim), (_("Your reasons"), latest.body), (_("Your wording"), latest.wording),
    ):
        if text:
            blocks.append({"is": "heading", "level": 2, "text": heading})
            blocks.append({"is": "text", "text": text, "language": position.language})
    return blocks


def _answers(submission: Submission) -> list[Block]:
    sent = sent_answers(submission)
    if not sent:
        return []
    language = submission.consultation.language
    blocks: list[Block] = [{"is": "heading", "level": 1, "text": _("Your answers")}]
    for each in sent:
        blocks.append({"is": "heading", "level": 2, "text": f"{each.question.ordinal}. {each.question.text}"})
        is_own = each.question.kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
        blocks.append({
            "is": "text", "text": _answer(each), "language": submission.language if is_own else language,
        })
    return blocks


def _answer(sent: Sent) -> str:
    question, value = sent.question, sent.value
    if sent.file is not None:
        return sent.file.title
    if isinstance(value, dict):
        return "\n\n".join(f"{words_of(question, line)}: {words_of(question, key)}" for line, key in value.items())
    if isinstance(value, list):
        return "\n\n".join(words_of(question, key) for key in value)
    if isinstance(value, int | float):
        return wording.number(value)
    return words_of(question, value) if question.options else str(value)


def _files(submission: Submission) -> list[Block]:
    """Each with its digest: what was sent can be compared with what is kept."""
    if not submission.attachments:
        return []
    return [
        {"is": "heading", "level": 1, "text": _("Your files")},
        {"is": "facts", "rows": _facts([
            (each.title, ("SHA-256 " + each.digest) + (
                "; " + _("confidential, for the team alone") if each.is_confidential else ""))
            for each in submission.attachments
        ])},
    ]


def _about(kind: str, _slug: str, number: str) -> str:
    if kind == "omission":
        return _("something missing in goal %(number)s", number=number)
    return _("goal %(number)s", number=number) if kind == "whole" else _("passage %(number)s", number=number)


def _publication(publication: Publication) -> str:
    return {
        Publication.NAMED: _("Publish with my name"), Publication.NAMELESS: _("Publish without my name"),
        Publication.NOT_PUBLISHED: _("Do not publish"),
    }[publication]


def _state(state: State) -> str:
    return {
        State.WAITING: _("Waiting for review"), State.PUBLISHED: _("Published"), State.WITHHELD: _("Withheld"),
        State.WITHDRAWN: _("Withdrawn"),
    }[state]


def _next(submission: Submission, by: Account | None) -> list[Block]:
    """As on the page of the receipt."""
    said = {
        State.WAITING: (
            _("A moderator checks it against the house rules. Then it is published.")
            if submission.stakeholder.account_id
            else _("Follow the link we mailed you. Until then nobody reads it.")
        ),
        State.PUBLISHED: _("It is public. When the outcome is written, its page says what became of it."),
        State.WITHDRAWN: _("You withdrew it. It stays counted, without its words."),
        State.WITHHELD: _("It is not public. It is read and counted."),
    }[submission.state]
    texts = [said]
    if any(may_change(by, position) for position in submission.positions):
        assert submission.consultation.closes_at
        closes = shown_moment(submission.consultation.closes_at, submission.consultation.time_zone)
        texts.append(_("You may change or withdraw it until %(moment)s.", moment=closes))
    texts.append(_("The record holds fingerprints, never your words or name."))
    return [
        {"is": "heading", "level": 1, "text": _("What happens next")},
        *({"is": "text", "text": text, "language": ""} for text in texts),
    ]


def _facts(rows: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"term": term, "text": text, "language": ""} for term, text in rows if text]


def _note(replaced: int) -> str:
    if not replaced:
        return ""
    return n_(
        "%(num)s letter for which there was no font is shown as ▯. The receipt’s page holds it.",
        "%(num)s letters for which there was no font are shown as ▯. The receipt’s page holds them.", replaced,
    )
