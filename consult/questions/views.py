"""A manager's questions: written, ordered, looked at, and corrected once they are asked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, team
from consult.consultations.models import Consultation
from consult.consultations.policy import require_manager
from consult.consultations.queries import consultation_by_slug
from consult.errors import Invalid
from consult.i18n import _, n_
from consult.questions import actions
from consult.questions.answering import conditions_in_words
from consult.questions.forms import KINDS, QuestionForm, WordingForm
from consult.questions.models import Question
from consult.questions.queries import question_of, questions_of

blueprint = Blueprint("questions", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/consultations/<slug>/manage/questions")
@team
def listed(slug: str) -> str:
    """In order, each as people will see it."""
    consultation = _managed(slug)
    questions = questions_of(consultation)
    return render_template(
        "questions/listed.html", consultation=consultation, questions=questions, kinds=KINDS,
        may_rewrite=actions.may_rewrite(consultation), needed=conditions_in_words(questions),
    )


@blueprint.route("/consultations/<slug>/manage/questions/new", methods=["GET", "POST"])
@team
def new(slug: str) -> Answer:
    return _write(_managed(slug), None)


@blueprint.route("/consultations/<slug>/manage/questions/<question>", methods=["GET", "POST"])
@team
def edit(slug: str, question: str) -> Answer:
    """Until it opens, all of it; from then on its wording."""
    consultation = _managed(slug)
    found = question_of(consultation, question)
    return _write(consultation, found) if actions.may_rewrite(consultation) else _correct(consultation, found)


def _write(consultation: Consultation, question: Question | None) -> Answer:
    listed = questions_of(consultation)
    earlier = [each for each in listed if question is None or each.ordinal < question.ordinal]
    form = QuestionForm()
    form.offer(consultation.goals, earlier)
    if request.method == "GET" and question is not None:
        form.fill_all(question, {each.id: each.name for each in listed})
    if form.validate_on_submit():
        try:
            actions.write_question(consultation, question, form.draft(consultation.goals, earlier), person())
        except Invalid as refusal:
            form.refuse("text", refusal.message)
        else:
            flash(_("The question is saved."))
            return redirect(url_for(".listed", slug=consultation.slug), 303)
    return render_template(
        "questions/write.html", consultation=consultation, question=question, form=form
    ), form.status


def _correct(consultation: Consultation, question: Question) -> Answer:
    form = WordingForm()
    if request.method == "GET":
        form.fill(question)
    if form.validate_on_submit():
        try:
            number = actions.correct_question(
                question, text=form.text.data, help=form.help.data or "", options=form.words_in("options"),
                lines=form.words_in("lines"), by=person(),
            )
        except Invalid as refusal:
            form.refuse("text", refusal.message)
        else:
            flash(n_("%(num)s correction is made and shown.", "%(num)s corrections are made and shown.", number))
            return redirect(url_for(".listed", slug=consultation.slug), 303)
    return render_template(
        "questions/correct.html", consultation=consultation, question=question, form=form
    ), form.status


@blueprint.post("/consultations/<slug>/manage/questions/<question>/place")
@team
def move(slug: str, question: str) -> Response:
    actions.move_question(question_of(_managed(slug), question), request.form.get("to") == "up", person())
    return redirect(url_for(".listed", slug=slug, _anchor=f"q-{question}"), 303)


@blueprint.post("/consultations/<slug>/manage/questions/<question>/removal")
@team
def remove(slug: str, question: str) -> Response:
    actions.remove_question(question_of(_managed(slug), question), person())
    flash(_("The question is removed."))
    return redirect(url_for(".listed", slug=slug), 303)


def _managed(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require_manager(person(), consultation)
    return consultation
