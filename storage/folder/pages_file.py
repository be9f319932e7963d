"""What files have in common whose records are pages: a project's stack, its team, its months."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from bot.records.belonging import Page
from bot.records.people import Viewer
from bot.records.search import Searchable
from storage.belonging import Pages
from storage.folder.ledgers import Ledger, Whose, noon
from storage.store import Transaction

P = TypeVar("P", bound=Page)


class PagesFile(Ledger[P], Generic[P]):
    """One page a project, or one for each name. What `read` says of a page is its facts, and the day it was written under UPDATED."""

    page: type[P]

    def pages(self, db: Transaction) -> Pages[P]:
        """Where they are kept."""
        raise NotImplementedError

    def words(self, record: P) -> tuple[str, Iterable[str], str]:
        """By which it is found: its title, everything that is in it, how it stands."""
        raise NotImplementedError

    async def there(self, project: int | None, *, seen_by: Viewer, db: Transaction) -> list[P]:
        """By their names."""
        return await self.pages(db).all(project, seen_by=seen_by)

    async def drawn(self, records: Sequence[P], *, came: Container[int], seen_by: Viewer, db: Transaction) -> list[dict[str, Any]]:  # noqa: ARG002 - the same for both
        """Page by page."""
        return [await self.page_drawn(one, seen_by=seen_by, db=db) for one in records]

    async def page_drawn(self, record: P, *, seen_by: Viewer, db: Transaction) -> dict[str, Any]:
        """A page as we write it."""
        raise NotImplementedError

    async def add(self, said: Sequence[Mapping[str, Any]], whose: Whose, db: Transaction) -> list[P]:
        """Page by page."""
        return [await self.page_added(one, whose, db) for one in said]

    async def page_added(self, facts: Mapping[str, Any], whose: Whose, db: Transaction) -> P:
        """Keep it as of the day that it says."""
        said = {name: value for name, value in facts.items() if name != UPDATED}
        at = noon(facts.get(UPDATED)) or whose.at
        return await self.pages(db).keep(self.page(**whose.belonging, **said, changed_by=whose.by, changed_at=at))

    def searchable(self, record: P) -> Searchable:
        """By its words."""
        title, body, status = self.words(record)
        return Searchable(
            **{name: getattr(record, name) for name in ("team", "channel", "published", "revision")},
            kind=self.kind,
            record=record.id,
            key=f"{self.kind.upper()}-{record.id}",
            title=title,
            body="\n".join(line for line in body if line),
            status=status,
            happened_at=record.changed_at,
        )


UPDATED = "updated"


def stamp(record: Page) -> str:
    """The day it was written last."""
    return f"{record.changed_at:%Y-%m-%d}"


def day(on: date | None) -> str | None:
    """A day as files have it."""
    return on.isoformat() if on else None
