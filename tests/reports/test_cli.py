"""The command `consult report`."""

import json
import os

import pytest
from click.testing import CliRunner

from consult.errors import Invalid, NotFound
from consult.reports.cli import report
from tests.factories.consultations import make_consultation
from tests.factories.reports import make_summarised

pytestmark = pytest.mark.usefixtures("app")


def run(*arguments: object) -> None:
    CliRunner().invoke(report, [str(each) for each in arguments], standalone_mode=False, catch_exceptions=False)


@pytest.mark.parametrize(("name", "beginning"), [("pdf", b"%PDF"), ("html", b"\n<!doctype"), ("csv", b"\xef\xbb\xbf")])
def test_a_report_is_written_over_what_was_there(tmp_path, name, beginning):
    path = tmp_path / "report"
    path.write_text("old")

    run(make_consultation().slug, "--format", name, "--output", path)

    assert path.read_bytes().lstrip(b"\n").startswith(beginning.lstrip(b"\n"))
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_is_written_only_when_asked_for(tmp_path):
    slug = make_summarised(published=False).consultation.slug

    run(slug, "--format", "json", "--output", tmp_path / "public")
    run(slug, "--format", "json", "--output", tmp_path / "draft", "--draft")

    assert json.loads((tmp_path / "public").read_text())["topics"][0]["findings"] == []
    assert len(json.loads((tmp_path / "draft").read_text())["topics"][0]["findings"]) == 1


def test_what_cannot_be_written_is_refused_and_nothing_is_left(tmp_path):
    slug = make_consultation().slug

    with pytest.raises(NotFound):
        run("none", "--format", "json", "--output", tmp_path / "report")
    with pytest.raises(Invalid):
        run(slug, "--format", "json", "--output", tmp_path)
    with pytest.raises(Invalid):
        run(slug, "--format", "json", "--output", tmp_path / "none" / "report")
    with pytest.raises(Invalid):
        run(slug, "--format", "json", "--output", tmp_path / "report", "--lang", "tlh")
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_written_behind_a_link_and_into_a_device_without_replacing_either(tmp_path):
    slug = make_consultation().slug
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    run(slug, "--format", "csv", "--output", link)
    run(slug, "--format", "csv", "--output", pipe)

    assert link.is_symlink()
    assert target.read_bytes() == os.read(reader, 65536)
    assert pipe.is_fifo()
    os.close(reader)
