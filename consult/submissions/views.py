"""Writing, reading through, sending, changing and taking back; one's own account page."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import (
    is_public,
    require_changeable,
    require_late,
    require_open,
    takes_contributions,
    takes_late,
)
from consult.consultations.policy import may_begin
from consult.consultations.queries import consultation_seen_by, consultations_of, topic_of
from consult.errors import Invalid, NotFound
from consult.i18n import _
from consult.limits import letters_of
from consult.limits import of as limited
from consult.organisations.actions import AlreadyRegistered
from consult.organisations.queries import stakeholder_of
from consult.record.queries import numbers_of
from consult.submissions.actions import submit_draft, withdraw_position
from consult.submissions.approving import approval_of
from consult.submissions.confirming import (
    confirm,
    held_for,
    is_as_sent,
    mail_again,
    refuse,
    send_unconfirmed,
    sent_under,
)
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.drafting import (
    SavedElsewhere,
    begun_draft,
    declare_campaign,
    discard_draft,
    new_key,
    remove_position,
    save_draft,
    save_part,
)
from consult.submissions.forms import Empty, PositionForm, content_of
from consult.submissions.models import Draft
from consult.submissions.overview import overview_of, sent_answers
from consult.submissions.policy import may_change, may_change_answers
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
    begun = _begun(consultation)
    form = _form(consultation, topic)
    if request.args.get("late"):
        require_late(consultation)
    else:
        require_open(consultation, person(), form.opened_at if request.method == "POST" else None)
    if request.method == "GET":
        form.about.data = [f"{topic.slug}:{request.args.get('about', 'whole')}"]
        form.language.data = consultation.language
        if begun is not None:
            form.continue_from(begun.whole)
    if form.validate_on_submit():
        position = form.content()
        if begun is None:
            begun = save_draft(consultation, position, person(), begun_at=form.opened_at)
        else:
            save_part(begun, key := new_key(), SubmissionContent.alone(position, key), person())
        return redirect(url_for(".draft", name=begun.name), 303)
    return _page(consultation, topic, form, begun=begun), form.status


@blueprint.get("/drafts/<name>")
@public
def draft(name: str) -> str:
    return _read_through(draft_for(person(), name), SenderForm())


def _read_through(found: Draft, sender: SenderForm) -> str:
    account = person()
    sender.offer()
    return render_template(
        "submissions/draft.html", draft=found, overview=overview_of(found), sender=sender,
        profile=stakeholder_of(account) if account else None,
        is_open=takes_contributions(found.consultation, account, found.begun_at),
        takes_late=takes_late(found.consultation) and not found.is_change,
    )


@blueprint.route("/drafts/<name>/edit", methods=["GET", "POST"], defaults={"key": ""})
@blueprint.route("/drafts/<name>/positions/<key>", methods=["GET", "POST"])
@public
def edit(name: str, key: str) -> Answer:
    found = draft_for(person(), name)
    consultation = found.consultation
    key, kept = _drafted(found, key)
    topic = topic_of(consultation, kept.about[0][0])
    form = _form(consultation, topic)
    if request.method == "GET":
        form.fill(kept)
        form.revision.data = str(found.revision)
    if form.validate_on_submit():
        try:
            save_part(found, key, SubmissionContent.alone(form.content(), key), person(), form.seen_revision)
        except SavedElsewhere as refusal:
            form.refuse("body", refusal.message)
            found = draft_for(person(), name)
            form.revision.data = str(found.revision)
            return _page(consultation, topic, form, found, _drafted(found, key)[1]), refusal.status
        return redirect(url_for(".draft", name=name), 303)
    return _page(consultation, topic, form, found), form.status


def _drafted(found: Draft, key: str) -> tuple[str, Content]:
    """A position of the draft, the first where none is named. Raises NotFound."""
    positions = found.whole.positions
    key = key or next(iter(positions), "")
    if key not in positions:
        raise NotFound(_("There is no such position in your draft."))
    return key, positions[key]


@blueprint.post("/drafts/<name>/positions/<key>/removal")
@public
def remove(name: str, key: str) -> Response:
    remove_position(draft_for(person(), name), key, person())
    flash(_("It is taken out of your draft."))
    return redirect(url_for(".draft", name=name), 303)


@blueprint.post("/drafts/<name>/campaign")
@public
def campaign(name: str) -> Response:
    """Say that what is sent belongs to a campaign."""
    _declare(draft_for(person(), name))
    flash(_("Saved in your draft."))
    return redirect(url_for(".draft", name=name, _anchor="campaign"), 303)


@blueprint.post("/drafts/<name>/submission")
@signed_in
@limited("LIMIT_SEND")
def submit(name: str) -> Response:
    found = draft_for(person(), name)
    _declare(found)
    submission = submit_draft(found, person(), late=_is_late())
    return redirect(url_for(".receipt", name=submission.name), 303)


@blueprint.post("/drafts/<name>/sending")
@public
@limited("LIMIT_SEND")
@letters_of("LIMIT_LETTERS")
def send(name: str) -> Answer:
    """Without an account: by an e-mail address alone."""
    found = draft_for(person(), name)
    _declare(found)
    form = SenderForm()
    form.offer()
    if not form.validate_on_submit():
        return _read_through(found, form), form.status
    try:
        held = send_unconfirmed(
            found, form.sender(), days=current_app.config["CONFIRM_DAYS"], base_url=_base(), late=_is_late()
        )
    except AlreadyRegistered as refusal:
        form.refuse("organisation", refusal.message)
        return _read_through(found, form), form.status
    return redirect(url_for(".sent", name=held.name), 303)


def _declare(draft: Draft) -> None:
    """The campaign it was written for, where the form asks."""
    if (named := request.form.get("campaign")) is not None:
        declare_campaign(draft, named, person())


def _is_late() -> bool:
    """Sent by the button that says so: nobody's words are marked late without their knowing."""
    return bool(request.form.get("late"))


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
        "submissions/sent.html", held=held, submission=held.submission, form=form, shows=is_as_sent(held.submission),
        answers=sent_answers(held.submission), numbers={},
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
        return render_template(
            "submissions/confirm.html", held=held, submission=held.submission, form=Empty(), numbers={},
            answers=sent_answers(held.submission),
        )
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
    parts = [*submission.positions, *submission.written]
    return render_template(
        "submissions/receipt.html", submission=submission, numbers=numbers_of([each.id for each in parts]),
        changeable={each.id for each in submission.positions if may_change(person(), each)},
        answers=sent_answers(submission), may_change_answers=may_change_answers(person(), submission),
        approval=approval_of(submission.id),
    )


@blueprint.route("/positions/<name>/change", methods=["GET", "POST"])
@signed_in
def change(name: str) -> Answer:
    position = own_position(person(), name)
    if not may_change(person(), position):
        require_changeable(position.consultation, person())
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
    form.offer(topic, [each for each in consultation.goals if each.id != topic.id], languages)
    return form


def _begun(consultation: Consultation) -> Draft | None:
    """The draft that is gone on with: the one named, else what this person has begun."""
    name = request.args.get("draft", "")
    if not name:
        return begun_draft(consultation, person())
    found = draft_for(person(), name)
    return found if found.consultation_id == consultation.id and not found.is_change else None


def _page(
    consultation: Consultation, topic: Topic, form: PositionForm, draft: Draft | None = None,
    other: Content | None = None, changes: str = "", begun: Draft | None = None,
) -> str:
    return render_template(
        "submissions/write.html", consultation=consultation, topic=topic, form=form, draft=draft, other=other,
        changes=changes, is_public=is_public(consultation), is_late=bool(request.args.get("late")),
        begun=overview_of(begun) if begun else None,
        begun_name=begun.name if begun else "",
    )
