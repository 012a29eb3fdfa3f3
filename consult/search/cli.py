"""The operator's door to the index."""

import sys

import click

from consult.search.actions import catch_up, rebuild


@click.command("search")
@click.option("--rebuild", "anew", is_flag=True, help="Forget the index and read the whole record again.")
def search(anew: bool) -> None:
    """Bring the search up to date with the record."""
    shows = sys.stderr.isatty()

    def tell(read: int) -> None:
        if shows:
            click.echo(f"\r{read} entries read", nl=False, err=True)

    read = rebuild(tell) if anew else catch_up(tell)
    if shows and read:
        click.echo("", err=True)
    click.echo(f"The search has read {read} more entries of the record.")
