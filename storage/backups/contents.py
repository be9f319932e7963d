"""What is in a backup: how it is named, what a value is written as."""

import json
from base64 import b64decode, b64encode
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import JSON, Column, Date, LargeBinary, Numeric, Table

from storage.database import Utc, metadata

FORMAT = 1
ABOUT = "backup.json"
JOBS = "jobs.jsonl"


class BadBackup(Exception):
    """The file cannot be used; `str()` of it is a sentence that says why."""


class Contents(BaseModel):
    """What a backup says of itself. `rows` are counted by table, `jobs` by state; `revision` is the schema's."""

    model_config = ConfigDict(frozen=True)

    format: int
    version: str
    revision: str
    database: str
    made_at: datetime
    rows: dict[str, int]
    jobs: dict[str, int]

    @property
    def all_rows(self) -> int:
        """How many rows there are, jobs apart."""
        return sum(self.rows.values())


def contents(archive: ZipFile) -> Contents:
    """What an open backup holds. Raises BadBackup."""
    try:
        raw = archive.read(ABOUT)
        written = json.loads(raw).get("format")
        if written != FORMAT:
            raise BadBackup(f"It is written in format {written}, and this version reads {FORMAT}: a newer version made it.")
        return Contents.model_validate_json(raw)
    except (KeyError, BadZipFile, ValueError, ValidationError, AttributeError):
        raise BadBackup("It is no backup of the co-pilot, or it is damaged.") from None


def tables() -> list[Table]:
    """Every table of records, those others refer to first. Each database has jobs of its own kind, which are written apart."""
    return [table for table in metadata.sorted_tables if not table.info.get("only")]


def member(table: str) -> str:
    """Where a table's rows are."""
    return f"tables/{table}.jsonl"


def as_line(row: dict[str, Any]) -> bytes:
    """A row as it is written."""
    return json.dumps(row, ensure_ascii=False, default=_written, separators=(",", ":")).encode() + b"\n"


def as_row(line: bytes, table: Table) -> dict[str, Any]:
    """A row as it was read. Nothing is left out of it but JSON that there is none of: written as None it would become JSON's null."""
    row = json.loads(line)
    return {name: _value(table.c[name], value) for name, value in row.items() if value is not None or not _is_json(table.c[name])}


def _written(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be written to a backup")


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return b64decode(value)
    if isinstance(column.type, Utc):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Numeric) and column.type.asdecimal:
        return Decimal(value)
    return value


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
