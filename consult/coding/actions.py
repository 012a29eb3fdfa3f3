"""Saying what contributions are about: one by one, an exact span, or many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from consult.accounts.models import Account
from consult.clock import now
from consult.coding.codebook import hold_code, record
from consult.coding.models import Code, Coding, Origin
from consult.contributions.actions import FIELDS
from consult.contributions.models import Contribution, State
from consult.contributions.queries import version_of
from consult.db import hold, transaction
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import new_id

# Rows in one IN (…) list: SQLite allows no more than some ten thousands of values in a statement.
STRETCH = 5_000


def code_contribution(
    contribution: Contribution, code: Code, by: Account, place: tuple[str, int, int, str] | None = None,
    origin: Origin = Origin.READ,
) -> Coding:
    """Say that a contribution is about a code; with `place` (field, start, end, text) that these words of it are.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where it is not published, the words do not stand there, or it
    is coded so already.
    """
    with transaction() as session:
        consultation = hold_code(code, by)
        session.refresh(contribution)
        _require_codable(contribution, code)
        field, start, end = _place(contribution, place) if place else ("", 0, 0)
        if session.scalar(select(Coding.id).where(
            Coding.code_id == code.id, Coding.contribution_id == contribution.id, Coding.field == field,
            Coding.start == start, Coding.end == end,
        )):
            raise Invalid(_("This has the theme already."))
        coding = Coding(
            code_id=code.id, code_version=code.version, contribution_id=contribution.id,
            contribution_version=contribution.public_version or 0, field=field, start=start, end=end, origin=origin,
            coded_by=by.id, coded_at=now(),
        )
        session.add(coding)
        session.flush()
        record(code, consultation, "applied", {
            "source": contribution.subject, "field": field, "start": start, "end": end, "origin": origin.value,
        })
        return coding


def _require_codable(contribution: Contribution, code: Code) -> None:
    if contribution.consultation_id != code.consultation_id:
        raise Invalid(_("This theme belongs to another consultation."))
    if contribution.state is not State.PUBLISHED or contribution.public_version is None:
        raise Invalid(_("Only published contributions can be given a theme."))


def _place(contribution: Contribution, place: tuple[str, int, int, str]) -> tuple[str, int, int]:
    field, start, end, text = place
    if field not in FIELDS:
        raise Invalid(_("The words do not stand there any more. Select them again."))
    source = str(getattr(version_of(contribution, contribution.public_version or 0), f"public_{field}"))
    if not 0 <= start < end <= len(source) or source[start:end] != text:
        raise Invalid(_("The words do not stand there any more. Select them again."))
    return field, start, end


def uncode(coding: Coding, by: Account) -> None:
    """Take a theme off again. Raises NotAllowed, PhaseClosed or Conflict."""
    with transaction() as session:
        hold(coding)
        code = session.get_one(Code, coding.code_id)
        consultation = hold_code(code, by)
        contribution = session.get_one(Contribution, coding.contribution_id)
        session.delete(coding)
        record(code, consultation, "taken_off", {"source": contribution.subject})


def code_many(
    contribution_ids: Iterable[int], code: Code, by: Account, origin: Origin = Origin.SUGGESTED
) -> int:
    """Give a code to all of these that are published and lack it, in a few statements; how many they were.

    Recorded once. Raises NotAllowed, PhaseClosed or Conflict.
    """
    with transaction() as session:
        consultation = hold_code(code, by)
        wanted = sorted(set(contribution_ids))
        found: dict[int, int] = {}
        for stretch in stretches(wanted):
            rows = session.execute(
                select(Contribution.id, Contribution.public_version).where(
                    Contribution.id.in_(stretch), Contribution.consultation_id == code.consultation_id,
                    Contribution.state == State.PUBLISHED, Contribution.public_version.is_not(None),
                    ~select(Coding.id).where(
                        Coding.contribution_id == Contribution.id, Coding.code_id == code.id
                    ).exists(),
                )
            )
            found.update({row.id: row.public_version for row in rows})
        if found:
            session.execute(insert(Coding), [
                _whole(code, each, version, origin, by) for each, version in found.items()
            ])
            record(code, consultation, "applied_to_many", {"contributions": len(found), "origin": origin.value})
        return len(found)


def _whole(code: Code, contribution_id: int, version: int, origin: Origin, by: Account) -> dict[str, Any]:
    return {
        "id": new_id(), "code_id": code.id, "code_version": code.version, "contribution_id": contribution_id,
        "contribution_version": version, "field": "", "start": 0, "end": 0, "origin": origin, "coded_by": by.id,
        "coded_at": now(),
    }


def confirm_codings(code: Code, contributions: Sequence[int], by: Account) -> int:
    """Say that these, coded with an earlier version of the code, still fit the present one. How many they were.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where none is chosen.
    """
    with transaction() as session:
        consultation = hold_code(code, by)
        if not contributions:
            raise Invalid(_("Choose at least one contribution."))
        stale = (
            Coding.code_id == code.id, Coding.code_version < code.version, Coding.contribution_id.in_(contributions)
        )
        number = len(set(session.scalars(select(Coding.contribution_id).where(*stale))))
        session.execute(
            update(Coding).where(*stale).values(code_version=code.version, coded_by=by.id, coded_at=now())
        )
        record(code, consultation, "confirmed", {"contributions": number})
        return number


def take_off(code: Code, contributions: Sequence[int], by: Account) -> None:
    """Take a code off several contributions. Raises NotAllowed, PhaseClosed, Conflict or Invalid."""
    with transaction() as session:
        consultation = hold_code(code, by)
        if not contributions:
            raise Invalid(_("Choose at least one contribution."))
        session.execute(
            delete(Coding).where(Coding.code_id == code.id, Coding.contribution_id.in_(contributions))
        )
        record(code, consultation, "taken_off_many", {"contributions": len(contributions)})


def stretches(identifiers: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(identifiers), STRETCH):
        yield identifiers[start : start + STRETCH]
