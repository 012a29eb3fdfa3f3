"""What a plan still lacks before it is published, and what its manager should look at once more."""

from dataclasses import dataclass
from datetime import timedelta

from consult.clock import now
from consult.consultations.duties import duties_in
from consult.consultations.models import Consultation, Duty, Preset, TeamRole
from consult.consultations.presets import WEEKS_OPEN
from consult.consultations.queries import team_of
from consult.consultations.translations import standing_of
from consult.i18n import _, language_name, n_


@dataclass(frozen=True)
class Check:
    """One line. `where`: a field of the plan, `topics`, `team`, `duties`, `translations`, or a goal: `goal:<slug>`."""

    where: str
    said: str
    is_met: bool
    is_essential: bool = True


def essentials(consultation: Consultation) -> list[Check]:
    """Without these nothing is published, in the order of the form."""
    closes = consultation.closes_at
    checks = [
        ("institution", consultation.institution, _("Say which institution asks."), _("Which institution asks")),
        ("summary", consultation.summary, _("Say in a sentence or two what is asked."), _("What is asked")),
        ("decides", consultation.decides, _("Say who decides."), _("Who decides")),
        ("can_change", consultation.can_change, _("Say what can change."), _("What can change")),
        ("cannot_change", consultation.cannot_change, _("Say what cannot change."), _("What cannot change")),
        ("opens_at", consultation.opens_at, _("Say when it opens."), _("When it opens")),
        ("closes_at", closes and closes > now(), _("Say when it closes, in the future."), _("When it closes")),
        ("topics", consultation.goals, _("Write at least one goal."), _("Goals")),
    ]
    if consultation.split_duties:
        given = duties_in(consultation)
        checks.append((
            "duties", all(given[Duty(duty)] for duty in consultation.split_duties),
            _("Give each duty that is split to somebody."), _("Who does what"),
        ))
    return [Check(where, met if value else lacking, bool(value)) for where, value, lacking, met in checks]


def cautions(consultation: Consultation) -> list[Check]:
    """What does not stop it, though people will ask. As many queries, whatever there is."""
    return [*_of_dates(consultation), *_of_reach(consultation), *_of_team(consultation), *_of_languages(consultation)]


def _of_dates(consultation: Consultation) -> list[Check]:
    opens, closes = consultation.opens_at, consultation.closes_at
    if not opens or not closes:
        return []
    found, weeks = [], WEEKS_OPEN[consultation.preset]
    start = max(opens, now())
    if closes - start < timedelta(weeks=weeks) - timedelta(days=1):
        days = max(0, (closes - start).days)
        found.append(_caution("closes_at", n_(
            "It is open for %(num)s day. The rules you chose ask for %(weeks)s weeks; say why it is shorter.",
            "It is open for %(num)s days. The rules you chose ask for %(weeks)s weeks; say why it is shorter.",
            days, weeks=weeks,
        )))
    if opens < now():
        found.append(_caution("opens_at", _("Its opening has passed: it opens the moment you publish it.")))
    return found


def _of_reach(consultation: Consultation) -> list[Check]:
    found = []
    if not consultation.must_reach:
        found.append(_caution("must_reach", _("Nobody is named whom it must reach, so nobody’s silence will show.")))
    if not consultation.contact:
        found.append(_caution("contact", _("There is no address for questions; that of the site stands in its place.")))
    found += [
        _caution(f"goal:{topic.slug}", _("Goal %(number)s has no plain sentence of its own.", number=topic.ordinal))
        for topic in consultation.goals if not topic.summary
    ]
    return found


def _of_team(consultation: Consultation) -> list[Check]:
    reviewers = {
        member.account_id for member in team_of(consultation)
        if member.role in (TeamRole.MODERATOR, TeamRole.MANAGER)
    }
    enough = 3 if consultation.preset is Preset.FULL else 2
    if len(reviewers) >= enough:
        return []
    return [_caution("team", n_(
        "%(num)s person reviews. Nobody may judge an appeal against their own decision: name a moderator more.",
        "%(num)s people review. These rules want separate people for separate tasks: name a moderator more.",
        len(reviewers),
    ))]


def _of_languages(consultation: Consultation) -> list[Check]:
    standing, found = standing_of(consultation), []
    for code in consultation.languages:
        if code == consultation.language:
            continue
        parts, name = standing.get(code, {}).values(), language_name(code)
        if not parts:
            said = _("People may write in %(language)s, and nothing is translated into it.", language=name)
        elif any(part.current < part.total for part in parts):
            said = _("The translation into %(language)s is not complete or not up to date.", language=name)
        else:
            continue
        found.append(_caution("translations", said))
    return found


def _caution(where: str, said: str) -> Check:
    return Check(where, said, is_met=False, is_essential=False)
