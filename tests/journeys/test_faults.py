"""What was acknowledged is never lost and never doubled: double clicks, kill -9, a full disk."""

import contextlib
import http.client
import json
import resource
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.journeys.site import Answer, Browser, Site, site_in

ENOUGH = 30


def written(browser: Browser, slug: str, claim: str) -> Answer:
    """A draft, ready to be sent: the page where one reads it through."""
    path = f"/consultations/{slug}/topics/goal-1/write"
    form = browser.get(path)
    answer = browser.post(
        path,
        {
            "csrf_token": form.hidden("csrf_token"), "idempotency_key": form.hidden("idempotency_key"),
            "about": "goal-1:whole", "claim": claim, "body": "Because.", "language": "en", "publication": "named",
        },
    )
    if answer.status != 303:
        return answer
    page = browser.get(answer.location)
    page.headers = {**page.headers, "Location": answer.location}
    return page


def sent(browser: Browser, draft: Answer) -> Answer:
    keys = {name: draft.hidden(name) for name in ("csrf_token", "idempotency_key")}
    return browser.post(f"{draft.location}/submission", keys)


def stored(site: Site) -> list[str]:
    """Every claim in the database."""
    with contextlib.closing(sqlite3.connect(site.folder / "consult.db")) as connection:
        return [claim for (claim,) in connection.execute("SELECT claim FROM contribution_versions")]


def test_fifty_posts_of_one_form_leave_one_submission_and_a_new_account_gets_its_letter(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        known = site.prepared()
        site.start()
        browser = Browser(site.port)
        browser.sign_in(known["email"], known["password"])
        draft = written(browser, known["slug"], "Once is enough.")

        with ThreadPoolExecutor(50) as crowd:
            answers = list(crowd.map(lambda _number: sent(browser.twin(), draft), range(50)))
        registered = register(Browser(site.port))

        assert {answer.status for answer in answers} == {303}
        assert len({answer.location for answer in answers}) == 1
        assert stored(site) == ["Once is enough."]
        assert json.loads(site.consult("numbers", known["slug"], "--json"))["submissions"]["received"] == 1
        assert registered.status in (302, 303), registered.text
        assert until(lambda: bool(list((tmp_path / "letters").glob("*.eml"))), 10)
        assert "/confirm/" in next((tmp_path / "letters").glob("*.eml")).read_text()
        assert site.stop() == 0


def register(browser: Browser) -> Answer:
    page = browser.get("/register")
    person = {"name": "Person 1", "email": "person1@example.org", "password": "correct horse battery"}
    return browser.post("/register", {"csrf_token": page.hidden("csrf_token"), **person})


def test_what_was_acknowledged_before_a_power_cut_is_there_once_after_it(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        known = site.prepared()
        site.start()
        browsers = [Browser(site.port) for _each in known["emails"]]
        for browser, email in zip(browsers, known["emails"], strict=True):
            browser.sign_in(email, known["password"])
        receipts: dict[str, tuple[Browser, str]] = {}
        is_over = threading.Event()
        writers = [
            threading.Thread(target=write_on, args=(browser, known["slug"], name, receipts, is_over))
            for name, browser in enumerate(browsers)
        ]
        for writer in writers:
            writer.start()
        assert until(lambda: len(receipts) >= ENOUGH, 60)

        site.pull_the_plug()
        is_over.set()
        for writer in writers:
            writer.join()
        site.start()

        claims = stored(site)
        assert all(claims.count(claim) == 1 for claim in receipts)
        assert len(set(claims)) == len(claims) <= len(receipts) + len(writers)
        for browser, path in receipts.values():
            assert browser.get(path).status == 200
        assert "Durability: write-ahead log" in site.consult("check")


def write_on(
    browser: Browser, slug: str, writer: int, receipts: dict[str, tuple[Browser, str]], is_over: threading.Event
) -> None:
    """Send one position after another, keeping each receipt that came back, until the site is gone."""
    number = 0
    with contextlib.suppress(OSError, http.client.HTTPException):
        while not is_over.is_set():
            number += 1
            claim = f"Sentence {number} of writer {writer}."
            answer = sent(browser, written(browser, slug, claim))
            if answer.status == 303:
                receipts[claim] = (browser, answer.location)


def until(is_so: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_a_full_disk_refuses_loses_nothing_and_is_over_when_there_is_room_again(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk_that_fills(folder) as (site, fill, empty):
        known = site.prepared()
        site.start()
        browser = Browser(site.port)
        browser.sign_in(known["email"], known["password"])
        before = sent(browser, written(browser, known["slug"], "Before."))
        draft = written(browser, known["slug"], "During.")

        fill()
        refused = [sent(browser, draft).status for _number in range(5)]
        refused += [written(browser, known["slug"], f"More {number}. " + "x" * 200).status for number in range(5)]
        readable = browser.get(f"/consultations/{known['slug']}").status
        empty()

        assert before.status == 303
        assert set(refused) == {503}
        assert readable == 200
        assert until(lambda: sent(browser, draft).status == 303, 30)
        assert sorted(stored(site)) == ["Before.", "During."]
        assert browser.get(before.location).status == 200


@contextlib.contextmanager
def disk_that_fills(folder: Path) -> Iterator[tuple[Site, Callable[[], None], Callable[[], None]]]:
    """A site on a file system of eight megabytes; where none may be mounted, one whose files may not grow."""
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    ballast = folder / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    def limit(size: int) -> None:
        for process in site.processes():
            hard = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))

    try:
        with site_in(folder) as site:
            if is_mounted:
                yield site, fill, ballast.unlink
            else:
                yield site, lambda: limit(4096), lambda: limit(resource.RLIM_INFINITY)
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
