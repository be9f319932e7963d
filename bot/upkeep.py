"""The commands of whoever runs it: look after it, keep it, move it, let go of a person."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.terminal import FAILED, run, settings_for_storage

upkeep = typer.Typer()


class Format(StrEnum):
    """How the audit trail is written."""

    CSV = "csv"
    JSONL = "jsonl"


@upkeep.command()
def doctor(*, json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Look whether everything it needs is there and right, and say what to do where it is not. It may run while it serves."""
    from bot.examining import doctor as examine  # noqa: PLC0415 - so that --help is quick

    if not run(examine(Console(), as_json=json)):
        raise typer.Exit(FAILED)


@upkeep.command()
def settings() -> None:
    """Print every setting there is, its default and what it does, as Markdown."""
    from bot.reference import configuration  # noqa: PLC0415

    print(configuration(), end="")  # noqa: T201 - the command line speaks


@upkeep.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write it: one file, that only you can read.")]) -> None:
    """Write everything that is kept to one file, while it serves. It can be restored into either database."""
    from bot.backups import backed_up  # noqa: PLC0415 - so that --help is quick

    run(backed_up(settings_for_storage(), file, Console()))


@upkeep.command()
def restore(file: Annotated[Path, typer.Argument(help="What cto-copilot backup wrote.")]) -> None:
    """Restore a backup into the empty database at DATABASE_URL: all of it, or nothing."""
    from bot.backups import restored  # noqa: PLC0415

    run(restored(settings_for_storage(), file, Console()))


@upkeep.command()
def erase(
    person: Annotated[str, typer.Argument(help="Their Slack user id, as U0123ABCD.")],
    also: Annotated[list[str] | None, typer.Option(help="What else they are called: a nickname, an address. May be given again.")] = None,
    workspace: Annotated[str, typer.Option(help="The workspace they are in, where there are several.")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
) -> None:
    """Let go of a person: what is theirs is deleted, the team's records stay and say someone who left."""
    from bot.erasing import erased  # noqa: PLC0415

    run(erased(settings_for_storage(), person, Console(), named=workspace, also=also or [], dry_run=dry_run))


@upkeep.command()
def audit(
    since: Annotated[datetime | None, typer.Option(help="From this day on (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"])] = None,
    who: Annotated[str, typer.Option(help="Only what this Slack user id did.")] = "",
    record: Annotated[str, typer.Option(help="Only what was done to this record, as INC-9.")] = "",
    format: Annotated[Format, typer.Option(help="How it is written.")] = Format.CSV,  # noqa: A002 - the option's name
    workspace: Annotated[str, typer.Option(help="The workspace, where there are several.")] = "",
) -> None:
    """Write who changed what, when and through which door, to standard output."""
    from bot.auditing import audited  # noqa: PLC0415

    begin = since.replace(tzinfo=UTC) if since else None
    run(audited(settings_for_storage(), named=workspace, since=begin, who=who, record=record, as_csv=format is Format.CSV))
