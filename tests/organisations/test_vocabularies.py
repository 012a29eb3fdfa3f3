"""The words that describe who takes part."""

import pytest

from consult.organisations.vocabularies import (
    REGIONS,
    Group,
    country_codes,
    country_named,
    group_named,
    region_of,
)


@pytest.mark.parametrize(("value", "code"), [
    ("USA", "US"), ("United States", "US"), ("The United States", "US"), ("UK", "GB"), ("Brasil", "BR"),
    ("Geneva, Switzerland", "CH"), ("Kenya, Africa", "KE"), ("New York, Usa", "US"), ("ke", "KE"),
    ("Global", None), ("Europe", None), ("USA / Poland", None), ("India And Brazil", None), ("", None),
    ("undeclared", None), ("Mars", None),
])
def test_countries_are_known_by_many_names_and_two_are_none(value: str, code: str | None) -> None:
    assert country_named(value) == code


@pytest.mark.parametrize(("value", "group"), [
    ("Civil Society", Group.CIVIL_SOCIETY), ("NGO", Group.CIVIL_SOCIETY), ("private_sector", Group.PRIVATE_SECTOR),
    ("Technical-Community", Group.TECHNICAL_COMMUNITY), ("ACADEMIA", Group.ACADEMIA), ("Martian", None),
])
def test_groups_are_known_by_our_names_and_common_ones(value: str, group: Group | None) -> None:
    assert group_named(value) is group


def test_nearly_every_country_has_its_region() -> None:
    without = {code for code in country_codes() if region_of(code) not in REGIONS}

    assert without <= {"AQ", "TW"}
