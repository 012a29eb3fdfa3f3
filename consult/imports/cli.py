"""The operator's door for files from elsewhere."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from consult.imports.actions import Options, Outcome, import_contributions
from consult.imports.conversations import import_conversation
from consult.opinion import mapping

CONTRIBUTIONS, POLIS = "contributions", "polis"
# A table of contributions holds no votes; the key is there for every format.
NO_VOTES = Outcome(0, 0, 0, [], [])


@click.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice([CONTRIBUTIONS, POLIS]))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--consultation", "slug", required=True, metavar="SLUG", help="Made where there is none.")
@click.option("--topic", default="", metavar="SLUG", help="Put every row under this topic.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
@click.option("--value", "values", multiple=True, metavar="FIELD:THEIRS=OURS", help="What a value of theirs means.")
@click.option("--encoding", metavar="E", help="The file's encoding, where it is not UTF-8.")
@click.option("--sheet", default="", metavar="NAME", help="Which sheet of a workbook, where it is not the first.")
@click.option("--state", type=click.Choice(["published", "waiting"]), default="published", help="How they arrive.")
@click.option("--update", is_flag=True, help="Take rows that have changed since as new versions.")
@click.option("--dry-run", is_flag=True, help="Check the whole file and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def import_file(
    form: str, path: Path, slug: str, topic: str, maps: tuple[str, ...], values: tuple[str, ...], encoding: str | None,
    sheet: str, state: str, update: bool, dry_run: bool, as_json: bool,
) -> None:
    """Take PATH, a file of the FORMAT, into a consultation; a row taken before is never taken twice.

    FORMAT contributions: a table (CSV or XLSX), one submission a row. Its fields: claim, body, author, organisation,
    group, type, country, language, stance, topic, submitted_at, external_id, channel. A column called like a field is
    that field; --map names others.

    FORMAT polis: a folder exported from Polis. Its comments become positions on one topic (main, or --topic), and the
    latest vote of each participant counts.
    """
    options = Options(
        topic, maps, values, encoding, publish=state == "published", dry_run=dry_run, sheet=sheet, update=update
    )
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Importing", total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        if form == POLIS:
            taken = import_conversation(path, slug, options, move)
            outcome, votes = taken.comments, taken.votes
            if not dry_run:
                mapping.update()
        else:
            outcome, votes = import_contributions(path, slug, options, move), NO_VOTES
    if as_json:
        click.echo(json.dumps({**asdict(outcome), "votes": asdict(votes)}, ensure_ascii=False, indent=2))
        return
    _tell(outcome, "rows" if form == CONTRIBUTIONS else "comments", dry_run)
    if form == POLIS:
        _tell(votes, "votes", dry_run)


def _tell(outcome: Outcome, things: str, dry_run: bool) -> None:
    for word, notes in (("warning", outcome.warnings), ("rejected", outcome.rejected)):
        for note in notes:
            click.echo(f"line {note.line}: {word}: {note.reason}", err=True)
    taken = "would be imported" if dry_run else "imported"
    if outcome.updated:
        click.echo(f"{outcome.updated} {things} had changed and are new versions")
    elif outcome.changed:
        click.echo(f"{outcome.changed} {things} have changed since; --update takes them as new versions")
    click.echo(
        f"{outcome.read} {things} read: {outcome.imported} {taken}, {outcome.already} there already, "
        f"{len(outcome.rejected)} rejected, {len(outcome.warnings)} warnings"
    )
