"""Restoring a backup into a database with nothing in it: all of it, or nothing."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import URL, Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError

from storage.backups.beside import alone, revision
from storage.backups.contents import JOBS, BadBackup, Contents, as_row, contents, member, tables
from storage.backups.leaving import ONLY_ITS_OWNER, ROWS_AT_ONCE
from storage.jobs.moving import bring
from storage.migrate import LOCK, newest_revision, upgrade
from storage.words import entries, texts

NOT_EMPTY = (
    "There are records in this database already ({name}: {rows}). Restore into an empty one: a new file, or a new PostgreSQL database."
)


def restore(url: URL, file: Path) -> Contents:
    """Bring everything back, as it was, and the schema up to date. Takes as long as it takes: call it off the loop. Raises BadBackup."""
    try:
        with ZipFile(file) as archive:
            about = contents(archive)
            if about.revision > newest_revision():
                raise BadBackup(f"A newer version ({about.version}, schema {about.revision}) made it: restore it with that one.")
            if url.get_backend_name() == "sqlite":
                Path(str(url.database)).touch(ONLY_ITS_OWNER)  # what is there already stays as it is
            with alone(url) as connection:
                _fill(connection, archive, about)
    except OSError as error:
        raise BadBackup(f"It cannot be read: {error.strerror or type(error).__name__}.") from None
    except BadZipFile as damaged:
        raise BadBackup(f"It is damaged: {damaged}") from None
    return about


def _fill(connection: Connection, archive: ZipFile, about: Contents) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    _emptied(connection, about)
    for table in tables():
        if table.name in about.rows:
            with archive.open(member(table.name)) as lines:
                brought = _bring(table, lines, connection)
            if brought != about.rows[table.name]:
                raise BadBackup(f"It is damaged: {table.name} has {brought} rows, and should have {about.rows[table.name]}.")
    _count_on(connection)
    upgrade(connection)  # what a later revision does with records, it does with these
    with archive.open(JOBS) as lines:
        bring(connection, (json.loads(line) for line in lines))
    _index(connection)


def _emptied(connection: Connection, about: Contents) -> None:
    """Give the database the schema of the backup. Raises BadBackup when there is something in it."""
    there = revision(connection)
    known = set(inspect(connection).get_table_names())
    for table in tables():
        rows = (connection.scalar(select(func.count()).select_from(table)) or 0) if there and table.name in known else 0
        if rows:
            raise BadBackup(NOT_EMPTY.format(name=table.name, rows=rows))
    if there and there > about.revision:
        raise BadBackup(
            f"This database has a newer schema ({there}) than the backup ({about.revision}). Give it one with nothing in it at all; it is"
            " brought up to date then."
        )
    if there != about.revision:
        upgrade(connection, about.revision)


def _bring(table: Table, lines: IO[bytes], connection: Connection) -> int:
    count = 0
    for batch in _batches(as_row(line, table) for line in lines):
        for names, rows in groupby(batch, key=tuple):
            alike = list(rows)
            try:
                connection.execute(insert(table), alike)
            except (DataError, IntegrityError) as error:
                raise BadBackup(f"A row of {table.name} does not fit this database ({', '.join(names)}): {_first_line(error)}") from None
            count += len(alike)
    return count


def _index(connection: Connection) -> None:
    """Make the index of words anew: each database has its own."""
    last, dialect = 0, connection.dialect.name
    columns = (texts.c.id, texts.c.key, texts.c.title, texts.c.body)
    while True:
        found = connection.execute(select(*columns).where(texts.c.id > last).order_by(texts.c.id).limit(ROWS_AT_ONCE)).mappings()
        rows = [dict(row) for row in found]
        if not rows:
            return
        connection.execute(*entries(dialect, rows))
        last = rows[-1]["id"]


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows from where the old ones end. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    there = set(inspect(connection).get_table_names())
    for table in tables():
        number = table.autoincrement_column
        if number is not None and table.name in there:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, number.name)))
            last = connection.scalar(select(func.max(number)))
            if sequence and last:
                connection.execute(select(func.setval(sequence, last)))


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        yield batch


def _first_line(error: DataError | IntegrityError) -> str:
    """The database's word for what is wrong; what comes after it may quote a row."""
    return str(error.orig).splitlines()[0]
