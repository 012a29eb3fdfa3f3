"""The institution's answers and what is done about them as plain data."""

from typing import Any

from consult.consultations.models import Consultation
from consult.responses.models import FollowUp, ResponseVersion
from consult.responses.queries import Answer, answers_of


def responses_as_data(consultation: Consultation) -> list[dict[str, Any]]:
    return [response_as_data(each) for each in answers_of(consultation)]


def response_as_data(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.response.subject, **_version(answer.version),
        "findings": [line.finding.subject for line in answer.lines],
        "finding_numbers": [line.number for line in answer.lines],
        "earlier_versions": [_version(each) for each in answer.earlier],
        "follow_up": [_follow_up(each) for each in answer.follow_ups],
    }


def _version(version: ResponseVersion) -> dict[str, Any]:
    return {
        "version": version.version, "kind": version.kind.value, "words": version.words,
        "by_when": version.due_on.isoformat() if version.due_on else None,
        "written_on": version.written_at.date().isoformat(),
    }


def _follow_up(follow_up: FollowUp) -> dict[str, Any]:
    return {
        "id": follow_up.subject, "words": follow_up.words, "status": follow_up.present.status.value,
        "steps": [
            {
                "status": each.status.value, "words": each.words or None,
                "by_when": each.due_on.isoformat() if each.due_on else None,
                "noted_on": each.noted_at.date().isoformat(),
            }
            for each in follow_up.steps
        ],
    }
