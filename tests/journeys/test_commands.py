"""The command as an operator meets it: what it refuses, and what it prints where."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.site import ROOT


def consult(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "CONSULT_DATA": str(folder / "data"), **settings}
    return subprocess.run(
        [sys.executable, "-m", "consult.cli", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )


def test_what_cannot_be_done_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("words\nOne.\n")
    for arguments, words in (
        (["nothing"], "No such command"),
        (["numbers", "nowhere"], "no such consultation"),
        (["import", "contributions", str(table), "--consultation", "here"], "Say which column"),
        (["import", "contributions", str(tmp_path / "none.csv"), "--consultation", "here"], "No such file"),
        (["import", "contributions", str(table), "--consultation", "Not A Slug"], "lower-case"),
        (["import", "paper", str(table), "--consultation", "here"], "paper"),
    ):
        told = consult(tmp_path, *arguments)

        assert told.returncode == 1, arguments
        assert told.stdout == ""
        assert words in told.stderr
        assert len(told.stderr.splitlines()) == 1, told.stderr
    assert json.loads(consult(tmp_path, "list", "--json").stdout) == []


def test_a_setting_that_cannot_be_read_stops_every_command(tmp_path: Path) -> None:
    told = consult(tmp_path, "list", CONSULT_MAIL_PORT="twenty-five")

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "CONSULT_MAIL_PORT must be a whole number, not “twenty-five”.\n"


def test_a_setting_that_could_only_fail_later_stops_every_command_and_check_says_so(tmp_path: Path) -> None:
    for name, value, words in (
        ("CONSULT_URL", "http://[::1", "CONSULT_URL must be an address"),
        ("CONSULT_URL", "", "CONSULT_URL must be an address"),
        ("CONSULT_PROXIES", "-1", "CONSULT_PROXIES must be a whole number"),
        ("CONSULT_LIMIT_SEND", "many", "10 per 5 minutes"),
        ("CONSULT_LIMIT_STORAGE", "nowhere://", "unknown storage scheme"),
    ):
        told = consult(tmp_path, "list", **{name: value})
        checked = consult(tmp_path, "check", **{name: value})

        assert (told.returncode, told.stdout) == (1, ""), told.stderr
        assert words in told.stderr
        assert len(told.stderr.splitlines()) == 1, told.stderr
        assert checked.returncode == 1
        assert words in checked.stdout


def test_what_is_printed_is_utf_8_whatever_the_locale_and_an_argument_must_be_so(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("body,country\nOne.,Nährland\n", encoding="utf-8")

    told = consult(
        tmp_path, "import", "contributions", str(table), "--consultation", "here", "--json", PYTHONIOENCODING="ascii"
    )
    refused = consult(tmp_path, "numbers", "\udcff")

    assert "Nährland" in json.loads(told.stdout)["warnings"][0]["reason"]
    assert (refused.returncode, refused.stderr) == (1, "An argument is not text in UTF-8.\n")


def test_json_stands_alone_on_stdout(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("body,country\nOne.,Global\n,Kenya\n")

    told = consult(tmp_path, "import", "contributions", str(table), "--consultation", "here", "--json")

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == {
        "read": 2, "imported": 1, "already": 0, "changed": 0, "updated": 0,
        "rejected": [{"line": 3, "reason": "It says nothing: claim and body are empty."}],
        "warnings": [{"line": 2, "reason": "Country “Global” is not known; taken as undeclared."}],
        "votes": {"read": 0, "imported": 0, "already": 0, "rejected": [], "warnings": [],
                  "changed": 0, "updated": 0},
    }


def test_help_comes_at_once(tmp_path: Path) -> None:
    consult(tmp_path, "--help")
    begun = time.monotonic()

    told = consult(tmp_path, "--help")

    assert time.monotonic() - begun < 1.0
    assert "numbers" in told.stdout


def test_check_names_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    sound = consult(tmp_path, "check", CONSULT_URL="http://127.0.0.1:8000")
    unsound = consult(
        tmp_path, "check", CONSULT_URL="http://consult.example.org", CONSULT_DEVELOPMENT="1",
        CONSULT_SECRET_KEY="short",
    )

    assert sound.returncode == 0, sound.stdout
    assert unsound.returncode == 1
    assert "Unset CONSULT_DEVELOPMENT." in unsound.stdout
    assert "use https" in unsound.stdout
