"""Every setting, as a page: docs/configuration.md is what this says."""

from decimal import Decimal

from pydantic.fields import FieldInfo

from bot.config import Settings

PAGE = """# Configuration

Settings are read once, at the start, from the environment and from a file `.env` in the folder it runs in; the environment wins. An empty
one counts as not set. This page is what `cto-copilot settings` prints, made from the code.

| variable | default | |
|---|---|---|
{rows}

**Some are secrets**: {secrets}, and a password in `DATABASE_URL`.
They are never printed or logged. Keep `.env` readable by its owner only (`chmod 600 .env`), or have them come from where secrets are kept:
systemd's `EnvironmentFile`, a Kubernetes `Secret`.

**How a database is written.** `sqlite:///copilot.db` is a file in the folder it runs in, `sqlite:////var/lib/copilot/copilot.db` (four
slashes) one anywhere; `postgresql://user:password@host/name` a database, with `?sslmode=require` and the like behind it. Signs like `@`
and `/` in a password are written as `%40` and `%2F`.

**What is wrong is said at once.** A missing or wrong setting ends the start with a line that names it, and exit code 2: also a token that
Slack refuses, a SQLite file that is none, a database that a newer version has used. What may be better at the next start (a PostgreSQL that
does not answer, a lock that somebody holds while the schema is brought up to date) ends it with 1. Slack being away does not end it.
`cto-copilot doctor` looks at all of it, and says what to do.
"""


def configuration() -> str:
    """The page."""
    fields = Settings.model_fields
    secrets = [f"`{name.upper()}`" for name, field in fields.items() if "Secret" in str(field.annotation)]
    rows = [f"| `{name.upper()}` | {_default(field)} | {field.description} |" for name, field in fields.items()]
    return PAGE.format(rows="\n".join(rows), secrets=", ".join(secrets))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be set"
    value = field.default
    if value in {None, ""}:
        return ""
    return f"`{value:g}`" if isinstance(value, float | Decimal) else f"`{value}`"
