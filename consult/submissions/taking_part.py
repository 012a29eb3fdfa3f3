"""Everything one can send besides a position on a goal: questions, a paper, files, and all of it seen as one."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import files
from consult.access import person, public, signed_in, with_files
from consult.consultations.models import Consultation
from consult.consultations.phases import require_changeable, require_open, takes_contributions
from consult.consultations.queries import consultation_seen_by
from consult.errors import Invalid, NotFound
from consult.i18n import _
from consult.limits import of as limited
from consult.questions.answering import conditions_in_words
from consult.questions.models import QuestionKind
from consult.questions.queries import questions_of
from consult.submissions.actions import withdraw_answers, withdraw_submission
from consult.submissions.attaching import attach, attachment_on, attachment_seen_by, detach
from consult.submissions.content import SubmissionContent
from consult.submissions.drafting import SavedElsewhere, begun_draft, choose_publication, save_draft, save_part
from consult.submissions.forms import Empty, FileForm, PaperForm, PartForm
from consult.submissions.models import Draft
from consult.submissions.overview import change_of_answers, overview_of
from consult.submissions.queries import draft_for, submission_of
from consult.submissions.typed import field_of, read_typed, typed_answers

blueprint = Blueprint("taking_part", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.route("/consultations/<slug>/take-part", methods=["GET", "POST"])
@public
@limited("LIMIT_SEND")
def begin(slug: str) -> Answer:
    """All that may be said here, before anything is written."""
    consultation = consultation_seen_by(person(), slug)
    begun = begun_draft(consultation, person())
    if request.method == "GET":
        return render_template(
            "submissions/begin.html", consultation=consultation, questions=questions_of(consultation), begun=begun,
            form=Empty(), is_open=takes_contributions(consultation, person()),
        )
    require_open(consultation, person())
    draft = begun or save_draft(consultation, SubmissionContent(language=consultation.language), person())
    return redirect(url_for(".overview", name=draft.name), 303)


@blueprint.get("/drafts/<name>/overview")
@public
def overview(name: str) -> Answer:
    found = draft_for(person(), name)
    if found.is_change:
        return redirect(url_for("submissions.draft", name=name), 302)
    form = PartForm()
    _offer(form, found)
    return render_template(
        "submissions/overview.html", draft=found, consultation=found.consultation, overview=overview_of(found),
        form=form, is_open=takes_contributions(found.consultation, person(), found.begun_at),
    )


@blueprint.post("/drafts/<name>/publication")
@public
def publication(name: str) -> Answer:
    found = draft_for(person(), name)
    form = PartForm()
    _offer(form, found)
    if not form.validate_on_submit():
        raise Invalid(_("Choose what may be published."))
    whole = form.whole()
    choose_publication(found, whole.publication, whole.language, person())
    return redirect(url_for("submissions.draft", name=name), 303)


@blueprint.route("/drafts/<name>/answers", methods=["GET", "POST"])
@public
@with_files
@limited("LIMIT_SEND")
def answers(name: str) -> Answer:
    found = draft_for(person(), name)
    questions = questions_of(found.consultation)
    form = PartForm()
    _offer(form, found)
    faults: dict[str, str] = {}
    typed: dict[str, Any] = dict(found.whole.answers)
    if form.validate_on_submit():
        typed = typed_answers(questions, request.form)
        kept, faults = read_typed(questions, typed)
        kept |= _files_for(found, questions, faults)
        if not faults:
            try:
                save_part(found, "answers", form.whole(answers=kept), person(), form.seen_revision)
            except SavedElsewhere as refusal:
                flash(refusal.message, "caution")
                form.revision.data = str(draft_for(person(), name).revision)
                return _answers_page(found, questions, form, typed, faults), refusal.status
            return redirect(url_for("submissions.draft", name=name), 303)
    return _answers_page(found, questions, form, typed, faults), 422 if faults else form.status


def _answers_page(
    found: Draft, questions: Any, form: PartForm, typed: dict[str, Any], faults: dict[str, str]
) -> str:
    return render_template(
        "submissions/answers.html", draft=found, consultation=found.consultation, questions=questions, form=form,
        typed=typed, faults=faults, needed=conditions_in_words(questions),
        files={each.question_id: each for each in overview_of(found).files},
        field_of=field_of, accepted=files.ACCEPTED,
    )


def _files_for(found: Draft, questions: Any, faults: dict[str, str]) -> dict[str, str]:
    """The file that answers each question for one: sent now, or kept from before unless it is to go."""
    before = {each.question_id: each.name for each in overview_of(found).files}
    kept: dict[str, str] = {}
    for question in questions:
        if question.kind is not QuestionKind.FILE:
            continue
        try:
            sent = files.sent_file(field_of(question))
            if sent is not None:
                most = current_app.config["FILES"]
                kept[question.name] = attach(found, sent, person(), most=most, question=question).name
                continue
        except Invalid as refusal:
            faults[question.name] = refusal.message
        if question.id in before and not request.form.get(f"{field_of(question)}-remove"):
            kept[question.name] = before[question.id]
    return kept


@blueprint.route("/drafts/<name>/paper", methods=["GET", "POST"])
@public
@limited("LIMIT_SEND")
def paper(name: str) -> Answer:
    found = _whole_draft(name)
    form = PaperForm()
    _offer(form, found)
    if request.method == "GET":
        form.paper.data = found.whole.paper
    other = ""
    if form.validate_on_submit():
        try:
            save_part(found, "paper", form.whole(paper=form.paper.data or ""), person(), form.seen_revision)
        except SavedElsewhere as refusal:
            form.refuse("paper", refusal.message)
            other = draft_for(person(), name).whole.paper
            form.revision.data = str(draft_for(person(), name).revision)
        else:
            return redirect(url_for(".overview", name=name), 303)
    return render_template(
        "submissions/paper.html", draft=found, consultation=found.consultation, form=form, other=other
    ), form.status


@blueprint.route("/drafts/<name>/files", methods=["GET", "POST"])
@public
@with_files
@limited("LIMIT_SEND")
def attachments(name: str) -> Answer:
    found = _whole_draft(name)
    form = FileForm()
    if form.validate_on_submit():
        try:
            sent = files.sent_file("file")
            if sent is None:
                raise Invalid(_("Choose a file."))
            attach(
                found, sent, person(), most=current_app.config["FILES"], is_confidential=form.is_confidential.data
            )
        except Invalid as refusal:
            form.refuse("file", refusal.message)
        else:
            flash(_("%(title)s is in your draft.", title=sent.title))
            return redirect(url_for(".attachments", name=name), 303)
    return render_template(
        "submissions/attachments.html", draft=found, consultation=found.consultation, overview=overview_of(found),
        form=form, accepted=files.ACCEPTED,
    ), form.status


@blueprint.post("/drafts/<name>/files/<key>/removal")
@public
def remove_file(name: str, key: str) -> Response:
    detach(_whole_draft(name), key, person())
    flash(_("The file is taken out of your draft."))
    return redirect(url_for(".attachments", name=name), 303)


@blueprint.post("/drafts/<name>/files/<key>/text")
@public
def use_text(name: str, key: str) -> Response:
    """The text found in a file becomes the paper, so that it can be read on the page and cited."""
    found = _whole_draft(name)
    text = attachment_on(found, key).text
    if not text:
        raise Invalid(_("No text was found in this file."))
    whole = found.whole
    joined = f"{whole.paper}\n\n{text}".strip() if whole.paper else text
    if len(joined) > 50_000:
        raise Invalid(_("The text of this file is longer than a paper may be. Send it as a file alone."))
    change = SubmissionContent(paper=joined, publication=whole.publication, language=whole.language)
    save_part(found, "paper", change, person())
    return redirect(url_for(".paper", name=name), 303)


@blueprint.get("/files/<name>")
@public
def attachment(name: str) -> Response:
    file = attachment_seen_by(person(), name)
    return files.download(file.place, file.shown_title, file.media)


@blueprint.post("/receipts/<name>/answers/change")
@signed_in
def change_answers(name: str) -> Response:
    submission = submission_of(person(), name)
    require_changeable(submission.consultation, person())
    draft = save_draft(
        submission.consultation, change_of_answers(submission), person(), submission=submission
    )
    return redirect(url_for(".answers", name=draft.name), 303)


@blueprint.route("/receipts/<name>/withdrawal", methods=["GET", "POST"])
@signed_in
def withdraw(name: str) -> Answer:
    """All of a submission, or its answers alone."""
    submission = submission_of(person(), name)
    only_answers = request.values.get("part") == "answers"
    if request.method == "GET":
        return render_template(
            "submissions/withdraw_all.html", submission=submission, only_answers=only_answers, form=Empty()
        )
    if only_answers:
        withdraw_answers(submission, person())
        flash(_("Your answers are withdrawn."))
    else:
        withdraw_submission(submission, person())
        flash(_("What you sent is withdrawn. It stays counted, without its words."))
    return redirect(url_for("submissions.receipt", name=name), 303)


def _whole_draft(name: str) -> Draft:
    """Not a change of what was sent: only a new submission takes these parts. Raises NotFound."""
    found = draft_for(person(), name)
    if found.is_change:
        raise NotFound(_("There is no such draft. It may have been sent already: look under “Your account”."))
    return found


def _offer(form: PartForm, found: Draft) -> None:
    consultation: Consultation = found.consultation
    form.offer_languages(list(dict.fromkeys([*consultation.languages, consultation.language])))
    if request.method == "GET":
        form.continue_from(found.whole)
        form.revision.data = str(found.revision)
