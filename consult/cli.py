"""The command `consult`: names, help lines and modules in one table; a module is imported when it is called."""

import copy
import functools
import importlib
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from consult.errors import Refusal


@dataclass(frozen=True)
class Entry:
    """One line of the table. What acts `alone` makes the application itself; what `writes` ends with counts folded."""

    target: str
    help: str
    alone: bool = False
    writes: bool = False


COMMANDS = {
    "serve": Entry("consult.serving:serve", "Run the site: web processes and one worker.", alone=True),
    "worker": Entry("consult.worker:work", "Run the background jobs alone.", alone=True),
    "demo": Entry("consult.demo:demo", "Build the demonstration; safe to repeat.", writes=True),
    "list": Entry("consult.consultations.cli:list_consultations", "Print the consultations."),
    "account": Entry("consult.consultations.cli:account", "Make accounts and give them roles.", writes=True),
    "import": Entry("consult.imports.cli:import_file", "Take contributions from a file.", writes=True),
    "report": Entry("consult.reports.cli:report", "Write a consultation's report to a file."),
    "numbers": Entry("consult.consultations.cli:numbers", "Print a consultation's figures."),
    "opinion": Entry("consult.opinion.cli:opinion", "Print a goal's map of opinion."),
    "campaigns": Entry("consult.campaigns.cli:campaigns", "Print the campaigns in a consultation."),
    "search": Entry("consult.search.cli:search", "Bring the search up to date, or read all for it again."),
    "bounces": Entry("consult.notifications.cli:bounces", "Pause addresses that refuse letters.", writes=True),
    "check": Entry("consult.checking:check", "Is this installation sound, and how to mend it.", alone=True),
}


class Doors(click.Group):
    """A group that knows its commands' names and help lines without importing them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        module, _colon, attribute = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command if entry.alone else _inside(command, entry.writes)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=Doors, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def consult(context: click.Context) -> None:
    """Consult: publish goals, take positions, and lead every sentence of the outcome back to its sources.

    Settings are read from config.py and from CONSULT_… in the environment.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _inside(command: click.Command, writes: bool) -> click.Command:
    """The command, or each one of a group, acting inside the application, on a database that is up to date."""
    inside = copy.copy(command)
    if isinstance(inside, click.Group):
        inside.commands = {name: _inside(each, writes) for name, each in inside.commands.items()}
    elif inside.callback:
        inside.callback = _in_application(inside.callback, writes)
    return inside


def _in_application(act: Callable[..., Any], writes: bool) -> Callable[..., Any]:
    @functools.wraps(act)
    def run(*values: Any, **named: Any) -> None:
        from consult.app import create_app
        from consult.consultations.numbers import fold_all
        from consult.record.actions import sequence
        from consult.schema import migrate
        from consult.search.actions import catch_up

        with create_app().app_context():
            migrate()
            act(*values, **named)
            if writes:
                sequence()
                fold_all()
                catch_up()

    return run


def main() -> None:
    """Run a command; what it refuses is one line on stderr and the exit status 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is printed is UTF-8, as JSON must be, whatever the terminal's locale says.
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        status = consult.main(prog_name="consult", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as fault:
        _refuse(fault.format_message())
    except Refusal as refusal:
        _refuse(refusal.message)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as fault:
        _refuse(f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault))
    except UnicodeEncodeError:
        _refuse("An argument is not text in UTF-8.")
    except Exception as fault:
        _refuse(_storage_fault(fault))
    sys.exit(status if isinstance(status, int) else 0)


def _storage_fault(fault: Exception) -> str:
    """What to say of a database that cannot be reached or written. Any other fault is ours: it is raised again."""
    kinds = (("sqlalchemy.exc", "OperationalError"), ("sqlite3", "OperationalError"), ("psycopg", "OperationalError"))
    known = tuple(getattr(sys.modules[module], name) for module, name in kinds if module in sys.modules)
    if not isinstance(fault, known):
        raise fault
    lines = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
    return f"The database does not answer: {lines[0]}. `consult check` may say why."


def _refuse(message: str) -> None:
    click.echo(" ".join(message.split()), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
