"""Doors for operators: the consultations, their figures, and who has a part in them."""

import json

import click
from flask import current_app

from consult.accounts.actions import account_for, password_token
from consult.consultations.models import TeamRole
from consult.consultations.numbers import Numbers, numbers_block
from consult.consultations.phases import phase_of
from consult.consultations.queries import all_consultations, consultation_by_slug
from consult.consultations.team import add_member
from consult.errors import Invalid

STAKEHOLDER, ADMINISTRATOR = "stakeholder", "administrator"
ROLES = (STAKEHOLDER, *(role.value for role in TeamRole), ADMINISTRATOR)
COLUMNS = ("received", "published", "withheld", "withdrawn", "waiting")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def list_consultations(as_json: bool) -> None:
    """Print the consultations, one a line."""
    rows = [
        {"slug": each.slug, "title": each.title, "phase": phase_of(each).value} for each in all_consultations()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(row["slug"]) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['slug']:{width}}  {row['phase']:13}  {row['title']}")


@click.group()
def account() -> None:
    """Make accounts and give them roles."""


@account.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person is to be.")
@click.option("--consultation", "slug", metavar="SLUG", help="Of which, for moderator, manager, observer.")
def create(email: str, role: str, slug: str | None) -> None:
    """Give EMAIL a role, making the account where there is none; print a link that sets a password once."""
    if role in (STAKEHOLDER, ADMINISTRATOR):
        if slug:
            raise Invalid(f"--consultation does not go with the role {role}, which is for the whole site.")
        found = account_for(email, is_administrator=role == ADMINISTRATOR)
    else:
        if not slug:
            raise Invalid(f"Say of which consultation with --consultation SLUG: {role} is a role within one.")
        consultation = consultation_by_slug(slug)
        found = account_for(email)
        add_member(consultation, found, TeamRole(role), by=None)
    click.echo(f"{current_app.config['URL'].rstrip('/')}/recover/{password_token(found)}")
    click.echo(f"{found.email} is {role}. The link sets a password once, within two days.", err=True)


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def numbers(slug: str, as_json: bool) -> None:
    """Print the figures of the consultation SLUG, the same as on its pages and in its report."""
    block = numbers_block(consultation_by_slug(slug))
    if as_json:
        click.echo(json.dumps(block, ensure_ascii=False, indent=2))
        return
    for kind in ("submissions", "positions", "comments"):
        _print_table(kind, block)


def _print_table(kind: str, block: Numbers) -> None:
    click.echo(f"{kind:34}" + "".join(f"{name:>11}" for name in COLUMNS))
    _print_row("in all", block[kind])
    for dimension in ("by_group", "by_country", "by_language", "by_topic", "by_channel"):
        for value, part in block[dimension].items():
            if part[kind]["received"]:
                _print_row(f"  {dimension[3:]} {value}", part[kind])
    click.echo()


def _print_row(name: str, figures: dict[str, int]) -> None:
    click.echo(f"{name[:34]:34}" + "".join(f"{figures[column]:>11,}" for column in COLUMNS))
