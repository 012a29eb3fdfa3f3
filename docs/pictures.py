"""Takes the pictures of docs/guide/pictures: twelve main pages, light, dark, on a phone, in Arabic.

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

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "guide" / "pictures"
COMMAND = str(Path(sys.executable).parent / "consult")
OPEN = "/consultations/five-goals-for-an-open-internet"
GOAL = OPEN + "/topics/lead-by-inviting-everyone-in"
CLOSED = "/consultations/rules-for-fair-access-in-remote-regions"
ANSWERED = "/consultations/capacity-building-for-small-island-states"

# name, address, who is signed in
PAGES = [
    ("home", "/", None),
    ("consultation", CLOSED, None),
    ("goal", GOAL, None),
    ("write", GOAL + "/write", None),
    ("plan", OPEN + "/plan", None),
    ("outcome", ANSWERED + "/outcome", None),
    ("report", CLOSED + "/report", None),
    ("log", "/record", None),
    ("queue", "/moderation", "moderator"),
    ("desk", CLOSED + "/desk", "moderator"),
    ("team", OPEN + "/team", "manager"),
    ("manage", OPEN + "/manage", "manager"),
]

# what is added to the name, language, width, colour scheme
LOOKS = [
    ("", "", 1280, "light"), ("-dark", "", 1280, "dark"), ("-phone", "", 360, "light"),
    ("-arabic", "/ar", 1280, "light"),
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
        for role in dict.fromkeys(role for _name, _address, role in PAGES):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            if role:
                sign_in(page, site, people[role])
            for name, address, reader in PAGES:
                for more, language, width, scheme in LOOKS if reader == role else ():
                    photograph(page, site + language + address, name, more, width, scheme)
            page.context.close()
        browser.close()


def photograph(page: Page, address: str, name: str, more: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    if name == "write":
        page.locator("#claim").fill("A connection is not enough. " * 11)
        page.locator("main form[data-draft] button[type=submit]").click()
    height = min(page.evaluate("document.documentElement.scrollHeight"), 1500)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    path = FOLDER / f"{name}{more}.png"
    page.screenshot(path=path)
    # A page has few colours; a palette of them makes the file a third as large.
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
    print(path.name, flush=True)


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
