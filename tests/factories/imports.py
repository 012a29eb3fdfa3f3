"""Consultations made from a file, as an operator takes them in."""

import csv
from pathlib import Path

from consult.accounts.models import Account
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.queries import consultation_by_slug
from consult.consultations.team import add_member
from consult.imports.actions import Options, import_contributions
from consult.organisations.vocabularies import Group
from tests.factories.people import make_person

GROUPS = [each for each in Group if each is not Group.UNDECLARED]


def imported(
    folder: Path, words: list[tuple[str, str]], *, with_password: bool = False
) -> tuple[Account, Consultation]:
    """A closed consultation with these words, taken from a file as an operator takes them, and its moderator."""
    path, slug = folder / f"words-{len(words)}.csv", f"imported-{len(words)}"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["external_id", "body", "language", "group", "country", "topic"])
        for place, (text, language) in enumerate(words):
            table.writerow([place, text, language, GROUPS[place % len(GROUPS)].value, "ES", "goal-1"])
    import_contributions(path, slug, Options())
    consultation, moderator = consultation_by_slug(slug), make_person(with_password=with_password)
    add_member(consultation, moderator, TeamRole.MODERATOR, None)
    return moderator, consultation
