"""The commands of whoever runs it: look after it, keep it, move it, let go of a person."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.terminal import FAILED, run, settings_for_storage

upkeep = typer.Typer()


@upkeep.command()
def doctor(*, json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Look whether everything it needs is there and right, and say what to do where it is not. It may run while it serves."""
    from bot.examining import doctor as examine  # noqa: PLC0415 - so that --help is quick

    if not run(examine(Console(), as_json=json)):
        raise typer.Exit(FAILED)


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
