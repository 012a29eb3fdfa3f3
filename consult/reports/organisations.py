"""Organisations in a report: who took part and how far each was checked, joint positions, and for whom they were sent.

Only what was said under a name: what was sent without one names no organisation, and counts here for none.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Publication, State
from consult.db import db
from consult.i18n import _, n_
from consult.organisations.models import Organisation
from consult.organisations.queries import verification_of
from consult.organisations.vocabularies import UNDECLARED
from consult.reports import wording
from consult.reports.queries import PublishedContribution
from consult.signatures.models import Signature
from consult.signatures.queries import signatures_on
from consult.submissions.models import Position, Submission

Outline = dict[str, Any]
Block = dict[str, Any]
_contributions = Contribution.__table__


def organisations_in(consultation: Consultation) -> list[Outline]:
    """By name: its published contributions and its signatures. Entries merged since are one. Four queries."""
    public = (
        _contributions.c.consultation_id == consultation.id, _contributions.c.state == State.PUBLISHED,
        _contributions.c.publication == Publication.NAMED,
    )
    said = _by_organisation(
        select(_contributions.c.organisation_id, func.count()).where(*public)
        .group_by(_contributions.c.organisation_id)
    )
    signed = _by_organisation(
        select(Signature.organisation_id, func.count())
        .join(_contributions, _contributions.c.id == Signature.position_id)
        .where(*public, Signature.taken_back_at.is_(None), Signature.version == _contributions.c.public_version)
        .group_by(Signature.organisation_id)
    )
    if not said and not signed:
        return []
    took_part = db.session.scalars(
        select(Organisation).where(Organisation.id.in_({*said, *signed}))
    ).all()
    present = {each.id: each.merged_into_id or each.id for each in took_part}
    shown = db.session.scalars(
        select(Organisation).where(Organisation.id.in_(set(present.values())))
        .order_by(Organisation.normalised_name, Organisation.id)
    ).all()
    levels = verification_of(shown)
    return [
        {
            "id": f"organisation:{each.public_name}", "name": each.name, "kind": each.kind.value if each.kind else None,
            "country": each.country, "register_number": each.register_number, "website": each.website or None,
            "size": each.size.value if each.size else None, "verification": levels[each.id].value,
            "contributions": sum(said.get(key, 0) for key, into in present.items() if into == each.id),
            "signatures": sum(signed.get(key, 0) for key, into in present.items() if into == each.id),
        }
        for each in shown
    ]


def _by_organisation(query: Any) -> dict[int, int]:
    return {identifier: number for identifier, number in db.session.execute(query) if identifier is not None}


def joint_standing(contributions: Sequence[PublishedContribution], consultation: Consultation) -> dict[int, Outline]:
    """For each: its signatures, and for whom it was sent. Two queries."""
    positions = [each.id for each in contributions if each.kind == "position" and not each.is_nameless]
    table = Position.__table__
    on_behalf: dict[int, str] = dict(db.session.execute(
        select(table.c.id, Submission.on_behalf_of).join(Submission, Submission.id == table.c.submission_id)
        .where(Submission.consultation_id == consultation.id, Submission.on_behalf_of != "")
    ).tuples().all())
    signed = signatures_on(positions)
    named = set(positions)
    return {
        each.id: {
            "on_behalf_of": on_behalf.get(each.id) if each.id in named else None,
            "signatures": [
                {
                    "name": one.name, "organisation": f"organisation:{one.organisation}" if one.organisation else None,
                    "group": one.group, "country": one.country, "version": one.version, "holds": one.holds,
                    "signed_at": one.signed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
                for one in signed.get(each.id, [])
            ],
        }
        for each in contributions
    }


def organisations(report: Outline) -> list[Block]:
    """The table of organisations, where there are any."""
    found = report["organisations"]
    if not found:
        return []
    return [
        {"is": "heading", "level": 1, "text": _("Organisations that took part")},
        {"is": "text", "text": n_(
            "%(num)s organisation took part in public, under its name. A signature counts as no contribution.",
            "%(num)s organisations took part in public, under their names. A signature counts as no contribution.",
            len(found),
        )},
        {
            "is": "table", "caption": _("Organisations, how far each was checked, and what it said or signed"),
            "numeric": 3,
            "head": [_("Organisation"), _("Country"), _("Checked"), _("Contributions"), _("Signatures")],
            "rows": [
                [each["name"], wording.country(each["country"]) if each["country"] != UNDECLARED else "",
                 checked(each["verification"]), wording.number(each["contributions"]),
                 wording.number(each["signatures"])]
                for each in found
            ],
        },
    ]


def checked(level: str) -> str:
    return {
        "declared": _("Self-declared"), "email_confirmed": _("E-mail confirmed"),
        "domain_matched": _("E-mail at its own domain"), "register_matched": _("Found in its register"),
    }[level]


def joint_facts(contribution: Outline) -> list[str]:
    """For the annex: for whom it was sent, and who signed it."""
    facts = []
    if contribution["on_behalf_of"]:
        facts.append(_("on behalf of %(name)s", name=contribution["on_behalf_of"]))
    names = [each["name"] for each in contribution["signatures"] if each["holds"]]
    if names:
        facts.append(_("signed by %(names)s", names="; ".join(names)))
    earlier = [each["name"] for each in contribution["signatures"] if not each["holds"]]
    if earlier:
        facts.append(_("an earlier version signed by %(names)s", names="; ".join(earlier)))
    return facts
