"""A draft among colleagues: its page, the link to read it, Word, approval."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in
from consult.db import db
from consult.drafting import actions, word
from consult.drafting.queries import (
    approval_asked_of,
    circulation_with,
    comments_on,
    own_draft,
    present_circulation,
    token_of,
)
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.limits import of as limited
from consult.organisations.queries import stakeholder_of
from consult.submissions.approving import digest_of, latest_approval
from consult.submissions.drafting import SavedElsewhere, save_draft
from consult.submissions.models import Draft
from consult.submissions.overview import Overview, overview_of

blueprint = Blueprint("drafting", __name__)

Answer = str | Response | tuple[str, int]


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _base() -> str:
    return str(current_app.config["URL"])


def _back(draft: Draft) -> Response:
    return redirect(url_for(".colleagues", name=draft.name), 303)


@blueprint.get("/drafts/<name>/colleagues")
@signed_in
def colleagues(name: str) -> str:
    return _page(own_draft(person(), name))


def _page(draft: Draft, refusal: str = "") -> str:
    circulation = present_circulation(draft)
    profile = stakeholder_of(person())
    approval = latest_approval(draft)
    link = f"{_base().rstrip('/')}/circulated/{token_of(circulation, _secret())}" if circulation else ""
    return render_template(
        "drafting/colleagues.html", draft=draft, circulation=circulation, link=link, comments=comments_on(draft),
        profile=profile, approval=approval, refusal=refusal, days=actions.DAYS,
        is_same=approval is not None and approval.digest == digest_of(draft),
    )


@blueprint.post("/drafts/<name>/circulation")
@signed_in
@limited("LIMIT_SEND")
def circulate(name: str) -> Answer:
    draft = own_draft(person(), name)
    days = request.form.get("days", "")
    try:
        actions.circulate(
            draft, person(), days=int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0,
            deadline=_moment(request.form.get("deadline", ""), draft.consultation.time_zone),
        )
    except Invalid as refusal:
        return _page(draft, refusal.message), refusal.status
    flash(_("Whoever has the link below can read the draft and comment on it."))
    return _back(draft)


def _moment(text: str, zone: str) -> datetime | None:
    """Raises Invalid."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise Invalid(_("Give the internal deadline as a date and a time.")) from fault


@blueprint.post("/drafts/<name>/circulation/removal")
@signed_in
def end(name: str) -> Response:
    draft = own_draft(person(), name)
    actions.end_circulation(draft, person())
    flash(_("The link leads nowhere now."))
    return _back(draft)


@blueprint.post("/drafts/<name>/on-behalf-of")
@signed_in
def on_behalf_of(name: str) -> Answer:
    draft = own_draft(person(), name)
    try:
        actions.send_on_behalf_of(draft, request.form.get("whom", ""), person())
    except Invalid as refusal:
        return _page(draft, refusal.message), refusal.status
    flash(_("Saved. It is said when you send it, and in public."))
    return _back(draft)


@blueprint.post("/drafts/<name>/approval")
@signed_in
@limited("LIMIT_SEND")
def ask(name: str) -> Answer:
    draft = own_draft(person(), name)
    try:
        asked = actions.ask_for_approval(draft, person(), _base())
    except Invalid as refusal:
        return _page(draft, refusal.message), refusal.status
    flash(_("Your approvers were written to: %(number)s.", number=asked))
    return _back(draft)


@blueprint.get("/circulated/<token>")
@public
def read(token: str) -> Response:
    """For whoever has the link, and for no search engine."""
    draft = circulation_with(token, _secret()).draft
    return _unlisted(_circulated(token, draft))


def _circulated(token: str, draft: Draft, refusal: str = "", typed: dict[str, str] | None = None) -> str:
    circulation = circulation_with(token, _secret())
    return render_template(
        "drafting/circulated.html", draft=draft, overview=overview_of(draft), circulation=circulation, token=token,
        comments=comments_on(draft), refusal=refusal, typed=typed or {},
    )


def _unlisted(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.post("/circulated/<token>/comments")
@public
@limited("LIMIT_SEND")
def comment(token: str) -> Response:
    draft = circulation_with(token, _secret()).draft
    typed = {name: request.form.get(name, "") for name in ("name", "text")}
    try:
        actions.comment_internally(draft, typed["name"], typed["text"])
    except (Invalid, Conflict) as refusal:
        return _unlisted(_circulated(token, draft, refusal.message, typed), refusal.status)
    flash(_("Your comment is there. Only those who work on this draft see it."))
    return redirect(url_for(".read", token=token, _anchor="comments"), 303)


@blueprint.get("/drafts/<name>.docx")
@signed_in
def take_out(name: str) -> Response:
    draft = own_draft(person(), name)
    answer = make_response(word.written(draft.consultation.title, draft.whole, _names(overview_of(draft))))
    answer.mimetype = word.MEDIA
    answer.headers["Content-Disposition"] = f'attachment; filename="draft-{draft.name}.docx"'
    return answer


def _names(overview: Overview) -> dict[str, str]:
    """What stands above each text, by its mark."""
    fields = {"claim": _("Your main point"), "body": _("Your reasons"), "wording": _("Your wording")}
    found = {word.PAPER: _("Your paper")}
    for each in overview.positions:
        goal = "; ".join(topic.title for topic, _what in each.topics)
        found |= {f"{each.key}/{field}": f"{label}: {goal}" for field, label in fields.items()}
    for asked in overview.asked:
        if asked.question.is_written:
            found[f"answer {asked.question.name}"] = asked.question.text
    return found


@blueprint.post("/drafts/<name>/word")
@signed_in
@limited("LIMIT_SEND")
def bring_in(name: str) -> Answer:
    """Shows what would change; nothing is changed before that is accepted."""
    draft = own_draft(person(), name)
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid(_("Choose the Word document."))
        texts = word.read(file.stream.read(word.FILE_LIMIT + 1))
    except Invalid as refusal:
        return _page(draft, refusal.message), refusal.status
    found = word.changes(draft.whole, texts)
    return render_template(
        "drafting/word.html", draft=draft, changes=found, names=_names(overview_of(draft)), revision=draft.revision,
    )


@blueprint.post("/drafts/<name>/word/acceptance")
@signed_in
def accept(name: str) -> Answer:
    draft = own_draft(person(), name)
    marks = set(word.texts_of(draft.whole))
    chosen = set(request.form.getlist("accept"))
    texts = {mark: request.form[f"text {mark}"] for mark in marks & chosen if f"text {mark}" in request.form}
    seen = request.form.get("revision", "")
    try:
        save_draft(
            draft.consultation, word.with_texts(draft.whole, texts), person(), draft,
            revision=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0,
        )
    except SavedElsewhere as refusal:
        return _page(own_draft(person(), name), refusal.message), refusal.status
    flash(_("Taken over from Word. Read it through before you send it."))
    return redirect(url_for("submissions.draft", name=name), 303)


@blueprint.get("/approvals/<name>")
@signed_in
def asked(name: str) -> str:
    return _asked(name)


def _asked(name: str, refusal: str = "", words: str = "") -> str:
    approval = approval_asked_of(person(), name)
    draft = db.session.get(Draft, approval.draft_id)
    if draft is None:
        raise NotFound(_("There is nothing to approve here. It may have been answered already."))
    return render_template(
        "drafting/approval.html", approval=approval, draft=draft, overview=overview_of(draft),
        comments=comments_on(draft), is_same=approval.digest == digest_of(draft), refusal=refusal, words=words,
    )


@blueprint.post("/approvals/<name>/agreement")
@signed_in
def approve(name: str) -> Answer:
    approval = approval_asked_of(person(), name)
    try:
        actions.approve(approval, person(), _base(), shown_as=request.form.get("shown_as", ""))
    except Conflict as refusal:
        return _asked(name, refusal.message), refusal.status
    flash(_("Approved. Its author was told."))
    return redirect(url_for("organisations.mine"), 303)


@blueprint.post("/approvals/<name>/return")
@signed_in
def send_back(name: str) -> Answer:
    approval = approval_asked_of(person(), name)
    words = request.form.get("words", "")
    try:
        actions.return_draft(approval, person(), words, _base())
    except (Invalid, Conflict) as refusal:
        return _asked(name, refusal.message, words), refusal.status
    flash(_("Returned. Its author was told, and sees your comment."))
    return redirect(url_for("organisations.mine"), 303)
