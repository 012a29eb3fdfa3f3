"""Statements of reasons: as a person reads them, and in the schema of the Commission's DSA Transparency Database.

Field names and values: Regulation (EU) 2022/2065, article 17(3), and the API of
https://transparency.dsa.ec.europa.eu (version 2). The schema allows no personal data, so it carries the standard
explanation of the rule and never a moderator's own words.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.db import db
from consult.i18n import _, in_language
from consult.moderation.models import Act, ModerationDecision, Reason, Source
from consult.moderation.policy import ADVERSE
from consult.moderation.wording import RULES, STANDARD_WORDS
from consult.record.actions import full_hour_after

# The states of the European Economic Area: the decisions hold everywhere, and the schema names no others.
EEA = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)
CATEGORIES = {
    Reason.PERSONAL_DATA: "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    Reason.INSULT_OR_THREAT: "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    Reason.HATRED: "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    Reason.ADVERTISING: "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
    Reason.OFF_TOPIC: "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
    Reason.REPEATED: "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
    Reason.ILLEGAL: "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    Reason.IMPERSONATION: "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
    Reason.OTHER: "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
}
SPECIFICATIONS = {
    Reason.HATRED: ["KEYWORD_HATE_SPEECH"], Reason.IMPERSONATION: ["KEYWORD_INAUTHENTIC_ACCOUNTS"],
}
SOURCES = {
    Source.OWN: "SOURCE_VOLUNTARY", Source.FLAG: "SOURCE_TYPE_OTHER_NOTIFICATION", Source.NOTICE: "SOURCE_ARTICLE_16",
    Source.APPEAL: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
FIELDS = (
    "decision_visibility", "decision_visibility_other", "decision_ground", "illegal_content_legal_ground",
    "illegal_content_explanation", "incompatible_content_ground", "incompatible_content_explanation",
    "incompatible_content_illegal", "content_type", "category", "category_specification", "territorial_scope",
    "content_language", "content_date", "application_date", "decision_facts", "source_type", "automated_detection",
    "automated_decision", "puid",
)
# How many statements one file holds; who wants more asks by day.
MOST = 10_000


def statement_of(decision: ModerationDecision) -> dict[str, Any]:
    """One adverse decision in the schema, in English as the database asks, without a word of anybody."""
    contribution = decision.contribution
    reason = decision.reason or Reason.OTHER
    is_covered = decision.act is Act.REDACT
    with in_language("en"):
        rule = str(RULES[reason]) if reason is not Reason.OTHER else "Another rule, named to the author"
        explanation = str(STANDARD_WORDS.get(reason) or "The author was told in words of their own.")
        facts = _facts(decision, rule)
    statement: dict[str, Any] = {
        "decision_visibility": [
            "DECISION_VISIBILITY_OTHER" if is_covered else "DECISION_VISIBILITY_CONTENT_DISABLED"
        ],
        "content_type": ["CONTENT_TYPE_TEXT"], "category": CATEGORIES[reason],
        "category_specification": SPECIFICATIONS.get(reason, []), "territorial_scope": list(EEA),
        "content_language": contribution.language.split("-")[0].upper(),
        "content_date": _content_day(contribution), "application_date": decision.day.isoformat(),
        "decision_facts": facts, "source_type": SOURCES[decision.source],
        "automated_detection": "Yes" if decision.held_because else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED", "puid": decision.name,
    }
    if is_covered:
        statement["decision_visibility_other"] = "Some words are covered; all others stay public."
    if reason is Reason.ILLEGAL:
        statement |= {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": decision.legal_ground or "Named to the author",
            "illegal_content_explanation": explanation,
        }
    else:
        statement |= {
            "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
            "incompatible_content_ground": f"House rules of the consultation: {rule}",
            "incompatible_content_explanation": explanation, "incompatible_content_illegal": "No",
        }
    return statement


def _facts(decision: ModerationDecision, rule: str) -> str:
    noticed = {
        Source.OWN: "read by the team that reviews the consultation", Source.FLAG: "flagged by somebody who takes part",
        Source.NOTICE: "reported by the form open to everybody", Source.APPEAL: "judged on appeal",
    }[decision.source]
    done = "some of its words were covered" if decision.act is Act.REDACT else "it was withheld, and stays counted"
    return (
        f"A contribution to a public consultation was {noticed}. A person found that the rule “{rule}” is broken; "
        f"{done}."
    )


def _content_day(contribution: Contribution) -> str:
    """The day it was sent; for a nameless author that of the next full hour, as everywhere."""
    moment = contribution.received_at
    return (full_hour_after(moment) if contribution.is_nameless else moment).date().isoformat()


def told_in_words(decision: ModerationDecision) -> list[str]:
    """The statement as its author reads it on a page: what, how it was noticed, who decided, what they can do."""
    what = (
        _("Some of its words are covered by black bars; everything else you said is public.")
        if decision.act is Act.REDACT else
        _("It is not shown to the public. It stays counted, and the record keeps its fingerprint.")
    )
    noticed = {
        Source.OWN: _("It was noticed by the people who review this consultation."),
        Source.FLAG: _("Somebody who takes part pointed it out."),
        Source.NOTICE: _("Somebody pointed it out by the form that is open to everybody."),
        Source.APPEAL: _("It follows from an appeal."),
    }[decision.source]
    if decision.held_because:
        noticed = _("A rule of the plan had stopped it for a person to look at.")
    return [
        what, noticed,
        _("A person read it and decided; no software did. The decision holds everywhere and has no end."),
    ]


def statements_of(
    consultation: Consultation | None, after: int | None = None, most: int = MOST
) -> Iterator[dict[str, Any]]:
    """The standing adverse decisions of one consultation, or of every public one, in the order of their random ids."""
    for decision in _decisions(consultation, after, most):
        yield statement_of(decision)


def _decisions(consultation: Consultation | None, after: int | None, most: int) -> Sequence[ModerationDecision]:
    query = (
        select(ModerationDecision)
        .join(Consultation, Consultation.id == ModerationDecision.consultation_id)
        .where(
            ModerationDecision.act.in_(ADVERSE), ModerationDecision.undone_at.is_(None),
            Consultation.announced_at.is_not(None),
        )
        .options(joinedload(ModerationDecision.contribution))
        .order_by(ModerationDecision.id).limit(most)
    )
    if consultation is not None:
        query = query.where(ModerationDecision.consultation_id == consultation.id)
    if after is not None:
        query = query.where(ModerationDecision.id > after)
    return db.session.scalars(query).all()
