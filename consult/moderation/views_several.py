"""One decision on many: chosen in the list, foreseen on a page of its own, carried out, and taken back as one."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.errors import Invalid
from consult.i18n import n_
from consult.moderation.cases import case_of
from consult.moderation.doors import base_url, blueprint, queue_address, wanted_from
from consult.moderation.forms import SeveralForm
from consult.moderation.models import Act
from consult.moderation.queries import moderated_by, names_in, narrowed, standing_of
from consult.moderation.several import ACTS, AT_ONCE, Done, decide_several, foresee, undo_several
from consult.moderation.teamwork import assign
from consult.moderation.wording import RULES, STANDARD_WORDS

Answer = str | Response | tuple[str, int]


@blueprint.get("/moderation/several")
@access.team
def several() -> str:
    """What would happen; nothing happens here."""
    return _page(SeveralForm(formdata=None))


@blueprint.post("/moderation/several")
@access.team
def decide_on_several() -> Answer:
    chosen = narrowed(moderated_by(person()), request.args.get("consultation", ""))
    form = SeveralForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        done = decide_several(
            request.form.getlist("key"), form.decided, form.given_reason, form.words.data or "", person(),
            base_url=base_url(),
        )
    except Invalid as refusal:
        form.refuse("words", refusal.message)
        return _page(form), 422
    flash(_told(done), f"batch:{done.name}" if done.decided else "caution")
    return redirect(queue_address(wanted_from(standing_of(chosen))), 303)


@blueprint.post("/moderation/several/assignment")
@access.team
def take_several() -> Response:
    """Take what was chosen in the list, or put it back."""
    moderated_by(person())
    names = request.form.getlist("item")[:AT_ONCE]
    for name in names:
        assign(case_of(person(), name).contribution, person(), person())
    flash(n_("%(num)s contribution is with you now.", "%(num)s contributions are with you now.", len(names)))
    return redirect(url_for(".queue", assignee="me"), 303)


@blueprint.post("/moderation/several/<name>/undo")
@access.team
def undo_on_several(name: str) -> Response:
    moderated_by(person())
    done = undo_several(name, person(), base_url=base_url())
    told = n_("%(num)s decision is taken back.", "%(num)s decisions are taken back.", done.decided)
    flash(" ".join([told, *dict.fromkeys(done.refused)]), "caution" if done.refused else "message")
    return redirect(url_for(".queue"), 303)


def _page(form: SeveralForm) -> str:
    chosen = narrowed(moderated_by(person()), request.args.get("consultation", ""))
    wanted = wanted_from(standing_of(chosen))
    names = request.args.getlist("item")[:AT_ONCE]
    if request.args.get("all"):
        names = names_in(chosen, wanted, AT_ONCE)
    typed = request.form.get("act") or request.args.get("act", "")
    act = Act(typed) if typed in list(ACTS) else Act.PUBLISH
    form.act.data = act.value
    ours = {each.id for each in chosen}
    foreseen = [each for each in foresee(names, act, person()) if each.contribution.consultation_id in ours]
    return render_template(
        "moderation/several.html", form=form, act=act, acts=ACTS, wanted=wanted, rules=RULES,
        standard_words=STANDARD_WORDS, will=[each for each in foreseen if not each.refusal],
        will_not=[each for each in foreseen if each.refusal], at_once=AT_ONCE, names=names,
        address=lambda **changes: queue_address(wanted, **changes), is_all=bool(request.args.get("all")),
    )


def _told(done: Done) -> str:
    told = n_("%(num)s contribution decided on.", "%(num)s contributions decided on.", done.decided)
    if not done.refused:
        return told
    left = n_("%(num)s was left as it is:", "%(num)s were left as they are:", len(done.refused))
    return " ".join([told, left, *dict.fromkeys(done.refused)])
