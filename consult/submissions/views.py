"""Writing, reading through, sending, changing and taking back; one's own account page."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import is_public, require_open, takes_contributions
from consult.consultations.policy import may_begin
from consult.consultations.queries import consultation_seen_by, consultations_of, topic_of
from consult.errors import Invalid
from consult.i18n import _
from consult.limits import letters_of
from consult.limits import of as limited
from consult.organisations.queries import stakeholder_of
from consult.record.queries import numbers_of
from consult.submissions.actions import (
    Content,
    SavedElsewhere,
    discard_draft,
    save_draft,
    submit_draft,
    withdraw_position,
)
from consult.submissions.confirming import (
    confirm,
    held_for,
    is_as_sent,
    mail_again,
    refuse,
    send_unconfirmed,
    sent_under,
)
from consult.submissions.forms import Empty, PositionForm, content_of
from consult.submissions.models import Draft
from consult.submissions.policy import may_change
from consult.submissions.queries import (
    draft_for,
    drafts_of,
    own_position,
    submission_of,
    submissions_by,
)
from consult.submissions.sender import LetterForm, SenderForm

blueprint = Blueprint("submissions", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.route("/consultations/<slug>/topics/<topic_slug>/write", methods=["GET", "POST"])
@public
@limited("LIMIT_SEND")
def write(slug: str, topic_slug: str) -> Answer:
    consultation = consultation_seen_by(person(), slug)
    topic = topic_of(consultation, topic_slug)
    require_open(consultation)
    form = _form(consultation, topic)
    if request.method == "GET":
        form.about.data = [f"{topic.slug}:{request.args.get('about', 'whole')}"]
        form.language.data = consultation.language
    if form.validate_on_submit():
        draft = save_draft(consultation, form.content(), person())
        return redirect(url_for(".draft", name=draft.name), 303)
    return _page(consultation, topic, form), form.status


@blueprint.get("/drafts/<name>")
@public
def draft(name: str) -> str:
    return _read_through(draft_for(person(), name), SenderForm())


def _read_through(found: Draft, sender: SenderForm) -> str:
    content = Content.of(found.content)
    account = person()
    sender.offer()
    return render_template(
        "submissions/draft.html", draft=found, content=content, topics=_topics(found, content), sender=sender,
        profile=stakeholder_of(account) if account else None, is_open=takes_contributions(found.consultation),
    )


@blueprint.route("/drafts/<name>/edit", methods=["GET", "POST"])
@public
def edit(name: str) -> Answer:
    found = draft_for(person(), name)
    consultation = found.consultation
    kept = Content.of(found.content)
    topic = topic_of(consultation, kept.about[0][0])
    form = _form(consultation, topic)
    if request.method == "GET":
        form.fill(kept)
        form.revision.data = str(found.revision)
    if form.validate_on_submit():
        revision = int(form.revision.data) if (form.revision.data or "").isdecimal() else None
        try:
            save_draft(consultation, form.content(), person(), found, revision=revision)
        except SavedElsewhere as refusal:
            form.refuse("body", refusal.message)
            other = Content.of(draft_for(person(), name).content)
            form.revision.data = str(found.revision)
            return _page(consultation, topic, form, found, other), refusal.status
        return redirect(url_for(".draft", name=name), 303)
    return _page(consultation, topic, form, found), form.status


@blueprint.post("/drafts/<name>/submission")
@signed_in
@limited("LIMIT_SEND")
def submit(name: str) -> Response:
    submission = submit_draft(draft_for(person(), name), person())
    return redirect(url_for(".receipt", name=submission.name), 303)


@blueprint.post("/drafts/<name>/sending")
@public
@limited("LIMIT_SEND")
@letters_of("LIMIT_LETTERS")
def send(name: str) -> Answer:
    """Without an account: by an e-mail address alone."""
    found = draft_for(person(), name)
    form = SenderForm()
    form.offer()
    if not form.validate_on_submit():
        return _read_through(found, form), form.status
    held = send_unconfirmed(found, form.sender(), days=current_app.config["CONFIRM_DAYS"], base_url=_base())
    return redirect(url_for(".sent", name=held.name), 303)


def _base() -> str:
    return str(current_app.config["URL"])


@blueprint.get("/sent/<name>")
@public
def sent(name: str) -> str:
    """The receipt of who has no account yet, under the name their draft had."""
    return _sent(name, LetterForm())


def _sent(name: str, form: LetterForm) -> str:
    held = sent_under(name)
    return render_template(
        "submissions/sent.html", held=held, submission=held.submission, form=form, shows=is_as_sent(held.submission)
    )


@blueprint.post("/sent/<name>/letter")
@public
@limited("LIMIT_SEND")
@letters_of("LIMIT_LETTERS")
def send_letter(name: str) -> Answer:
    form = LetterForm()
    if not form.validate_on_submit():
        return _sent(name, form), form.status
    mail_again(sent_under(name), form.email.data, _base())
    flash(_("The letter is on its way. The one before it leads nowhere now."))
    return redirect(url_for(".sent", name=name), 303)


@blueprint.route("/confirmations/<token>", methods=["GET", "POST"])
@public
@limited("LIMIT_SEND")
def follow(token: str) -> Answer:
    """What a mailed link leads to. Opening it changes nothing: programs that read mail open links."""
    if request.method == "GET":
        held = held_for(token)
        return render_template("submissions/confirm.html", held=held, submission=held.submission, form=Empty())
    held = refuse(token) if request.form.get("answer") == "not_me" else confirm(token)
    return redirect(url_for(".sent", name=held.name), 303)


@blueprint.post("/drafts/<name>/removal")
@public
def discard(name: str) -> Response:
    found = draft_for(person(), name)
    slug = found.consultation.slug
    discard_draft(found, person())
    flash(_("The draft is deleted."))
    return redirect(url_for("reading.consultation", slug=slug), 303)


@blueprint.get("/receipts/<name>")
@signed_in
def receipt(name: str) -> str:
    submission = submission_of(person(), name)
    numbers = numbers_of([position.id for position in submission.positions])
    changeable = {position.id for position in submission.positions if may_change(person(), position)}
    return render_template(
        "submissions/receipt.html", submission=submission, numbers=numbers, changeable=changeable
    )


@blueprint.route("/positions/<name>/change", methods=["GET", "POST"])
@signed_in
def change(name: str) -> Answer:
    position = own_position(person(), name)
    if not may_change(person(), position):
        require_open(position.consultation)
        raise Invalid(_("This position can no longer be changed."))
    content = content_of(position)
    topic = topic_of(position.consultation, content.about[0][0])
    form = _form(position.consultation, topic)
    if request.method == "GET":
        form.fill(content)
    if form.validate_on_submit():
        saved = save_draft(position.consultation, form.content(), person(), position=position)
        return redirect(url_for(".draft", name=saved.name), 303)
    return _page(position.consultation, topic, form, changes=name), form.status


@blueprint.route("/positions/<name>/withdrawal", methods=["GET", "POST"])
@signed_in
def withdraw(name: str) -> Answer:
    position = own_position(person(), name)
    if request.method == "GET":
        return render_template("submissions/withdraw.html", position=position)
    withdraw_position(position, person())
    flash(_("Your position is withdrawn. It stays counted, without its words."))
    return redirect(url_for(".receipt", name=position.submission.name), 303)


@blueprint.get("/account")
@signed_in
def account() -> str:
    asker = person()
    return render_template(
        "submissions/account.html", profile=stakeholder_of(asker), drafts=drafts_of(asker),
        submissions=submissions_by(asker), teams=consultations_of(asker), may_begin=may_begin(asker),
    )


def _form(consultation: Consultation, topic: Topic) -> PositionForm:
    form = PositionForm()
    languages = list(dict.fromkeys([*consultation.languages, consultation.language]))
    form.offer(topic, [each for each in consultation.topics if each.id != topic.id], languages)
    return form


def _page(
    consultation: Consultation, topic: Topic, form: PositionForm, draft: Draft | None = None,
    other: Content | None = None, changes: str = "",
) -> str:
    return render_template(
        "submissions/write.html", consultation=consultation, topic=topic, form=form, draft=draft, other=other,
        changes=changes, is_public=is_public(consultation),
    )


def _topics(found: Draft, content: Content) -> list[tuple[Topic, list[str]]]:
    """Each topic of a draft with what it is about there."""
    return [
        (topic, [what for slug, what in content.about if slug == topic.slug])
        for topic in found.consultation.topics if any(slug == topic.slug for slug, _what in content.about)
    ]
