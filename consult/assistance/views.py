"""Staff help: entering what came on paper, sending links again, writing to participants; and looking a code up."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, team
from consult.assistance import messages, paper
from consult.assistance.forms import CodeForm, MessageForm, PaperEntryForm, ResendForm, form_for
from consult.assistance.models import PaperForm
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_seen_by
from consult.contributions.models import Channel
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.limits import limiter
from consult.limits import of as limited
from consult.questions.answering import conditions_in_words
from consult.submissions.overview import sent_answers
from consult.submissions.typed import field_of

blueprint = Blueprint("assistance", __name__)

Answer = str | Response | tuple[str, int]


def _helped(slug: str) -> Consultation:
    consultation = consultation_seen_by(person(), slug)
    paper.require_moderation(consultation, person())
    return consultation


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@blueprint.get("/consultations/<slug>/assistance")
@team
def overview(slug: str) -> str:
    return _overview(_helped(slug), ResendForm())


def _overview(consultation: Consultation, resending: ResendForm) -> str:
    return render_template(
        "assistance/overview.html", consultation=consultation, forms=paper.open_forms(consultation), form=resending,
        messages=messages.messages_in(consultation),
    )


@blueprint.route("/consultations/<slug>/assistance/paper/new", methods=["GET", "POST"])
@team
def first(slug: str) -> Answer:
    consultation = _helped(slug)
    form = form_for(consultation, request.form)
    if request.method == "GET":
        form.language.data = consultation.language
    if form.validate_on_submit():
        paper.type_first(consultation, Channel(form.channel.data), form.typed, person())
        flash(_("Kept. Now somebody else types it again, or you do later."))
        return redirect(url_for(".overview", slug=slug), 303)
    return _entry(consultation, form), form.status


@blueprint.route("/consultations/<slug>/assistance/paper/<name>", methods=["GET", "POST"])
@team
def again(slug: str, name: str) -> Answer:
    """Empty, so that the second typing is of the paper and not of the first."""
    consultation = _helped(slug)
    found = paper.paper_form(consultation, name)
    if found.submission_id is not None:
        return redirect(url_for(".receipt", slug=slug, name=name), 303)
    form = form_for(consultation, request.form)
    del form.channel
    if request.method == "GET":
        form.language.data = consultation.language
    if form.validate_on_submit():
        paper.type_again(found, form.typed, person())
        return redirect(url_for(".compare", slug=slug, name=name), 303)
    return _entry(consultation, form, found), form.status


def _entry(consultation: Consultation, form: PaperEntryForm, found: PaperForm | None = None) -> str:
    return render_template(
        "assistance/entry.html", consultation=consultation, form=form, found=found, field_of=field_of,
        needed=conditions_in_words(form.questions),
    )


@blueprint.get("/consultations/<slug>/assistance/paper/<name>/comparison")
@team
def compare(slug: str, name: str) -> Answer:
    consultation = _helped(slug)
    found = paper.paper_form(consultation, name)
    if found.second is None:
        return redirect(url_for(".again", slug=slug, name=name), 302)
    return _compare(consultation, found)


def _compare(consultation: Consultation, found: PaperForm, refusal: str = "") -> str:
    form = form_for(consultation, request.form)
    questions = {field_of(each): each for each in form.questions}
    return render_template(
        "assistance/compare.html", consultation=consultation, found=found, refusal=refusal,
        differing=paper.differing(found), questions=questions,
        labels={field.name: field.label.text for field in form} | {key: each.text for key, each in questions.items()},
    )


@blueprint.post("/consultations/<slug>/assistance/paper/<name>/submission")
@team
def enter(slug: str, name: str) -> Answer:
    consultation = _helped(slug)
    found = paper.paper_form(consultation, name)
    chosen = {key: request.form.get(f"choice {key}", "") for key in found.first}
    try:
        paper.enter(found, chosen, person(), _secret())
    except (Invalid, Conflict) as refusal:
        if found.second is None:
            raise
        return _compare(consultation, found, refusal.message), refusal.status
    flash(_("Received and counted. Print the receipt and give it to the person."))
    return redirect(url_for(".receipt", slug=slug, name=name), 303)


@blueprint.post("/consultations/<slug>/assistance/paper/<name>/removal")
@team
def discard(slug: str, name: str) -> Response:
    paper.discard(paper.paper_form(_helped(slug), name), person())
    flash(_("Discarded. What was typed is gone."))
    return redirect(url_for(".overview", slug=slug), 303)


@blueprint.get("/consultations/<slug>/assistance/paper/<name>/receipt")
@team
def receipt(slug: str, name: str) -> str:
    """To print and give away, with the code by which it is found again."""
    found = paper.paper_form(_helped(slug), name)
    submission = paper.submission_of_form(found)
    return render_template(
        "assistance/receipt.html", submission=submission, answers=sent_answers(submission), form=found,
        code=paper.code_of(submission, _secret()),
        address=f"{current_app.config['URL'].rstrip('/')}/receipts/code",
    )


@blueprint.route("/receipts/code", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_app.config["LIMIT_CODES"], methods=["POST"])  # type: ignore[untyped-decorator]
def look_up(code: str = "") -> Answer:
    """For whoever has a receipt on paper."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            submission = paper.submission_with_code(form.code.data)
        except NotFound as refusal:
            form.refuse("code", refusal.message)
        else:
            return render_template(
                "assistance/found.html", submission=submission, answers=sent_answers(submission)
            )
    return render_template("assistance/look_up.html", form=form), form.status


@blueprint.post("/consultations/<slug>/assistance/links")
@team
@limited("LIMIT_SEND")
def resend(slug: str) -> Answer:
    consultation = _helped(slug)
    form = ResendForm()
    if not form.validate_on_submit():
        return _overview(consultation, form), form.status
    messages.resend(consultation, form.email.data, person(), current_app.config["URL"])
    flash(_("If anything was sent here with that address, a letter is on its way to it."))
    return redirect(url_for(".overview", slug=slug), 303)


@blueprint.route("/consultations/<slug>/assistance/message", methods=["GET", "POST"])
@team
@limited("LIMIT_SEND")
def message(slug: str) -> Answer:
    """Written, then seen with the number of those it goes to, then sent."""
    consultation = _helped(slug)
    form = MessageForm()
    form.offer(consultation)
    number = None
    if form.validate_on_submit():
        number = messages.how_many(consultation, form.wanted)
        if request.form.get("step") == "send":
            try:
                messages.send_message(consultation, form.subject.data, form.text.data, form.wanted, person())
            except Invalid as refusal:
                form.refuse("who", refusal.message)
            else:
                flash(_("The letters are on their way."))
                return redirect(url_for(".overview", slug=slug), 303)
    return render_template(
        "assistance/message.html", consultation=consultation, form=form, number=number
    ), form.status
