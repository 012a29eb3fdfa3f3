"""`consult bounces`: addresses that refuse letters."""

import json
from typing import BinaryIO

import click
from sqlalchemy import select

from consult import mail
from consult.db import db, transaction
from consult.notifications.bounces import refused_in


@click.command("bounces")
@click.argument("report", type=click.File("rb"), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bounces(report: BinaryIO | None, as_json: bool) -> None:
    """Take a REPORT of undelivered letters (RFC 3464; - reads it from a pipe), or list the addresses that are paused.

    Nothing is written to a paused address but what opens its account; its owner ends the pause on the account's page.
    """
    paused = []
    if report is not None:
        with transaction():
            paused = [address for address, said in refused_in(report.read()).items() if mail.pause(address, said)]
    known = db.session.scalars(select(mail.PausedAddress).order_by(mail.PausedAddress.paused_at)).all()
    if as_json:
        said = [{"address": each.address, "reason": each.reason, "since": each.paused_at.isoformat()} for each in known]
        click.echo(json.dumps({"paused": sorted(paused), "all": said}, ensure_ascii=False))
        return
    if report is not None:
        click.echo(f"{len(paused)} paused now." if paused else "The report names no address that failed for good.")
    for each in known:
        click.echo(f"{each.address}  {each.paused_at:%Y-%m-%d}  {each.reason}")
