"""Challenges and issues as plain data: for their own addresses, and for the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.challenges.models import Challenge, Issue
from consult.challenges.queries import challenges_of, is_overdue, issues_of, numbers_in
from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome
from consult.identifiers import name_of
from consult.synthesis.outline import Line


def challenges_as_data(consultation: Consultation) -> list[dict[str, Any]]:
    """Every published one. Days, not times: a time could tell who it was."""
    if not has_outcome(consultation):
        return []
    return told(consultation, challenges_of(consultation, most=None))


def told(consultation: Consultation, challenges: Sequence[Challenge]) -> list[dict[str, Any]]:
    lines = numbers_in(consultation)
    return [_challenge(each, lines) for each in challenges]


def _challenge(challenge: Challenge, lines: Mapping[int, Line]) -> dict[str, Any]:
    reply = challenge.reply
    line = lines.get(challenge.finding_id)
    return {
        "id": challenge.subject, "finding": f"finding:{name_of(challenge.finding_id)}",
        "finding_number": line.number if line else None, "finding_version": challenge.finding_version,
        "words": challenge.words, "language": challenge.language, "by": challenge.shown_as or None,
        "made_on": challenge.made_at.date().isoformat(), "reply_due": challenge.due_on.isoformat(),
        "is_overdue": is_overdue(challenge),
        "reply": None if reply is None else {
            "id": f"reply:{reply.name}", "verdict": reply.verdict.value, "words": reply.words,
            "on": reply.replied_at.date().isoformat(),
        },
    }


def issues_as_data(consultation: Consultation) -> list[dict[str, Any]]:
    """The ledger, once there is an outcome."""
    if not has_outcome(consultation):
        return []
    lines = numbers_in(consultation)
    return [_issue(each, lines) for each in issues_of(consultation)]


def _issue(issue: Issue, lines: Mapping[int, Line]) -> dict[str, Any]:
    line = lines.get(issue.finding_id) if issue.finding_id is not None else None
    return {
        "id": issue.subject, "number": issue.number, "words": issue.words, "status": issue.status.value,
        "why": issue.why or None, "finding": f"finding:{line.finding.name}" if line else None,
        "finding_number": line.number if line else None,
        "challenge": f"challenge:{name_of(issue.challenge_id)}" if issue.challenge_id is not None else None,
        "contribution": name_of(issue.contribution_id) if issue.contribution_id is not None else None,
        "raised_on": issue.raised_at.date().isoformat(),
        "settled_on": issue.settled_at.date().isoformat() if issue.settled_at else None,
    }
