"""The door for operators: a report as a file."""

from pathlib import Path

import click

from consult.consultations.queries import consultation_by_slug
from consult.errors import Invalid
from consult.i18n import LANGUAGES, in_language
from consult.reports.building import FORMATS, build
from consult.reports.outline import outline
from consult.reports.shelf import write


@click.command()
@click.argument("slug")
@click.option("--format", "name", required=True, type=click.Choice(list(FORMATS)), help="What to write.")
@click.option("--output", required=True, metavar="PATH", type=click.Path(path_type=Path), help="Where; overwritten.")
@click.option("--draft", is_flag=True, help="With what is not published yet, marked.")
@click.option("--lang", default=LANGUAGES[0], show_default=True, metavar="L", help="The language of its own words.")
def report(slug: str, name: str, output: Path, draft: bool, lang: str) -> None:
    """Write the report of the consultation SLUG to a file: what a reader may see today."""
    if lang not in LANGUAGES:
        raise Invalid(f"There is no translation into “{lang}”; there is {', '.join(LANGUAGES)}.")
    consultation = consultation_by_slug(slug)
    _require_place(output)
    with in_language(lang):
        content = build(outline(consultation, draft=draft), name)
    try:
        _put(output, content)
    except OSError as fault:
        raise Invalid(f"{output}: {fault.strerror}") from None
    click.echo(f"{output}: {len(content):,} bytes", err=True)


def _put(output: Path, content: bytes) -> None:
    """Whole or not at all, behind a link where the path is one; a device or a pipe is written to, never replaced."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
    else:
        write(output.resolve(), content)


def _require_place(output: Path) -> None:
    """Say it before the work is done where it could not be kept. Raises Invalid."""
    if output.is_dir():
        raise Invalid(f"{output} is a folder; name a file.")
    if not output.parent.is_dir():
        raise Invalid(f"{output.parent}: there is no such folder.")
