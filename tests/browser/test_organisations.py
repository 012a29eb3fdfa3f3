"""Organisations and mandates in a real browser: axe finds nothing, whatever their state."""

import pytest
from playwright.sync_api import BrowserContext

from consult.organisations.actions import Described, register_organisation
from consult.organisations.mandates import accept, invite
from consult.organisations.models import MandateRole
from consult.organisations.vocabularies import RespondentType, SizeBand
from tests.browser.axe import check
from tests.browser.test_pages import see, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_position
from tests.organisations.test_mandates import invitation_for, token_sent_to

pytestmark = pytest.mark.browser


def test_pages_of_organisations(site: str, window: BrowserContext) -> None:
    manager = make_person("Person Managing", with_password=True, administrator=True)
    consultation = make_consultation(manager=manager)
    see(window.new_page(), site, ["/organisations", "/organisations?name=nobody"])
    organisation = register_organisation(
        Described("Open Net Foundation", RespondentType.NGO, "BE", "880143435725-46", SizeBand.SMALL,
                  "https://open-net.example"), manager)
    register_organisation(Described("Open Net Fundation"), make_person(), despite_alike=True)
    make_position(consultation, by=make_stakeholder(organisation="Open Net Foundation"))
    colleague = make_person()
    for email, role in ((colleague.email, MandateRole.SPEAKER), ("long-address@" + "sub." * 12 + "example.org",
                                                                 MandateRole.APPROVER)):
        invite(organisation, email, role, manager, "http://localhost")
    accept(invitation_for(token_sent_to(colleague.email)), colleague)
    invite(organisation, "another@example.org", MandateRole.OWNER, manager, "http://localhost")
    page = window.new_page()
    sign_in(page, site, manager)
    base = f"/organisations/{organisation.public_name}"

    see(page, site, [
        "/organisations", base, base + "/people", base + "/entry", base + "/merger", "/organisations/new",
        "/account/organisations", "/account/profile", "/mandates/" + token_sent_to("another@example.org"),
        "/mandates/nonsense",
    ])
    page.goto(site + "/organisations/new")
    page.get_by_label("Name").fill("Open Net Foundaton")
    page.get_by_role("button", name="Enter it").click()
    assert page.get_by_label("Open Net Foundation", exact=True).count() == 1
    check(page)
