"""Where appeals are judged by somebody who did not decide first."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.contributions.queries import version_of
from consult.errors import Conflict
from consult.i18n import _
from consult.moderation import appealing
from consult.moderation.doors import age_of, base_url, blueprint
from consult.moderation.forms import JudgementForm
from consult.moderation.judging import appeal_by_name, open_appeals_for
from consult.moderation.models import Appeal
from consult.moderation.policy import first_decider, may_judge
from consult.moderation.queries import moderated_by, narrowed
from consult.moderation.wording import ACTS, FLAG_REASONS, RULES

Answer = str | Response | tuple[str, int]


@blueprint.get("/moderation/appeals")
@access.team
def appeals() -> str:
    chosen = narrowed(moderated_by(person()), request.args.get("consultation", ""))
    found = open_appeals_for(person(), chosen)
    return render_template(
        "moderation/appeals.html", appeals=found, age_of=age_of, acts=ACTS, rules=RULES, reasons=FLAG_REASONS,
        mine={each.id for each in found if may_judge(person(), each)},
    )


@blueprint.route("/moderation/appeals/<name>", methods=["GET", "POST"])
@access.team
def judge(name: str) -> Answer:
    appeal = appeal_by_name(person(), name)
    form = JudgementForm()
    if form.validate_on_submit():
        try:
            appealing.judge(appeal, form.given, form.words.data or "", person(), base_url=base_url())
        except Conflict as refusal:
            form.refuse("outcome", refusal.message)
        else:
            flash(_("Judged. Whoever objected is told, with your reasons."))
            return redirect(url_for(".appeals"), 303)
    return _page(appeal, form), form.status


def _page(appeal: Appeal, form: JudgementForm) -> str:
    contribution = appeal.contribution
    number = appeal.decision.version if appeal.decision else contribution.public_version or contribution.version
    return render_template(
        "moderation/judge.html", appeal=appeal, contribution=contribution, version=version_of(contribution, number),
        form=form, acts=ACTS, rules=RULES, reasons=FLAG_REASONS, may_judge=may_judge(person(), appeal),
        decided_first=first_decider(appeal) == person().id, judges=appealing.judges_of(appeal),
    )
