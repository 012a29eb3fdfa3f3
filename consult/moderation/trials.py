"""Trying the plan's rules on what has come in, before they are switched on: what would they have held?"""

from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.consultations.rules import HoldRules, Rule
from consult.contributions.holding import HELD_CHANNELS, holds_on
from consult.contributions.models import Contribution, Version
from consult.db import db, transaction
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.jobs import wake
from consult.moderation.models import RuleTrial
from consult.text import shorten

# As many are tried within the request; the rest is the worker's.
AT_ONCE, STRETCH = 300, 500
EXAMPLES, _TITLE = 50, 100


def set_rules(consultation: Consultation, rules: HoldRules, by: Account) -> None:
    """Switch rules on and off, at any time: a wave of spam does not wait for the next plan. Raises NotAllowed."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        consultation.hold_rules = rules.as_json()
        # Which rules are on is public; the words on the lists would only teach how to get round them.
        record("consultation.rules", consultation, facts={"holds": [each.value for each in rules.on]})


def begin_trial(consultation: Consultation, rules: HoldRules, by: Account) -> RuleTrial:
    """Try rules without switching them on; few contributions are tried at once, many by a job. Raises NotAllowed."""
    with transaction() as session:
        require_manager(by, consultation)
        trial = RuleTrial(
            consultation_id=consultation.id, asked_by=by.id, rules=rules.as_json(), asked_at=now(), tried=0, held=0,
            total=_how_many(consultation), by_rule={each.value: 0 for each in Rule}, examples=[],
        )
        session.add(trial)
        session.flush()
        go_on(trial, AT_ONCE)
        if trial.finished_at is None:
            wake("moderation.try_rules")
        return trial


def _how_many(consultation: Consultation) -> int:
    return db.session.scalar(
        select(func.count()).select_from(Contribution.__table__)
        .where(Contribution.consultation_id == consultation.id, Contribution.channel.in_(HELD_CHANNELS))
    ) or 0


def go_on(trial: RuleTrial, many: int = STRETCH) -> None:
    """The next stretch, in the order of ids; joins the caller's transaction."""
    rules = HoldRules.of(trial.rules)
    rows = db.session.execute(
        select(Contribution, Version)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.version))
        .where(
            Contribution.consultation_id == trial.consultation_id, Contribution.channel.in_(HELD_CHANNELS),
            Contribution.id > (trial.place if trial.place is not None else -1),
        ).order_by(Contribution.id).limit(many)
    ).all()
    by_rule, examples = dict(trial.by_rule), list(trial.examples)
    for contribution, version in rows:
        holds = holds_on(contribution, rules, version)
        trial.tried, trial.place = trial.tried + 1, contribution.id
        if not holds:
            continue
        trial.held += 1
        found = list(dict.fromkeys(each.rule.value for each in holds))
        for each in found:
            by_rule[each] += 1
        if len(examples) < EXAMPLES:
            examples.append([name_of(contribution.id), _first_words(version), found])
    trial.by_rule, trial.examples = by_rule, examples
    if len(rows) < many:
        trial.finished_at = now()


def _first_words(version: Version) -> str:
    """Of the public form: what is covered stays covered in the list of examples too."""
    return shorten(" ".join((version.public_claim or version.public_body or version.public_wording).split()), _TITLE)


def try_rules() -> int:
    """The worker's part: every unfinished trial, one transaction a stretch; how many stretches."""
    stretches = 0
    for identifier in db.session.scalars(select(RuleTrial.id).where(RuleTrial.finished_at.is_(None))).all():
        while True:
            with transaction() as session:
                trial = session.get(RuleTrial, identifier, with_for_update=True)
                if trial is None or trial.finished_at is not None:
                    break
                go_on(trial)
                stretches += 1
    return stretches


def trial_by_name(consultation: Consultation, name: str) -> RuleTrial:
    """Raises NotFound."""
    found: Any = db.session.get(RuleTrial, id_of(name) or -1)
    if not isinstance(found, RuleTrial) or found.consultation_id != consultation.id:
        raise NotFound(_("There is no such trial."))
    return found
