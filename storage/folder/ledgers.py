"""What every JSON file of records has in common: one file a project, in which each record stands as it came, but for what has changed."""

from abc import ABC, abstractmethod
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

from bot.records.belonging import Belonging
from bot.records.people import Viewer
from bot.records.search import Searchable
from storage.folder.given import Given
from storage.imports import IMPORTER
from storage.store import Transaction

R = TypeVar("R", bound=Belonging)
OURS = "coPilot"
"""The one object that holds what the file has no place for."""
VERSION = "1.0"
NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True)
class Whose:
    """To whom what arrives belongs, who brought it and when."""

    team: str
    project: int | None
    at: datetime
    by: str = IMPORTER

    @property
    def belonging(self) -> dict[str, Any]:
        """As a record has it: of no channel, for every full member to see."""
        return {"team": self.team, "project": self.project, "channel": "", "published": True}


class Ledger(ABC, Generic[R]):
    """How records of a kind stand in their file. `listed` is the field that lists them; "" where the file is one record."""

    file: str
    kind: str
    listed: str = ""
    computed: tuple[str, ...] = ()
    """Fields that say nothing of their own."""
    confidential: tuple[str, ...] = ()
    """Fields that are not in everybody's file."""

    @abstractmethod
    def read(self, given: Given) -> Mapping[str, Any]:
        """What a record in a file says. Raises Malformed."""

    @abstractmethod
    async def there(self, project: int | None, *, seen_by: Viewer, db: Transaction) -> list[R]:
        """Those of a project that the viewer sees, in their order."""

    @abstractmethod
    async def drawn(self, records: Sequence[R], *, came: Container[int], seen_by: Viewer, db: Transaction) -> list[dict[str, Any]]:
        """Records as we write them; `came`: the ids of those from a file, which knows by itself which they are."""

    @abstractmethod
    async def add(self, said: Sequence[Mapping[str, Any]], whose: Whose, db: Transaction) -> list[R]:
        """Keep records that were read, in the order they are given."""

    @abstractmethod
    def searchable(self, record: R) -> Searchable:
        """By which words it is found."""

    def audited(self, record: R) -> str:
        """What the audit calls it."""
        return f"{self.kind} {record.id}"

    def id_of(self, item: Mapping[str, Any]) -> str:  # noqa: ARG002 - of one that is alone
        """What a record is called in its file; "" where there is but one."""
        return ""

    def is_it(self, here: Mapping[str, Any], item: Mapping[str, Any], *, came: bool) -> bool:  # noqa: ARG002 - by its id alone
        """Whether a record that is here is the one in a file: `came` from there before, or was written to it."""
        return self.id_of(here) == self.id_of(item)

    def says_the_same(self, item: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
        """Whether a file says of a record what it is. One without what is confidential says nothing of that."""
        aside = {*self.computed, *(name for name in self.confidential if name not in item)}
        return all(item.get(name) == here.get(name) for name in {*item, *here} - aside)

    def from_anybody(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The facts of a record without what only an admin says."""
        return facts

    def with_theirs(self, item: dict[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - where fields are computed
        """A record as it goes out, with what of a computed field came from somebody."""
        return item

    def first(self, items: Sequence[Mapping[str, Any]]) -> list[int]:
        """In which order records are added."""
        return list(range(len(items)))

    def head(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:  # noqa: ARG002 - the same for all
        """What stands beside the list."""
        return {"version": VERSION}

    def told_apart(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same, no two of which are called the same."""
        return items


def noon(on: date | None) -> datetime | None:
    """A day that is known without its time."""
    return datetime.combine(on, NOON) if on else None


def plain(number: float | None) -> float | int | None:
    """A number as people write it: without a fraction where there is none."""
    return int(number) if number is not None and number == int(number) else number


def known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of it."""
    return {name: value for name, value in facts.items() if value not in (None, "", False, [], {})}
