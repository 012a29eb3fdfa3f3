"""A real site of its own: `consult serve` on a free port with a data folder of its own, and a browser to visit it."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

PREPARED = """
import json
from consult.app import create_app
from consult.consultations.models import Moderation
from consult.schema import migrate
with create_app().app_context():
    migrate()
    from tests.factories.consultations import make_consultation
    from tests.factories.people import PASSWORD, make_person
    consultation = make_consultation(moderation=Moderation.AFTER)
    people = [make_person(with_password=True).email for _each in range(4)]
    print(json.dumps({"slug": consultation.slug, "email": people[0], "emails": people, "password": PASSWORD}))
"""


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def location(self) -> str:
        return urlsplit(self.headers.get("Location", "")).path

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of that name."""
        tags = [tag for tag in re.findall(r"<input\b[^>]*>", self.text) if f'name="{name}"' in tag]
        return re.search(r'value="([^"]*)"', tags[0])[1] if tags else ""  # type: ignore[index]


@dataclass
class Browser:
    """Without scripts; it follows no redirect by itself and keeps its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, dict(answer.headers), text)

    def sign_in(self, email: str, password: str) -> None:
        page = self.get("/login")
        answer = self.post("/login", {"email": email, "password": password, "csrf_token": page.hidden("csrf_token")})
        assert answer.status in (302, 303), answer.text

    def twin(self) -> "Browser":
        """Another window of the same person."""
        return Browser(self.port, dict(self.cookies))


class Site:
    """The processes and the data folder of one site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")},
            "CONSULT_DATA": str(folder), "CONSULT_URL": f"http://127.0.0.1:{self.port}",
            "CONSULT_PASSWORD_MEMORY": "64",
            "CONSULT_PASSWORD_ROUNDS": "1", "CONSULT_LIMIT_SIGN_IN": "1000 per minute",
            "CONSULT_LIMIT_REGISTER": "1000 per minute", "CONSULT_LIMIT_SEND": "100000 per minute",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def prepared(self) -> dict[str, Any]:
        """An open consultation and four people who can sign in."""
        told = self._run("-c", PREPARED)
        return dict(json.loads(told.splitlines()[-1]))

    def consult(self, *arguments: str) -> str:
        return self._run("-m", "consult.cli", *arguments)

    def _run(self, *arguments: str) -> str:
        told = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
        return told.stdout

    def start(self) -> None:
        command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Browser(self.port).get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the site did not answer")

    def processes(self) -> list[int]:
        """Every process of the site."""
        assert self.process is not None
        group = self.process.pid
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if os.getpgid(int(entry.name)) == group:
                    found.append(int(entry.name))
        return found

    def pull_the_plug(self) -> None:
        """Kill every process at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(20)
        self.process = None
        return status


@contextlib.contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    try:
        yield site
    finally:
        if site.process is not None:
            site.pull_the_plug()
