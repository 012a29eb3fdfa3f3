"""The picture of the map of opinion as plain data, for whoever draws it anew. Never who somebody is."""

from typing import Any

from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_contributions
from consult.opinion.page import LETTERS, needy_claims, shares_of
from consult.opinion.queries import claims_named, opinion_on
from consult.opinion.suppression import may_show


def map_as_data(consultation: Consultation, topic: Topic) -> dict[str, Any] | None:
    """None where its page shows no map. Groups are named as in the report; their places are those of the plane."""
    found = opinion_on(topic) if consultation.votes else None
    if found is None or not may_show(found.people):
        return None
    result = found.result
    needy = needy_claims(topic) if takes_contributions(consultation) else []
    claims = claims_named([*result["divides"], *needy])
    return {
        "groups": [
            {"id": str(number), "outline": group["outline"]} for number, group in enumerate(result["groups"])
        ],
        "dots": [{"x": x, "y": y, "group": str(group)} for x, y, group in result["dots"]],
        "not_counted": result["placed"] if may_show(result["placed"]) else None,
        "divides": [
            {
                "claim": f"position:{claims[each].name}",
                "by_opinion": {str(LETTERS.index(share.letter)): share.tally for share in shares_of(result, each)},
            }
            for each in result["divides"] if each in claims
        ],
        "needs_votes": [
            {"claim": f"position:{claims[each].name}", "text": claims[each].text} for each in needy if each in claims
        ],
    }
