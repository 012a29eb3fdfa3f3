"""What a letter says of each notice, in the reader's language; what is public no more is not told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from consult.accounts.models import Account
from consult.campaigns.models import Contest, Outcome
from consult.challenges.models import Challenge, Verdict
from consult.consultations.models import Consultation, TimeChange, Topic
from consult.consultations.phases import Phase, phase_of
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.i18n import _, in_language, known, n_, shown_moment
from consult.identifiers import id_of
from consult.mail import Letter
from consult.moderation.posting import Link, Part, Quote, address, first_words, post
from consult.notifications.models import Notice
from consult.notifications.unsubscribing import token_of
from consult.responses.models import FollowUp, FollowUpStatus, Response

# Longer letters are not read; the rest is counted, and stands on the site.
SHOWN = 40


@dataclass(frozen=True)
class Told:
    """One thing: a sentence, perhaps somebody's public words, and where it stands. `subject` heads its own letter."""

    subject: str
    sentence: str
    path: str
    quotes: Sequence[Quote] = ()


@dataclass
class World:
    """All that the notices of one letter are about, by id."""

    consultations: dict[int, Consultation]
    things: dict[int, object] = field(default_factory=dict)
    versions: dict[int, Version] = field(default_factory=dict)

    def thing(self, notice: Notice) -> object:
        return self.things.get(id_of(notice.subject.partition(":")[2]) or -1)


def letter_of(notices: Sequence[Notice], account: Account, base_url: str, secret: str) -> Letter | None:
    """Owe one letter about all of these, newest first, by consultation; None where none is to be told any more."""
    world = _world_of(notices)
    with in_language(known(account.language)):
        told = [(notice, said) for notice in notices if (said := _told(notice, world))]
        if not told:
            return None
        parts: list[Part] = []
        shown = told[:SHOWN]
        for identifier in dict.fromkeys(notice.consultation_id for notice, _said in shown):
            consultation = world.consultations[identifier]
            parts.append(_("In the consultation “%(title)s”:", title=consultation.title))
            for _notice, said in (each for each in shown if each[0].consultation_id == identifier):
                parts += [said.sentence, *said.quotes, Link(_("Read it there:"), address(base_url, said.path))]
        if len(told) > SHOWN:
            parts.append(n_("And one thing more, on the site.", "And %(num)s things more, on the site.",
                            len(told) - SHOWN))
        stop = address(base_url, f"/unsubscribe/{token_of(account.id, (each.kind for each, _said in told), secret)}")
        parts += [
            _("You get this because you take part in it, follow it, or belong to its team."),
            Link(_("What you follow, and how often you are written to:"), address(base_url, "/account/notifications")),
            Link(_("No more letters like this one:"), stop),
        ]
        subject = told[0][1].subject if len(told) == 1 else n_(
            "One thing is new", "%(num)s things are new in what you follow", len(told))
        return post(account.email, subject, parts, unsubscribe=stop)


def _world_of(notices: Sequence[Notice]) -> World:
    world = World({each.id: each for each in db.session.scalars(
        select(Consultation).where(Consultation.id.in_({notice.consultation_id for notice in notices})))})
    by_kind: dict[str, set[int]] = {}
    for notice in notices:
        kind, _colon, name = notice.subject.partition(":")
        identifier = id_of(name)
        if identifier is not None:
            by_kind.setdefault(kind, set()).add(identifier)
    for model, kinds, options in (
        (Contribution, ("position", "comment", "contribution"), (selectinload(Contribution.topics),)),
        (Topic, ("topic",), ()),
        (Challenge, ("challenge",), (selectinload(Challenge.reply),)), (Response, ("response",), ()),
        (FollowUp, ("follow_up",), (selectinload(FollowUp.steps),)),
        (Contest, ("contest",), (selectinload(Contest.campaign), selectinload(Contest.contribution))),
    ):
        wanted: set[int] = set().union(*(by_kind.get(kind, ()) for kind in kinds))
        if wanted:
            found: Iterable[object] = db.session.scalars(select(model).where(model.id.in_(wanted)).options(*options))
            world.things |= {each.id: each for each in found}  # type: ignore[attr-defined]
    public = {each.id: each.public_version for each in world.things.values() if isinstance(each, Contribution)}
    if public:
        world.versions = {each.contribution_id: each for each in db.session.scalars(
            select(Version).where(Version.contribution_id.in_(public)))
            if each.version == public[each.contribution_id]}
    return world


def _told(notice: Notice, world: World) -> Told | None:
    say = _SAID.get(notice.said)
    consultation = world.consultations.get(notice.consultation_id)
    return say(notice, consultation, world) if say and consultation else None


def _position(notice: Notice, _consultation: Consultation, world: World) -> Told | None:
    thing = world.thing(notice)
    quote = _public_words(thing, world)
    if quote is None or not isinstance(thing, Contribution):
        return None
    title = next((topic.title for topic in thing.topics), "")
    return Told(_("A new position: %(title)s", title=title), _("A new position on “%(title)s”:", title=title),
                f"/positions/{thing.name}", [quote])


def _comment(subject: Callable[[], str], sentence: Callable[[], str]) -> Callable[..., Told | None]:
    def say(notice: Notice, _consultation: Consultation, world: World) -> Told | None:
        thing = world.thing(notice)
        quote = _public_words(thing, world)
        if quote is None or not isinstance(thing, Contribution):
            return None
        return Told(subject(), sentence(), f"/contributions/{thing.name}", [quote])

    return say


def _public_words(thing: object, world: World) -> Quote | None:
    """None where it is not public now, whatever it was."""
    if not isinstance(thing, Contribution) or thing.state is not State.PUBLISHED:
        return None
    version = world.versions.get(thing.id)
    if version is None:
        return None
    words = version.public_claim or version.public_body or version.public_wording
    return Quote(first_words(words), thing.language)


def _consultation_page(consultation: Consultation) -> str:
    return f"/consultations/{consultation.slug}"


def _while_open(subject: Callable[[str], str], sentence: Callable[[str], str]) -> Callable[..., Told | None]:
    """Nothing any more where it has closed meanwhile."""

    def say(_notice: Notice, consultation: Consultation, _world: World) -> Told | None:
        if phase_of(consultation) is not Phase.OPEN or consultation.closes_at is None:
            return None
        ends = shown_moment(consultation.closes_at, consultation.time_zone)
        return Told(subject(consultation.title), sentence(ends), _consultation_page(consultation))

    return say


def _time(subject: Callable[[str], str], sentence: Callable[[str], str]) -> Callable[..., Told | None]:
    """What was done to its time, until when it is open now, and the reason that was given last."""

    def say(_notice: Notice, consultation: Consultation, _world: World) -> Told | None:
        ends = shown_moment(consultation.closes_at, consultation.time_zone) if consultation.closes_at else ""
        change = db.session.scalar(
            select(TimeChange).where(TimeChange.consultation_id == consultation.id)
            .order_by(TimeChange.changed_at.desc()).limit(1))
        quotes = [Quote(change.reason, consultation.language)] if change else []
        return Told(subject(consultation.title), sentence(ends), _consultation_page(consultation), quotes)

    return say


def _goal(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    topic = world.thing(notice)
    if not isinstance(topic, Topic):
        return None
    return Told(_("A goal has a new version: %(title)s", title=topic.title),
                _("The goal “%(title)s” has a new version. See what changed since you wrote.", title=topic.title),
                f"/consultations/{consultation.slug}/topics/{topic.slug}/versions")


def _outcome(_notice: Notice, consultation: Consultation, _world: World) -> Told | None:
    is_draft = phase_of(consultation) is Phase.DRAFT_OUTCOME
    subject = _("A draft of the outcome: %(title)s", title=consultation.title) if is_draft else _(
        "The outcome: %(title)s", title=consultation.title)
    sentence = _(
        "A draft of the outcome is public. See what became of your words, and say whether they are represented."
    ) if is_draft else _("The outcome is public. See what became of what was said, and of your own words.")
    return Told(subject, sentence, f"/consultations/{consultation.slug}/outcome/mine")


def _challenged(_notice: Notice, consultation: Consultation, _world: World) -> Told | None:
    return Told(_("A finding is challenged: %(title)s", title=consultation.title),
                _("Somebody challenges a finding. It is owed a public reply."),
                f"/consultations/{consultation.slug}/desk/challenges")


def _challenge_withheld(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    challenge = world.thing(notice)
    if not isinstance(challenge, Challenge) or not challenge.withheld_because:
        return None
    return Told(_("Your challenge was withheld"), _("Your challenge was withheld. The reason:"),
                f"/consultations/{consultation.slug}/outcome/mine",
                [Quote(challenge.withheld_because, consultation.language)])


def _challenge_answered(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    challenge = world.thing(notice)
    if not isinstance(challenge, Challenge) or challenge.reply is None:
        return None
    verdict = {
        Verdict.CHANGED: _("Your challenge is answered: the finding was changed."),
        Verdict.PARTLY: _("Your challenge is answered: the finding was changed in part."),
        Verdict.KEPT: _("Your challenge is answered: the finding stands."),
    }[challenge.reply.verdict]
    return Told(_("Your challenge is answered"), verdict,
                f"/consultations/{consultation.slug}/challenges#{challenge.name}",
                [Quote(challenge.reply.words, consultation.language)])


def _response(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    response = world.thing(notice)
    if not isinstance(response, Response) or response.removed_at is not None:
        return None
    return Told(_("The institution answers: %(title)s", title=consultation.title),
                _("The institution has answered what was found."),
                f"/consultations/{consultation.slug}/response#{response.name}")


def _follow_up(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    promise = world.thing(notice)
    if not isinstance(promise, FollowUp):
        return None
    status = {
        FollowUpStatus.PLANNED: _("Planned"), FollowUpStatus.UNDER_WAY: _("Under way"),
        FollowUpStatus.DONE: _("Done"), FollowUpStatus.DROPPED: _("Dropped"),
    }[promise.present.status]
    quotes = [Quote(promise.words, consultation.language)]
    if promise.present.words:
        quotes.append(Quote(promise.present.words, consultation.language))
    return Told(_("A promise moves: %(title)s", title=consultation.title),
                _("What the institution promised, and where it stands: %(status)s.", status=status),
                f"/consultations/{consultation.slug}/response#{promise.name}", quotes)


def _counted(notice: Notice, _consultation: Consultation, world: World) -> Told | None:
    """What is in none any more is told of as well: its page says so."""
    thing = world.thing(notice)
    quote = _public_words(thing, world)
    if quote is None or not isinstance(thing, Contribution):
        return None
    return Told(_("Your contribution is counted with a campaign"), _(
        "A moderator found that this was made from the same template as others. It stays public and counts as yours. "
        "Lists show one for all of them, with their number. If it was not, you can object:"
    ), f"/contributions/{thing.name}/campaign", [quote])


def _contested(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    contest = world.thing(notice)
    if not isinstance(contest, Contest) or contest.outcome is not None:
        return None
    return Told(_("An objection to a campaign: %(title)s", title=consultation.title),
                _("An author says that a contribution is no part of a campaign. Somebody has to decide:"),
                f"/consultations/{consultation.slug}/campaigns/{contest.campaign.name}/objections/{contest.name}")


def _contest_decided(notice: Notice, consultation: Consultation, world: World) -> Told | None:
    contest = world.thing(notice)
    if not isinstance(contest, Contest) or contest.outcome is None:
        return None
    sentence = _("Your objection was right: your contribution is not counted with the campaign. The reasons:") if (
        contest.outcome is Outcome.TAKEN_OUT
    ) else _("Your contribution stays counted with the campaign. The reasons:")
    return Told(_("Your objection is decided"), sentence, f"/contributions/{contest.contribution.name}/campaign",
                [Quote(contest.answer, consultation.language)])


_SAID: dict[str, Callable[..., Told | None]] = {
    "position.published": _position,
    "comment.on_yours": _comment(lambda: _("A comment on your position"),
                                 lambda: _("Somebody has commented on your position:")),
    "comment.reply": _comment(lambda: _("A reply to your comment"), lambda: _("Somebody has replied to your comment:")),
    "comment.on_followed": _comment(lambda: _("A comment on a position you follow"),
                                    lambda: _("A new comment on a position you follow:")),
    "consultation.opens": _while_open(
        lambda title: _("Open now: %(title)s", title=title),
        lambda ends: _("It is open. You can take part until %(moment)s.", moment=ends)),
    "consultation.closes_soon": _while_open(
        lambda title: _("It closes soon: %(title)s", title=title),
        lambda ends: _("It closes soon: on %(moment)s.", moment=ends)),
    "consultation.extended": _time(lambda title: _("More time: %(title)s", title=title),
                                   lambda ends: _("It is open longer: until %(moment)s. The reason:", moment=ends)),
    "consultation.paused": _time(lambda title: _("Paused: %(title)s", title=title),
                                 lambda _ends: _("It is paused. The reason:")),
    "consultation.resumed": _time(lambda title: _("Open again: %(title)s", title=title),
                                  lambda ends: _("It goes on, until %(moment)s. The reason:", moment=ends)),
    "consultation.cancelled": _time(lambda title: _("Cancelled: %(title)s", title=title),
                                    lambda _ends: _("It is cancelled. What was said stays readable. The reason:")),
    "round.opened": _time(lambda title: _("A new round: %(title)s", title=title),
                          lambda ends: _("A new round is open until %(moment)s. The reason:", moment=ends)),
    "topic.version_published": _goal,
    "outcome.published": _outcome,
    "outcome.final": _outcome,
    "campaign.counted": _counted,
    "campaign.contested": _contested,
    "campaign.contest_decided": _contest_decided,
    "challenge.made": _challenged,
    "challenge.withheld": _challenge_withheld,
    "challenge.answered": _challenge_answered,
    "response.published": _response,
    "follow_up.noted": _follow_up,
}
