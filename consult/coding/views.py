"""The doors of themes: suggestions, the codebook, and what has a theme."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, team
from consult.coding import actions, codebook, queries, suggesting
from consult.coding.forms import CodeForm, CodingForm, GroupForm, SeveralForm
from consult.coding.models import Coding
from consult.coding.overview import passages_of, theme_page, themes_page
from consult.consultations.models import Consultation, Topic
from consult.consultations.policy import require_moderator
from consult.consultations.queries import consultation_by_slug, topic_of
from consult.contributions.models import Contribution
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.errors import Conflict, Invalid, NotFound
from consult.forms import Form
from consult.i18n import _, n_
from consult.identifiers import id_of, number_in

blueprint = Blueprint("coding", __name__)

Answer = str | Response | tuple[str, int]


def at_desk(slug: str) -> Consultation:
    """Whoever may not be there learns nothing of it. Raises NotFound or NotAllowed."""
    consultation = consultation_by_slug(slug)
    require_moderator(person(), consultation)
    return consultation


def _topic(consultation: Consultation) -> Topic | None:
    """The one in the address, else the first."""
    slug = request.args.get("topic", "")
    return topic_of(consultation, slug) if slug else next(iter(consultation.topics), None)


def acted(act: Callable[[], str], page: Callable[[str, Form], str], form: Form) -> Answer:
    """Act and go to the address it gives. A refusal shows the page again, with what was typed."""
    if not form.validate_on_submit():
        return page(" ".join(message for _id, message in form.shown_errors), form), 422
    try:
        address = act()
    except (Invalid, Conflict) as refusal:
        db.session.rollback()
        return page(refusal.message, form), refusal.status
    return redirect(address, 303)


def _ids(names: Sequence[str] | None) -> list[int]:
    return [identifier for name in names or () if (identifier := id_of(name)) is not None]


# Suggestions and the codebook


def _themes(slug: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    return render_template(
        "coding/themes.html", consultation=consultation, shown=themes_page(consultation, _topic(consultation)),
        refusal=refusal, typed=typed.data if typed else {},
    )


@blueprint.get("/consultations/<slug>/desk/themes")
@team
def themes(slug: str) -> str:
    return _themes(slug)


@blueprint.post("/consultations/<slug>/desk/themes")
@team
def write(slug: str) -> Answer:
    consultation, form = at_desk(slug), CodeForm()

    def act() -> str:
        code = codebook.write_code(consultation, form.meaning, person())
        flash(_("The theme is in the codebook."), "done")
        return url_for(".theme", slug=slug, name=code.name)

    return acted(act, lambda refusal, typed: _themes(slug, refusal, typed), form)


@blueprint.post("/consultations/<slug>/desk/themes/suggestions")
@team
def suggest(slug: str) -> Answer:
    consultation = at_desk(slug)
    topic = _topic(consultation)
    if topic is None:
        raise NotFound(_("There is no such goal."))
    suggesting.ask_for_themes(topic, person())
    return redirect(url_for(".themes", slug=slug, topic=topic.slug), 303)


def _group(slug: str, name: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    group = queries.group_by_name(consultation, name)
    topic = db.session.get_one(Topic, group.topic_id)
    return render_template(
        "coding/group.html", consultation=consultation, group=group, topic=topic,
        page=queries.members_of(group, request.args.get("after")), codes=queries.codebook_of(consultation),
        others=[each for each in queries.groups_on(topic) if _is_waiting(each) and each.id != group.id],
        passage=passages_of([group]).get(group.id), refusal=refusal, typed=typed.data if typed else {},
    )


def _is_waiting(group: Any) -> bool:
    return group.code_id is None and group.dismissed_at is None


@blueprint.get("/consultations/<slug>/desk/groups/<name>")
@team
def group(slug: str, name: str) -> str:
    return _group(slug, name)


def _on_group(slug: str, name: str, act: Callable[[Any, GroupForm], str]) -> Answer:
    consultation, form = at_desk(slug), GroupForm()
    found = queries.group_by_name(consultation, name)
    return acted(lambda: act(found, form), lambda refusal, typed: _group(slug, name, refusal, typed), form)


def _back_to(slug: str, topic_id: int) -> str:
    return url_for(".themes", slug=slug, topic=db.session.get_one(Topic, topic_id).slug)


@blueprint.post("/consultations/<slug>/desk/groups/<name>/label")
@team
def rename(slug: str, name: str) -> Answer:
    def act(found: Any, form: GroupForm) -> str:
        suggesting.rename_group(found, form.label.data or "", person())
        return url_for(".group", slug=slug, name=name)

    return _on_group(slug, name, act)


@blueprint.post("/consultations/<slug>/desk/groups/<name>/acceptance")
@team
def accept(slug: str, name: str) -> Answer:
    consultation = at_desk(slug)

    def act(found: Any, form: GroupForm) -> str:
        chosen = queries.code_by_name(consultation, form.code.data) if form.code.data else None
        code, number = suggesting.accept_group(
            found, person(), chosen, form.label.data or "", _ids(form.leave_out.data)
        )
        flash(n_("One contribution has the theme now.", "%(num)s contributions have the theme now.", number), "done")
        return url_for(".theme", slug=slug, name=code.name)

    return _on_group(slug, name, act)


@blueprint.post("/consultations/<slug>/desk/groups/<name>/joining")
@team
def join(slug: str, name: str) -> Answer:
    consultation = at_desk(slug)

    def act(found: Any, form: GroupForm) -> str:
        into = queries.group_by_name(consultation, form.into.data or "")
        suggesting.merge_groups(found, into, person())
        flash(_("The two suggestions are one now."), "done")
        return url_for(".group", slug=slug, name=into.name)

    return _on_group(slug, name, act)


@blueprint.post("/consultations/<slug>/desk/groups/<name>/splitting")
@team
def split(slug: str, name: str) -> Answer:
    def act(found: Any, form: GroupForm) -> str:
        topic_id = found.topic_id
        parts = suggesting.split_group(found, person())
        flash(n_("Split into one suggestion.", "Split into %(num)s suggestions.", len(parts)), "done")
        return _back_to(slug, topic_id)

    return _on_group(slug, name, act)


@blueprint.post("/consultations/<slug>/desk/groups/<name>/dismissal")
@team
def dismiss(slug: str, name: str) -> Answer:
    def act(found: Any, form: GroupForm) -> str:
        if found.dismissed_at is None:
            suggesting.dismiss_group(found, person())
            flash(_("Dismissed. You find it at the end of the list."), "done")
        else:
            suggesting.restore_group(found, person())
        return _back_to(slug, found.topic_id)

    return _on_group(slug, name, act)


def _theme(slug: str, name: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    shown = theme_page(
        consultation, queries.code_by_name(consultation, name), request.args.get("after"),
        request.args.get("show") == "stale",
    )
    return render_template(
        "coding/theme.html", consultation=consultation, shown=shown, refusal=refusal,
        typed=typed.data if typed else {},
    )


@blueprint.get("/consultations/<slug>/desk/themes/<name>")
@team
def theme(slug: str, name: str) -> str:
    return _theme(slug, name)


@blueprint.post("/consultations/<slug>/desk/themes/<name>/meaning")
@team
def change(slug: str, name: str) -> Answer:
    consultation, form = at_desk(slug), CodeForm()
    code = queries.code_by_name(consultation, name)

    def act() -> str:
        codebook.change_code(code, form.meaning, person(), form.seen.data)
        flash(_("The theme has a new version."), "done")
        return url_for(".theme", slug=slug, name=name)

    return acted(act, lambda refusal, typed: _theme(slug, name, refusal, typed), form)


@blueprint.post("/consultations/<slug>/desk/themes/<name>/removal")
@team
def retire(slug: str, name: str) -> Answer:
    consultation, form = at_desk(slug), GroupForm()
    code = queries.code_by_name(consultation, name)

    def act() -> str:
        if form.into.data:
            into = queries.code_by_name(consultation, form.into.data)
            codebook.merge_codes(code, into, person())
            flash(_("The two themes are one now."), "done")
            return url_for(".theme", slug=slug, name=into.name)
        codebook.retire_code(code, person())
        flash(_("The theme is set aside."), "done")
        return url_for(".themes", slug=slug)

    return acted(act, lambda refusal, typed: _theme(slug, name, refusal, typed), form)


@blueprint.post("/consultations/<slug>/desk/themes/<name>/codings")
@team
def code_several(slug: str, name: str) -> Answer:
    """Give the theme to those ticked, confirm it on them, or take it off."""
    consultation, form = at_desk(slug), SeveralForm()
    code = queries.code_by_name(consultation, name)
    what = request.form.get("act", "")

    def act() -> str:
        chosen = _ids(form.contributions.data)
        if what == "confirm":
            actions.confirm_codings(code, chosen, person())
        elif what == "take_off":
            actions.take_off(code, chosen, person())
        elif not chosen:
            raise Invalid(_("Choose at least one contribution."))
        else:
            actions.code_many(chosen, code, person())
        flash(_("Done."), "done")
        return url_for(".theme", slug=slug, name=name, show=request.args.get("show"))

    return acted(act, lambda refusal, typed: _theme(slug, name, refusal, typed), form)


# One contribution, from the desk


def _at_desk_again(slug: str, contribution: Contribution) -> str:
    place = {name: request.args.get(name) for name in ("topic", "show", "group", "language", "theme", "q", "after")}
    return url_for("synthesis.desk", slug=slug, c=contribution.name, _anchor="in-hand", **place)  # type: ignore[arg-type]


def _refused(_refusal: str, _form: Form) -> str:
    return render_template("coding/refused.html", refusal=_refusal)


@blueprint.post("/consultations/<slug>/desk/codings")
@team
def apply(slug: str) -> Answer:
    consultation, form = at_desk(slug), CodingForm()
    contribution = contribution_by_name(form.contribution.data or "")

    def act() -> str:
        if form.label.data:
            code = codebook.write_code(consultation, codebook.Meaning(form.label.data), person())
        elif form.code.data:
            code = queries.code_by_name(consultation, form.code.data)
        else:
            raise Invalid(_("Choose a theme, or write a new one."))
        text = (form.text.data or "").replace("\r\n", "\n")
        place = (form.field.data or "", form.start.data or 0, form.end.data or 0, text) if text else None
        actions.code_contribution(contribution, code, person(), place)
        return _at_desk_again(slug, contribution)

    return acted(act, _refused, form)


@blueprint.post("/consultations/<slug>/desk/codings/removal")
@team
def take_off(slug: str) -> Answer:
    consultation, form = at_desk(slug), Form()
    identifier = number_in(request.form.get("coding", ""))
    coding = db.session.get(Coding, identifier) if identifier is not None else None
    if coding is None or coding.code.consultation_id != consultation.id:
        raise NotFound(_("This theme is not there any more."))
    contribution = coding.contribution

    def act() -> str:
        actions.uncode(coding, person())
        return _at_desk_again(slug, contribution)

    return acted(act, _refused, form)
