"""Organisations exist once, are described by their owners, and merged without loss."""

import pytest

from consult.consultations.merging import SameOrganisation, merge_organisations
from consult.consultations.numbers import numbers_block
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.organisations.actions import (
    AlreadyRegistered,
    Described,
    LooksAlike,
    change_organisation,
    change_profile,
    confirm_register,
    register_organisation,
)
from consult.organisations.mandates import end_mandate
from consult.organisations.models import MandateRole
from consult.organisations.policy import may_speak_for, roles_in
from consult.organisations.queries import (
    mandates_in,
    organisation_by_name,
    organisation_named,
    organisations_alike,
    stakeholder_of,
    verification_of,
)
from consult.organisations.vocabularies import Group, RespondentType, Verification
from consult.reading.organisations import former_names, said_by
from consult.submissions.actions import save_draft, submit_draft
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_content, make_position
from tests.reading.test_views import queries_of

pytestmark = pytest.mark.usefixtures("app")


def profile_of(account, organisation: str, **more: bool):  # type: ignore[no-untyped-def]
    return change_profile(
        account, name="Person", group=Group.ACADEMIA, respondent_type=RespondentType.NGO, country="KE", language="en",
        organisation=organisation, **more,
    )


def test_whoever_names_an_organisation_first_owns_its_entry() -> None:
    person = make_person()

    profile = profile_of(person, "Open Net Foundation")

    assert profile.organisation
    assert roles_in(person, profile.organisation) == {MandateRole.OWNER}


def test_another_person_cannot_speak_for_it_by_naming_it() -> None:
    profile_of(make_person(), "Open Net Foundation")
    stranger = make_person()

    with pytest.raises(AlreadyRegistered):
        profile_of(stranger, "open net  foundation")

    assert stakeholder_of(stranger).organisation_id is None  # type: ignore[union-attr]


def test_a_name_much_like_another_is_asked_about_first() -> None:
    first = register_organisation(Described("Open Net Foundation"), make_person())
    person = make_person()

    with pytest.raises(LooksAlike) as asked:
        register_organisation(Described("Open Net Fundation"), person)
    other = register_organisation(Described("Open Net Fundation"), person, despite_alike=True)

    assert [each.id for each in asked.value.organisations] == [first.id]
    assert other.id != first.id


def test_a_number_in_a_register_stands_once() -> None:
    register_organisation(Described("Open Net", register_number="880143435725-46"), make_person())

    with pytest.raises(AlreadyRegistered):
        register_organisation(Described("Quite Another", register_number=" 880143435725-46 "), make_person())


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://a.example", "https://", "http://[", "openet"])
def test_a_website_is_an_address_on_the_web(website: str) -> None:
    with pytest.raises(Invalid):
        register_organisation(Described("Open Net", website=website), make_person())


def test_an_abandoned_name_is_not_taken_over() -> None:
    owner = make_person()
    organisation = register_organisation(Described("Open Net"), owner)
    end_mandate(mandates_in(organisation)[0], owner)

    with pytest.raises(AlreadyRegistered):
        register_organisation(Described("Open Net"), make_person())

    assert not may_speak_for(owner, organisation)


def test_levels_of_verification_say_what_was_checked() -> None:
    declared = register_organisation(Described("One"), make_person())
    for mandate in mandates_in(declared):
        mandate.account.confirmed_at = None
    at_home = register_organisation(Described("Two", website="https://www.example.org/about"), make_person())
    elsewhere = register_organisation(Described("Three", website="https://three.example"), make_person())
    free = make_person()
    free.email = "somebody@gmail.com"
    by_free_mail = register_organisation(Described("Four", website="https://gmail.com"), free)
    registered = register_organisation(Described("Five", register_number="1"), make_person())
    confirm_register(registered, make_person(administrator=True))

    levels = verification_of([declared, at_home, elsewhere, by_free_mail, registered])

    assert [levels[each.id] for each in (at_home, elsewhere, by_free_mail, registered)] == [
        Verification.DOMAIN_MATCHED, Verification.EMAIL_CONFIRMED, Verification.EMAIL_CONFIRMED,
        Verification.REGISTER_MATCHED,
    ]


def test_a_new_name_or_number_undoes_the_check_against_the_register() -> None:
    owner = make_person()
    organisation = register_organisation(Described("Open Net", register_number="1"), owner)
    confirm_register(organisation, make_person(administrator=True))

    change_organisation(organisation, Described("Famous Net", register_number="1"), False, owner)

    assert organisation.register_checked_at is None
    assert organisation_named("famous net")


def test_only_owners_describe_and_only_administrators_check() -> None:
    organisation = register_organisation(Described("Open Net", register_number="1"), make_person())

    with pytest.raises(NotAllowed):
        change_organisation(organisation, Described("Mine"), False, make_person())
    with pytest.raises(NotAllowed):
        confirm_register(organisation, make_person())


def test_merging_loses_nothing_and_changes_no_number() -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    double_owner, owner = make_person(), make_person()
    double = register_organisation(Described("Opn Net"), double_owner)
    organisation = register_organisation(Described("Open Net"), owner, despite_alike=True)
    make_position(consultation, by=make_stakeholder(organisation="Opn Net"))
    make_position(consultation, by=make_stakeholder(organisation="Open Net"))
    before = numbers_block(consultation)

    merge_organisations(double, organisation, manager)

    assert organisation_named("Opn Net") == organisation == organisation_by_name(double.public_name)
    assert {each.as_name for each in said_by(organisation).rows} == {"Opn Net", "Open Net"}
    assert list(former_names(organisation)) == ["Opn Net"]
    assert numbers_block(consultation) == before
    assert roles_in(double_owner, organisation) == {MandateRole.SPEAKER}
    assert organisation in organisations_alike("Open Nett")
    with pytest.raises(SameOrganisation):
        merge_organisations(double, organisation, manager)
    with pytest.raises(NotAllowed):
        merge_organisations(register_organisation(Described("Third"), owner), organisation, owner)


def test_without_a_mandate_nothing_is_sent_in_its_name() -> None:
    owner = make_person()
    profile_of(owner, "Open Net")
    organisation = organisation_named("Open Net")
    assert organisation
    consultation = make_consultation()
    sent = submit_draft(save_draft(consultation, make_content(), owner), owner)

    end_mandate(mandates_in(organisation)[0], owner)
    profile = stakeholder_of(owner)
    assert profile
    assert profile.organisation_id is None
    profile.organisation_id = organisation.id
    db.session.commit()
    draft = save_draft(consultation, make_content(), owner)
    with pytest.raises(NotAllowed):
        submit_draft(draft, owner)

    assert sent.positions[0].organisation_name == "Open Net"


def test_finding_doubles_among_many_takes_a_fixed_number_of_queries() -> None:
    for number in range(30):
        register_organisation(Described(f"Guild number {number}"), make_person(), despite_alike=True)

    assert queries_of(lambda: organisations_alike("Guild nomber")) <= 4
