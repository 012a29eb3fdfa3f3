"""The doors of double coding."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request, url_for

from consult.access import person, team
from consult.coding import doubling, queries
from consult.coding.forms import ReadingForm, SampleForm
from consult.coding.overview import sample_page
from consult.coding.views import Answer, acted, at_desk, blueprint
from consult.contributions.models import Contribution
from consult.contributions.queries import contribution_by_name
from consult.forms import Form


def _samples(slug: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    samples = queries.samples_of(consultation)
    running = next((each for each in samples if each.reconciled_at is None), None)
    return render_template(
        "coding/samples.html", consultation=consultation, running=running,
        items=queries.items_of(running, person()) if running else [],
        finished=[each for each in samples if each.reconciled_at], shares=doubling.SHARES,
        codes=queries.codebook_of(consultation), refusal=refusal,
    )


@blueprint.get("/consultations/<slug>/desk/samples")
@team
def samples(slug: str) -> str:
    return _samples(slug)


@blueprint.post("/consultations/<slug>/desk/samples")
@team
def draw(slug: str) -> Answer:
    consultation, form = at_desk(slug), SampleForm()

    def act() -> str:
        sample = doubling.draw_sample(consultation, int(form.share.data), person())
        return url_for(".sample", slug=slug, name=sample.name)

    return acted(act, lambda refusal, typed: _samples(slug, refusal, typed), form)


def _sample(slug: str, name: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    shown = sample_page(
        consultation, queries.sample_by_name(consultation, name), request.args.get("item", ""), person()
    )
    return render_template(
        "coding/sample.html", consultation=consultation, shown=shown, refusal=refusal,
        typed=typed.data if typed else {},
    )


@blueprint.get("/consultations/<slug>/desk/samples/<name>")
@team
def sample(slug: str, name: str) -> str:
    return _sample(slug, name)


def _on_item(slug: str, name: str, act: Callable[[Any, Contribution, Sequence[str]], None]) -> Answer:
    consultation, form = at_desk(slug), ReadingForm()
    found = queries.sample_by_name(consultation, name)
    contribution = contribution_by_name(form.contribution.data or "")

    def carry_out() -> str:
        act(found, contribution, form.codes.data or [])
        return url_for(".sample", slug=slug, name=name)

    return acted(carry_out, lambda refusal, typed: _sample(slug, name, refusal, typed), form)


@blueprint.post("/consultations/<slug>/desk/samples/<name>/readings")
@team
def read(slug: str, name: str) -> Answer:
    return _on_item(slug, name, lambda found, said, codes: doubling.read_item(found, said, codes, person()))


@blueprint.post("/consultations/<slug>/desk/samples/<name>/reconciliation")
@team
def reconcile(slug: str, name: str) -> Answer:
    return _on_item(slug, name, lambda found, said, codes: doubling.reconcile_item(found, said, codes, person()))
