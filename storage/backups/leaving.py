"""Writing a backup, of one moment, while the co-pilot serves."""

import os
from collections import Counter
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import URL, Connection, Table, inspect, select

from storage.backups.beside import revision, snapshot
from storage.backups.contents import ABOUT, FORMAT, JOBS, BadBackup, Contents, as_line, contents, member, tables
from storage.database import Unusable
from storage.jobs.moving import standing
from storage.migrate import newest_revision

ROWS_AT_ONCE = 500
ONLY_ITS_OWNER = 0o600


def back_up(url: URL, file: Path, *, now: datetime) -> Contents:
    """Write everything to a file that only its owner can read, and read it again; it is there whole or not at all.

    Takes as long as it takes: call it off the loop. Raises BadBackup when it cannot be written, Unusable for a schema that is newer.
    """
    if file.exists():
        raise BadBackup(f"There is {file} already. Name another file, or delete that one.")
    part = file.with_name(f"{file.name}.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, ONLY_ITS_OWNER), "w+b") as stream:
            written = _written(url, stream, now)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        raise BadBackup(f"{file} cannot be written: {error.strerror or type(error).__name__}.") from None
    finally:
        part.unlink(missing_ok=True)
    return written


def _written(url: URL, stream: object, now: datetime) -> Contents:
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive, snapshot(url) as connection:  # type: ignore[call-overload]  # a file, open
        there = _usable_revision(connection)
        known = set(inspect(connection).get_table_names())
        rows = {table.name: _table(table, connection, archive) for table in tables() if table.name in known}
        jobs: Counter[str] = Counter()
        with archive.open(JOBS, "w", force_zip64=True) as lines:
            for job in standing(connection):
                lines.write(as_line(job))
                jobs[job["state"]] += 1
        about = Contents(
            format=FORMAT,
            version=version("cto-copilot"),
            revision=there,
            database=connection.dialect.name,
            made_at=now,
            rows=rows,
            jobs=dict(jobs),
        )
        archive.writestr(ABOUT, about.model_dump_json(indent=2))
    with ZipFile(stream) as archive:  # type: ignore[call-overload]
        damaged = archive.testzip()
        if damaged or contents(archive) != about:
            raise BadBackup(f"What was written cannot be read again ({damaged or ABOUT}): look at the disk.")
    return about


def _usable_revision(connection: Connection) -> str:
    there, newest = revision(connection), newest_revision()
    if there is None:
        raise Unusable("DATABASE_URL: there is nothing in this database yet: cto-copilot serve makes it.")
    if there > newest:
        raise Unusable(
            f"DATABASE_URL: a newer version of the co-pilot has used this database (its schema is {there}, this version knows {newest})."
            " Back it up with that version."
        )
    return there


def _table(table: Table, connection: Connection, archive: ZipFile) -> int:
    """Write its rows, with the columns that are there: before an upgrade it may have fewer than this version knows."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    columns = [column for column in table.c if column.name in there]
    found = connection.execute(select(*columns).order_by(*table.primary_key.columns), execution_options={"yield_per": ROWS_AT_ONCE})
    count = 0
    with archive.open(member(table.name), "w", force_zip64=True) as lines:
        for row in found:
            lines.write(as_line(dict(zip((column.name for column in columns), row, strict=True))))
            count += 1
    return count
