"""What others wrote and we only read: one of each name for a project. Every full member sees it, nobody else."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Row, String, Table, UniqueConstraint, delete, false, select, update
from sqlalchemy.sql import ColumnElement

from bot.records.papers import Paper, Sort
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata

papers = Table(
    "papers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("project", Key, nullable=False),
    Column("sort", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("named", String(80), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("of", Date, nullable=False),
    Column("is_dated", Boolean, nullable=False),
    Column("brought_by", String(20), nullable=False),
    Column("brought_at", Utc, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "project", "named", name="uq_papers_team_project_named"),
)
"""Project 0 is none. `named` is the name in small letters."""

KIND = "papers"


class Papers(Collection):
    """As they came. The one that speaks of the latest day comes first."""

    async def all(self, *, seen_by: Viewer, project: int | None = None) -> list[Paper]:
        """Those of all projects, or of one and of none, its own first."""
        of = papers.c.project.in_((project, 0)) if project is not None else None
        where = [_is_seen(seen_by), *([of] if of is not None else [])]
        latest = select(papers).where(*where).order_by(papers.c.project.desc(), papers.c.sort, papers.c.of.desc(), papers.c.named)
        return [_paper(row) for row in await self._connection.execute(latest)]

    async def latest(self, sort: Sort, project: int | None, *, seen_by: Viewer) -> Paper | None:
        """What a project goes by: its own, else the one that is for all of them."""
        there = await self.all(seen_by=seen_by, project=project or 0)
        return next((one for one in there if one.sort is sort), None)

    async def get(self, paper: int, *, seen_by: Viewer) -> Paper | None:
        """By its id; None where it is not to be seen."""
        row = (await self._connection.execute(select(papers).where(papers.c.id == paper, _is_seen(seen_by)))).first()
        return _paper(row) if row else None

    async def named(self, name: str, project: int | None, *, seen_by: Viewer) -> Paper | None:
        """The one of that name, for change."""
        this = (papers.c.named == name.lower(), papers.c.project == (project or 0), _is_seen(seen_by))
        row = (await self._connection.execute(select(papers).where(*this).with_for_update())).first()
        return _paper(row) if row else None

    async def keep(self, paper: Paper) -> Paper:
        """Keep a new one, or one that takes the place of what was here."""
        row: dict[str, Any] = {name: getattr(paper, name) for name in Paper.model_fields if name != "id"}
        row |= {"sort": paper.sort.value, "named": paper.name.lower()}
        if paper.id:
            await self._connection.execute(update(papers).where(papers.c.id == paper.id).values(row))
            return paper
        id_ = (await self._connection.execute(papers.insert().values(row).returning(papers.c.id))).scalar_one()
        return paper.model_copy(update={"id": id_})

    async def remove(self, paper: Paper) -> None:
        """Let it go: whoever wrote it has it."""
        await self._connection.execute(delete(papers).where(papers.c.id == paper.id))


def _is_seen(viewer: Viewer) -> ColumnElement[bool]:
    return papers.c.team == viewer.team if viewer.is_operator or viewer.sees_what_is_public else false()


def _paper(row: Row[Any]) -> Paper:
    facts = {name: getattr(row, name) for name in Paper.model_fields}
    return Paper(**{**facts, "sort": Sort(row.sort), "content": bytes(row.content)})
