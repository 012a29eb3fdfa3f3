"""Takes the pictures of docs/guide/pictures: main pages of the demonstration in light, dark, on a phone, in Arabic.

Builds the demonstration in a folder of its own, serves it on a free port of this machine, and ends the server.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "guide" / "pictures"
COMMAND = str(Path(sys.executable).parent / "consult")
OPEN = "/consultations/five-goals-for-an-open-internet"
GOAL = OPEN + "/topics/lead-by-inviting-everyone-in"
CLOSED = "/consultations/rules-for-fair-access-in-remote-regions"
ANSWERED = "/consultations/capacity-building-for-small-island-states"

# name, address, who is signed in, width, colour scheme
PICTURES = [
    ("home", "/", None, 1280, "light"),
    ("home-phone-dark", "/", None, 360, "dark"),
    ("goal", GOAL, None, 1280, "light"),
    ("goal-dark", GOAL, None, 1280, "dark"),
    ("goal-phone", GOAL, None, 360, "light"),
    ("goal-arabic", "/ar" + GOAL, None, 1280, "light"),
    ("goal-arabic-phone", "/ar" + GOAL, None, 360, "light"),
    ("write", GOAL + "/write", None, 1280, "light"),
    ("queue", "/moderation", "moderator", 1280, "light"),
    ("desk", CLOSED + "/desk", "moderator", 1280, "light"),
    ("desk-dark", CLOSED + "/desk", "moderator", 1280, "dark"),
    ("outcome", ANSWERED + "/outcome", None, 1280, "light"),
    ("report", CLOSED + "/report", None, 1280, "light"),
    ("manage", OPEN + "/manage", "manager", 1280, "light"),
]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="consult-pictures-") as data:
        environment = {**os.environ, "CONSULT_DATA": data, "CONSULT_LIMIT_SIGN_IN": "100 per minute"}
        built = subprocess.run(  # noqa: S603
            [COMMAND, "demo", "--json"], env=environment, check=True, capture_output=True, text=True
        )
        people = {each["role"]: each for each in json.loads(built.stdout)}
        port = free_port()
        environment["CONSULT_URL"] = site = f"http://127.0.0.1:{port}"
        server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment)  # noqa: S603
        try:
            wait_for(site + "/healthz")
            take(site, people)
        finally:
            server.terminate()
            server.wait(timeout=20)


def take(site: str, people: dict[str, dict[str, str]]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, address, role, width, scheme in PICTURES:
            page = open_page(browser, width, scheme)
            if role:
                sign_in(page, site, people[role])
            page.goto(site + address)
            if name == "write":
                page.locator("#claim").fill("A connection is not enough. " * 11)
                page.locator("main form button[type=submit]").click()
            height = min(page.evaluate("document.documentElement.scrollHeight"), 1500)
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
            print(name, flush=True)
        browser.close()


def open_page(browser: Browser, width: int, scheme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    return page


def sign_in(page: Page, site: str, person: dict[str, str]) -> None:
    page.goto(site + "/login")
    page.locator("#email").fill(person["email"])
    page.locator("#password").fill(person["password"])
    page.locator("main form button").click()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str) -> None:
    for _each in range(100):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the demonstration did not start")


if __name__ == "__main__":
    main()
