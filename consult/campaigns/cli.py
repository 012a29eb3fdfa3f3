"""The operator's door to campaigns."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from consult.campaigns.actions import search
from consult.campaigns.queries import campaigns_in, members_by_campaign
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_slug
from consult.identifiers import name_of


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def campaigns(slug: str, as_json: bool) -> None:
    """Print the campaigns in a consultation, looked for anew: contributions made from one template."""
    consultation = consultation_by_slug(slug)
    with click.progressbar(length=100, label="Comparing texts", file=sys.stderr) as bar:
        search(consultation, _on(bar))
    answer = answer_for(consultation)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for each in answer:
        click.echo(f"{each['size']:,} {each['kind']}, {each['state']}: {each['template']}")
    if not answer:
        click.echo("No campaign was found.")


def _on(bar: Any) -> Callable[[float], None]:
    return lambda share: bar.update(int(share * 100) - bar.pos)


def answer_for(consultation: Consultation) -> list[dict[str, Any]]:
    """The JSON of `consult campaigns`, the largest first."""
    members = members_by_campaign(consultation)
    return [
        {
            "id": campaign.subject, "kind": campaign.kind.value, "state": campaign.state.value, "size": size,
            "template": campaign.template,
            "members": [f"{kind.value}:{name_of(identifier)}" for kind, identifier in members[campaign.id]],
        }
        for campaign, size in campaigns_in(consultation)
    ]
