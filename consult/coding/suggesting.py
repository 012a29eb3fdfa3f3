"""Suggested themes: asked for by a person, found by the worker, then renamed, joined, split, dismissed or accepted."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, insert, select, update

from consult.accounts.models import Account
from consult.clock import now
from consult.coding.actions import code_many
from consult.coding.codebook import LABEL_LIMIT, Meaning, write_code
from consult.coding.grouping import Group, Text, said_in, themes_in
from consult.coding.models import Code, RunState, ThemeGroup, ThemeMember, ThemeRun
from consult.consultations.models import Consultation, Topic
from consult.consultations.policy import require_desk
from consult.contributions.models import Contribution, ContributionTopic, State, Version
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.jobs import wake
from consult.logs import log
from consult.record.actions import append_entry
from consult.text import is_blank, normalise, shorten

JOB = "coding.suggest_themes"
READ = 4_000
# A run whose worker went away is begun anew after this long.
PATIENCE_MINUTES = 15


def ask_for_themes(topic: Topic, by: Account) -> ThemeRun:
    """Let the worker group what is published on a topic. A run that is under way is given back instead.

    Raises NotAllowed or PhaseClosed.
    """
    with transaction() as session:
        session.refresh(topic, with_for_update=True)
        require_desk(by, session.get_one(Consultation, topic.consultation_id))
        present = latest_run(topic.id)
        if present is not None and present.state in (RunState.ASKED, RunState.RUNNING):
            return present
        run = ThemeRun(topic_id=topic.id, asked_by=by.id, asked_at=now())
        session.add(run)
        session.flush()
        wake(JOB)
        return run


def latest_run(topic_id: int) -> ThemeRun | None:
    return db.session.scalar(
        select(ThemeRun).where(ThemeRun.topic_id == topic_id)
        .order_by(ThemeRun.asked_at.desc(), ThemeRun.id.desc()).limit(1)
    )


def perform_asked() -> int:
    """Do what was asked for; how many runs were done. The worker's part."""
    done = 0
    while (run := _next_run()) is not None:
        try:
            _perform(run)
        except Exception as fault:
            db.session.rollback()
            log().error("themes not found", run=run, fault=type(fault).__name__)
            _set(run, state=RunState.FAILED, finished_at=now())
        done += 1
    return done


def _next_run() -> int | None:
    with transaction() as session:
        run = session.scalar(
            select(ThemeRun).where(ThemeRun.state == RunState.ASKED).order_by(ThemeRun.asked_at).limit(1)
            .with_for_update(skip_locked=True)
        )
        if run is None:
            return None
        run.state = RunState.RUNNING
        return run.id


def take_up_again() -> None:
    """Runs that a worker left half-done are asked for anew; nothing of them was kept."""
    with transaction() as session:
        for run in session.scalars(select(ThemeRun).where(ThemeRun.state == RunState.RUNNING)):
            if (now() - run.asked_at).total_seconds() > PATIENCE_MINUTES * 60:
                run.state = RunState.ASKED


def _perform(run_id: int) -> None:
    run = db.session.get_one(ThemeRun, run_id)
    topic_id = run.topic_id
    texts = _texts_on(topic_id)
    _set(run_id, texts=len(texts), method="tfidf+embedding")
    # Half of the way is reading and grouping, half is keeping: a bar that stands at its end would tell nothing.
    groups = themes_in(texts, progress=lambda done: _set(run_id, done=done // 2))
    _keep(run_id, topic_id, groups)
    _set(run_id, state=RunState.DONE, done=len(texts), finished_at=now())


def _set(run_id: int, **values: object) -> None:
    with transaction() as session:
        session.execute(update(ThemeRun).where(ThemeRun.id == run_id).values(**values))


def _texts_on(topic_id: int) -> list[Text]:
    rows = db.session.execute(
        select(
            Contribution.id, Contribution.language, Version.public_claim,
            func.substr(Version.public_body, 1, READ).label("body"),
        )
        .join(ContributionTopic, ContributionTopic.contribution_id == Contribution.id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .where(ContributionTopic.topic_id == topic_id, Contribution.state == State.PUBLISHED)
    )
    return [Text(row.id, row.language, said_in(row.public_claim, row.body)) for row in rows]


def _keep(run_id: int, topic_id: int, groups: Sequence[Group]) -> None:
    """The groups of this run take the place of earlier ones, unless a person made a code of those."""
    with transaction() as session:
        old = select(ThemeGroup.id).where(ThemeGroup.topic_id == topic_id, ThemeGroup.code_id.is_(None))
        session.execute(delete(ThemeMember).where(ThemeMember.group_id.in_(old)))
        session.execute(delete(ThemeGroup).where(ThemeGroup.topic_id == topic_id, ThemeGroup.code_id.is_(None)))
        for group in groups:
            _add(run_id, topic_id, group)


def _add(run_id: int, topic_id: int, group: Group) -> ThemeGroup:
    kept = ThemeGroup(
        run_id=run_id, topic_id=topic_id, label=_label(group.phrases), language=group.language,
        phrases=list(group.phrases), typical_id=group.members[0][0], size=len(group.members),
    )
    db.session.add(kept)
    db.session.flush()
    db.session.execute(insert(ThemeMember), [
        {"group_id": kept.id, "contribution_id": identifier, "nearness": nearness}
        for identifier, nearness in group.members
    ])
    return kept


def _label(phrases: Sequence[str]) -> str:
    return shorten(", ".join(phrases[:3]) or "…", LABEL_LIMIT)


def rename_group(group: ThemeGroup, label: str, by: Account) -> None:
    """Raises NotAllowed, PhaseClosed, Conflict, or Invalid without a name."""
    with transaction():
        _hold(group, by)
        words = normalise(label)
        if is_blank(words) or len(words) > LABEL_LIMIT:
            raise Invalid(_("Give the theme a name of at most %(limit)s characters.", limit=LABEL_LIMIT))
        group.label = words


def dismiss_group(group: ThemeGroup, by: Account) -> None:
    """Say that this is no theme. Raises NotAllowed, PhaseClosed or Conflict."""
    with transaction():
        consultation = _hold(group, by)
        group.dismissed_at = now()
        _record(group, consultation, "dismissed")


def restore_group(group: ThemeGroup, by: Account) -> None:
    """Take a dismissal back. Raises NotAllowed, PhaseClosed or Conflict."""
    with transaction():
        _hold(group, by, dismissed=True)
        group.dismissed_at = None


def merge_groups(group: ThemeGroup, into: ThemeGroup, by: Account) -> None:
    """Put the contributions of one group into another, perhaps in another language.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where they are one or on two topics.
    """
    with transaction() as session:
        _hold(group, by)
        _hold(into, by)
        if group.id == into.id or group.topic_id != into.topic_id:
            raise Invalid(_("Choose another suggestion to join it with."))
        there = select(ThemeMember.contribution_id).where(ThemeMember.group_id == into.id)
        session.execute(delete(ThemeMember).where(
            ThemeMember.group_id == group.id, ThemeMember.contribution_id.in_(there)
        ))
        session.execute(update(ThemeMember).where(ThemeMember.group_id == group.id).values(group_id=into.id))
        into.size = session.scalar(
            select(func.count()).select_from(ThemeMember).where(ThemeMember.group_id == into.id)
        ) or 0
        into.phrases = [*into.phrases, *(each for each in group.phrases if each not in into.phrases)][:8]
        into.language = into.language if into.language == group.language else ""
        session.delete(group)


def split_group(group: ThemeGroup, by: Account) -> Sequence[ThemeGroup]:
    """Group its contributions anew into two and, where they fall apart so, more.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where they do not fall into parts of three and more.
    """
    with transaction() as session:
        _hold(group, by)
        members = select(ThemeMember.contribution_id).where(ThemeMember.group_id == group.id)
        inside = set(session.scalars(members))
        parts = themes_in([each for each in _texts_on(group.topic_id) if each.id in inside], number=2)
        if len(parts) < 2:
            raise Invalid(_("These contributions do not fall into two groups of three and more."))
        kept = {identifier for part in parts for identifier, _near in part.members}
        new = [_add(group.run_id, group.topic_id, part) for part in parts]
        left = inside - kept
        if left:  # what is in no part stays with the largest: nothing may fall out of sight by splitting
            session.execute(insert(ThemeMember), [
                {"group_id": new[0].id, "contribution_id": each, "nearness": 0.0} for each in sorted(left)
            ])
            new[0].size += len(left)
        session.execute(delete(ThemeMember).where(ThemeMember.group_id == group.id))
        session.delete(group)
        return new


def accept_group(
    group: ThemeGroup, by: Account, code: Code | None = None, label: str = "", leave_out: Sequence[int] = ()
) -> tuple[Code, int]:
    """Make a code of a group, or give its contributions one that is there; how many got it.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where the name is taken.
    """
    with transaction() as session:
        consultation = _hold(group, by)
        if code is None:
            code = write_code(consultation, Meaning(label or group.label), by)
        wanted = set(session.scalars(
            select(ThemeMember.contribution_id).where(ThemeMember.group_id == group.id)
        )) - set(leave_out)
        number = code_many(wanted, code, by)
        group.code_id = code.id
        _record(group, consultation, "accepted")
        return code, number


def _hold(group: ThemeGroup, by: Account, dismissed: bool = False) -> Consultation:
    session = db.session
    session.refresh(group, with_for_update=True)
    topic = session.get_one(Topic, group.topic_id)
    consultation = session.get_one(Consultation, topic.consultation_id)
    require_desk(by, consultation)
    if group.code_id is not None or (group.dismissed_at is not None) != dismissed:
        raise Conflict(_("Somebody has decided on this suggestion meanwhile."))
    return consultation


def _record(group: ThemeGroup, consultation: Consultation, what: str) -> None:
    append_entry(
        f"theme.{what}", f"theme:{group.name}", consultation=consultation.slug,
        body={"label": group.label, "contributions": group.size},
    )
