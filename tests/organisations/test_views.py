"""Through the doors: naming an organisation, finding it by name, its public page, who acts for it."""

from collections.abc import Callable

from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.contributions.models import Publication
from consult.organisations.actions import Described, register_organisation
from consult.organisations.queries import organisation_named, stakeholder_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_content, make_position

SignIn = Callable[[Account], FlaskClient]
PROFILE = {"name": "Person 1", "group": "academia", "country": "KE", "language": "en"}


def test_naming_one_that_looks_like_another_asks_which(sign_in: SignIn) -> None:
    organisation = register_organisation(Described("Open Net Foundation"), make_person())
    person = make_person()
    browser = sign_in(person)

    asked = browser.post("/account/profile", data={**PROFILE, "organisation": "Open Net Fundation"})
    chosen = browser.post(
        "/account/profile", data={**PROFILE, "organisation": "Open Net Fundation", "alike": organisation.public_name}
    )
    new = browser.post("/account/profile", data={**PROFILE, "organisation": "Open Net Fundation", "alike": "new"})

    assert asked.status_code == 422
    assert "Open Net Foundation" in asked.text
    assert chosen.status_code == 422
    assert "Ask its owners by letter" in chosen.text
    assert new.status_code == 303
    profile = stakeholder_of(person)
    assert profile
    assert profile.organisation == organisation_named("Open Net Fundation")


def test_its_page_lists_what_it_said_in_public_and_nothing_it_said_without_name(client: FlaskClient) -> None:
    consultation = make_consultation()
    make_position(consultation, make_content(claim="Said aloud."), by=make_stakeholder(organisation="Open Net"))
    make_position(
        consultation, make_content(claim="Said without name.", publication=Publication.NAMELESS),
        by=make_stakeholder(organisation="Open Net"),
    )
    quiet = make_stakeholder(organisation="Quiet Net")
    make_position(consultation, make_content(publication=Publication.NAMELESS), by=quiet)
    aloud, silent = organisation_named("Open Net"), organisation_named("Quiet Net")
    assert aloud
    assert silent

    page = client.get(f"/organisations/{aloud.public_name}")

    assert "Said aloud." in page.text
    assert "without name" not in page.text
    assert client.get(f"/organisations/{silent.public_name}").status_code == 404
    listed = client.get("/organisations")
    assert "Open Net" in listed.text
    assert "Quiet Net" not in listed.text
    assert silent.public_name not in client.get("/organisations?name=Quiet+Net").text
    assert aloud.public_name in client.get("/organisations?name=Open+Nett").text


def test_the_pages_of_lists_follow_each_other(client: FlaskClient) -> None:
    consultation = make_consultation()
    for number in range(23):
        make_position(
            consultation, make_content(claim=f"Point {number:02}."), by=make_stakeholder(organisation="Open Net")
        )
    organisation = organisation_named("Open Net")
    assert organisation
    address = f"/organisations/{organisation.public_name}"

    first = client.get(address).text
    after = first.split("after=")[1].split('"')[0]
    second = client.get(f"{address}?after={after}").text

    shown = [f"Point {number:02}." for number in range(23)]
    assert all((point in first) != (point in second) for point in shown)
    assert client.get(f"{address}?after=damaged").status_code == 200


def test_only_those_who_act_for_it_see_who_does(sign_in: SignIn, client: FlaskClient) -> None:
    owner = make_person("Person Owning")
    organisation = register_organisation(Described("Open Net"), owner)
    address = f"/organisations/{organisation.public_name}/people"

    assert "Person Owning" in sign_in(owner).get(address).text
    assert sign_in(make_person()).get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_an_owner_changes_the_entry_and_a_double_is_refused_beside_the_field(sign_in: SignIn) -> None:
    owner = make_person()
    organisation = register_organisation(Described("Open Net"), owner)
    register_organisation(Described("Union of Bakers"), make_person())
    browser = sign_in(owner)
    address = f"/organisations/{organisation.public_name}/entry"
    said = {"name": "Open Net", "country": "BE", "kind": "ngo", "size": "small", "website": "https://open.example"}

    assert browser.post(address, data={**said, "needs_approval": "y"}).status_code == 303
    refused = browser.post(address, data={**said, "name": "UNION of bakers"})

    assert organisation.needs_approval
    assert refused.status_code == 422
    assert "entry of its own" in refused.text
