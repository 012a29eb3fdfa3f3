"""Forms that came on paper."""

from typing import Any

from consult.accounts.models import Account
from consult.assistance.models import PaperForm
from consult.assistance.paper import enter, type_again, type_first
from consult.consultations.models import Consultation
from consult.contributions.models import Channel


def make_typed(**changes: str) -> dict[str, Any]:
    """What somebody typed from the paper."""
    return {
        "name": "Person on Paper", "organisation": "", "on_behalf_of": "", "group": "civil_society", "country": "KE",
        "language": "en", "publication": "named", "stance goal-1": "support", "body goal-1": "We want to be asked.",
        "paper": "", **changes,
    }


def make_paper_form(consultation: Consultation, by: Account, *, entered: bool = True) -> PaperForm:
    form = type_first(consultation, Channel.PAPER, make_typed(), by)
    if entered:
        type_again(form, make_typed(), by)
        enter(form, {}, by, "test")
    return form
