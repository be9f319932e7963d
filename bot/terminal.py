"""What every command of the command line does alike: read the settings, run the work, end with one line that says why."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import typer

from bot.config import Settings, Wrong, read_settings
from bot.errors import BotError, Unavailable

MISUSE = 2
FAILED = 1
UNUSABLE = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")
"""What SQLite says of a file that will be no better at the next start."""


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it; what somebody who set it up can put right ends it with one line."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - so that --help and a wrong setting are quick

    from bot.serving import Refused  # noqa: PLC0415
    from storage.database import BadDatabaseUrl, Unusable  # noqa: PLC0415
    from storage.jobs.port import Occupied  # noqa: PLC0415

    try:
        return asyncio.run(work)
    except BadDatabaseUrl as wrong:
        end(f"DATABASE_URL {wrong}.", MISUSE)
    except (Refused, Occupied, Unusable) as refused:
        end(str(refused), MISUSE)
    except BotError as error:
        end(error.sentence, FAILED if isinstance(error, Unavailable) else MISUSE)
    except DBAPIError as error:
        will_not_pass = str(getattr(error.orig, "sqlite_errorname", "")).startswith(UNUSABLE)
        line = f"DATABASE_URL: the database cannot be opened: {str(error.orig).splitlines()[0]}"
        end(line, MISUSE if will_not_pass else FAILED)


def settings(**given: str) -> Settings:
    """Read the settings; what is `given` goes before the environment."""
    try:
        return read_settings(**given)
    except Wrong as wrong:
        end(str(wrong), MISUSE)


def settings_for_storage() -> Settings:
    """Read them for commands that only look into the database, and need no token."""
    return settings(slack_bot_token="xoxb-not-needed-here")  # noqa: S106 - says what it is


def end(line: str, code: int) -> NoReturn:
    """Say why, and end."""
    print(line, file=sys.stderr)  # noqa: T201 - the command line speaks
    raise typer.Exit(code)
