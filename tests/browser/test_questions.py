"""One submission of everything: twelve questions, three goals, a paper and files; then the results."""

from pathlib import Path

import pytest
import typst
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.db import db
from consult.organisations.vocabularies import Group
from consult.submissions.content import SubmissionContent
from consult.submissions.drafting import save_draft
from tests.browser.test_pages import see, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.questions import make_answer, make_question, make_questionnaire
from tests.factories.submissions import make_attachment, make_content, make_position

pytestmark = pytest.mark.browser


def files_in(folder: Path) -> tuple[str, str]:
    """A PDF with words and a name in it, and a confidential note."""
    pdf, note = folder / "study.pdf", folder / "members.txt"
    pdf.write_bytes(typst.compile(b"#set document(author: \"Wanjiru Secret\")\nFour weeks are not enough."))
    note.write_text("Names of our members.")
    return str(pdf), str(note)


def answer_all(page: Page, asked: list, scripts: bool, file: str) -> None:
    def of(number: int):
        return page.locator(f"#q-{asked[number - 1].name}")

    if scripts:
        expect(of(3)).to_be_hidden()
    of(1).get_by_label("Yes").check()
    of(2).get_by_label("Yes").check()
    expect(of(3)).to_be_visible()
    of(3).get_by_role("textbox").fill("many")
    of(4).get_by_label("Cost").check()
    of(4).get_by_label("Visa").check()
    of(5).get_by_role("textbox").fill("Nairobi")
    of(6).get_by_label("Strongly agree").check()
    of(7).get_by_label("No view").check()
    of(8).get_by_role("group", name="Openness").get_by_label("Strongly agree").check()
    of(8).get_by_role("group", name="Access").get_by_label("Disagree", exact=True).check()
    of(9).get_by_label("Access").select_option("1")
    of(9).get_by_label("Safety").select_option("2")
    of(10).get_by_role("textbox").fill("Publish what a seat costs.")
    of(11).get_by_role("textbox").fill("The open floor.")
    of(12).locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Save and read it through").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a number")
    of(3).get_by_role("textbox").fill("4")
    of(12).locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Save and read it through").click()


def test_a_person_answers_everything_in_one_submission(
    site: str, chromium: Browser, scripts: bool, tmp_path: Path
) -> None:
    moderator, author = make_person(with_password=True), make_person(with_password=True, country="KE")
    consultation = make_consultation(topics=3, moderator=moderator, moderation=Moderation.BEFORE)
    asked = make_questionnaire(consultation)
    pdf, note = files_in(tmp_path)
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, site, author)

    page.goto(f"{site}/consultations/{consultation.slug}")
    page.locator("aside a", has_text="Take part").click()
    page.get_by_role("button", name="Begin a draft").click()
    for number in (1, 2, 3):
        page.get_by_role("link", name=f"Write a position on goal {number}").click()
        page.get_by_label("Your main point").fill(f"Point on goal {number}.")
        page.get_by_role("button", name="Read it through").click()
        page.get_by_role("link", name="Add to this draft").click()
    expect(page.get_by_text("Have you taken part before?")).to_be_visible()
    page.get_by_role("button", name="Answer the questions").click()
    answer_all(page, asked, scripts, pdf)
    page.get_by_role("link", name="Add to this draft").click()
    page.get_by_role("button", name="Attach files").click()
    page.locator("input[type=file]").set_input_files(pdf)
    page.get_by_role("button", name="Attach it").click()
    page.locator("input[type=file]").set_input_files(note)
    page.get_by_label("Confidential: for the team alone").check()
    page.get_by_role("button", name="Attach it").click()
    page.get_by_role("button", name="Make this text my paper").click()
    expect(page.get_by_label("Your paper")).to_have_value("Four weeks are not enough.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Read it through").click()
    expect(page.locator("main")).to_contain_text("12 of 12 questions")
    page.get_by_role("button", name="Send it").click()

    main = page.locator("main")
    expect(page.get_by_role("heading", name="Received. Thank you.")).to_be_visible()
    for words in ("Point on goal 1.", "Point on goal 3.", "Four weeks are not enough.", "Nairobi",
                  "Openness: Strongly agree", "Publish what a seat costs.", "study.pdf", "members.txt", "12 answers"):
        expect(main).to_contain_text(words)
    db.session.rollback()
    numbers = numbers_block(consultation)
    assert [numbers[kind]["received"] for kind in ("submissions", "positions", "answers")] == [1, 4, 3]

    with page.expect_download() as download:
        page.get_by_role("link", name="Receipt with the full text (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")
    context.close()

    staff = chromium.new_context(java_script_enabled=scripts).new_page()
    sign_in(staff, site, moderator)
    staff.goto(f"{site}/moderation?consultation={consultation.slug}&kind=answer")
    staff.locator("ol.queue").get_by_role("link", name="Publish what a seat costs.").click()
    expect(staff.locator("main")).to_contain_text("What should change first?")
    expect(staff.locator("main")).to_contain_text("The same submission")


def test_results_are_shown_after_closing_by_group(site: str, window: BrowserContext) -> None:
    consultation = make_consultation(phase="closed")
    question = make_question(consultation)
    for group, key in ((Group.CIVIL_SOCIETY, "yes"), (Group.CIVIL_SOCIETY, "no"), (Group.GOVERNMENT, "yes")):
        make_answer(consultation, question, key, by=make_person(group=group))
    page = window.new_page()

    page.goto(f"{site}/consultations/{consultation.slug}/questions")

    expect(page.get_by_role("table", name="Do you pay for it yourself?")).to_contain_text("67")
    page.locator("summary").first.click()
    expect(page.locator(".by-group")).to_contain_text("Government")


def test_pages_of_questions(site: str, window: BrowserContext) -> None:
    manager, author = make_person(with_password=True), make_person(with_password=True)
    consultation = make_consultation(topics=2, manager=manager)
    consultation.shows_results_early = True
    db.session.commit()
    asked = make_questionnaire(consultation)
    empty = make_consultation(manager=manager)
    preparing = make_consultation(phase="preparing", manager=manager)
    in_preparation = make_questionnaire(preparing)[3]
    words = make_answer(consultation, asked[9], "Publish what a seat costs.", by=author)
    make_attachment(make_position(consultation))
    draft = save_draft(consultation, SubmissionContent({"a": make_content()}, {asked[1].name: "yes"}, "All."), author)
    base = f"/consultations/{consultation.slug}"
    page = window.new_page()
    sign_in(page, site, author)

    see(page, site, [
        base + "/take-part", base + "/questions", base + f"/questions/{asked[9].name}", f"/answers/{words.name}",
        f"/drafts/{draft.name}", f"/drafts/{draft.name}/overview", f"/drafts/{draft.name}/answers",
        f"/drafts/{draft.name}/paper", f"/drafts/{draft.name}/files", base + "/topics/general",
    ])
    page.context.clear_cookies()
    sign_in(page, site, manager)
    managed = f"{base}/manage/questions"
    see(page, site, [
        managed, f"{managed}/{asked[3].name}", f"/consultations/{preparing.slug}/manage/questions",
        f"/consultations/{preparing.slug}/manage/questions/new",
        f"/consultations/{preparing.slug}/manage/questions/{in_preparation.name}",
        f"/consultations/{empty.slug}/manage/questions", f"/consultations/{empty.slug}/questions",
    ])
