"""When two names are one organisation, and when they only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.organisations.names import most_alike, normalised_organisation, starts


@pytest.mark.parametrize(("one", "other"), [
    ("  Guild of  Tests, Inc. ", "GUILD OF TESTS INC"), ("Harbour Networks Limited", "Harbour Networks Ltd."),
    ("Réseau Libre A.S.B.L.", "réseau libre asbl"), ("Freies Netz e.V.", "Freies Netz eV"),
    ("Netz G.m.b.H.", "NETZ GmbH"), ("Ｏｐｅｎ Ｎｅｔ", "Open Net"), ("Straße 1", "STRASSE 1"),
])
def test_ways_to_write_one_name_are_one(one: str, other: str) -> None:
    assert normalised_organisation(one) == normalised_organisation(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Harbour Ltd", "Harbour GmbH"), ("Harbour", "Harbour Ltd"), ("Réseau", "Reseau"), ("हिन्दी संघ", "हिनदी संघ"),
])
def test_what_may_be_two_organisations_stays_two(one: str, other: str) -> None:
    assert normalised_organisation(one) != normalised_organisation(other)


def test_a_name_without_a_letter_is_none() -> None:
    assert normalised_organisation(" —·!? ") == ""


@pytest.mark.parametrize(("typed", "meant"), [
    ("Harbour Netwroks", "Harbour Networks Ltd"), ("Reseau Libre", "Réseau Libre ASBL"),
    ("Open Net", "Open Net Foundation"),
])
def test_likely_doubles_are_proposed(typed: str, meant: str) -> None:
    others = [(1, meant), (2, "Union of Bakers"), (3, "Open Sea Fisheries")]

    assert most_alike(typed, others)[0] == 1
    assert 2 not in most_alike(typed, others)
    assert starts(typed) & starts(meant)


@given(st.text())
def test_blank_space_around_a_name_makes_no_other_one(name: str) -> None:
    assert normalised_organisation(f" \t{name}\n ") == normalised_organisation(name)
