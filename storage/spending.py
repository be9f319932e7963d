"""What asking Claude costs: a row per call, and the month's budget, which is reserved before a call and settled after it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, and_, delete, func, insert, select, update

from bot.records.people import Viewer
from bot.records.spending import Share
from storage.collection import Collection
from storage.database import Key, Utc, metadata

LOCK = 0x5E4D
"""With the workspace, the advisory lock under which a replica looks at what is left and takes of it."""

spending = Table(
    "spending",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("user", String(20), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("model", String(64), nullable=False),
    Column("input", Integer, nullable=False, server_default="0"),
    Column("output", Integer, nullable=False, server_default="0"),
    Column("cache_read", Integer, nullable=False, server_default="0"),
    Column("cache_write", Integer, nullable=False, server_default="0"),
    Column("usd", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    Column("about", String(24), nullable=False, server_default=""),
    Index("ix_spending_team_at", "team", "at"),
    Index("ix_spending_team_about", "team", "about"),
)


@dataclass(frozen=True)
class Call:
    """One call of Claude: for whom, what for, and of which model; `about` is the record it is for, where its cost is told there."""

    team: str
    user: str
    purpose: str
    model: str
    about: str = ""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a call, as they are billed: `input` is what was neither read from the cache nor written to it."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0


@dataclass(frozen=True)
class Spent:
    """What one person's calls for one purpose came to in a month. `usd` is in millionths of a dollar."""

    user: str
    purpose: str
    model: str
    calls: int
    tokens: Tokens
    usd: int


class Spending(Collection):
    """Money is in millionths of a US dollar, months are calendar months in UTC."""

    async def reserve(self, call: Call, usd: int, *, budget: int | None, now: datetime) -> int | None:
        """Count a call at the most it can cost, and return its number; None when that is more than the month's budget leaves.

        A reservation that is never settled, because the process was killed, stays counted: nobody knows what that call cost.
        """
        if self._connection.dialect.name == "postgresql":  # on SQLite, writers take turns anyway
            await self._connection.execute(select(func.pg_advisory_xact_lock(LOCK, func.hashtext(call.team))))
        if budget is not None and await self._total(call.team, now) + usd > budget:
            return None
        row = insert(spending).values(**vars(call), usd=usd, at=now).returning(spending.c.id)
        number: int = (await self._connection.execute(row)).scalar_one()
        return number

    async def settle(self, number: int, tokens: Tokens, usd: int) -> None:
        """Put what a call did cost in place of what it could have."""
        facts = {**vars(tokens), "usd": usd}
        await self._connection.execute(update(spending).where(spending.c.id == number).values(**facts))

    async def release(self, number: int) -> None:
        """Forget a call that Claude did not take, and does not bill."""
        await self._connection.execute(delete(spending).where(spending.c.id == number))

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of calls from before then."""
        await self._connection.execute(delete(spending).where(spending.c.team == team, spending.c.at < at))

    async def this_month(self, *, seen_by: Viewer, now: datetime) -> int:
        """What the viewer's workspace has spent this month, with what is under way. Everybody there may know that."""
        return await self._total(seen_by.team, now)

    async def of(self, about: str, *, team: str) -> int:
        """What the calls for a record have come to, with what is under way. Whoever sees the record may know that."""
        these = and_(spending.c.team == team, spending.c.about == about)
        return int(await self._connection.scalar(select(func.sum(spending.c.usd)).where(these)) or 0)

    async def by_purpose(self, *, seen_by: Viewer, now: datetime) -> list[Share]:
        """What this month's calls came to, by purpose, dearest first: the whole workspace's for its members; for guests their own."""
        which, usd = and_(spending.c.team == seen_by.team, spending.c.at >= _first_of_month(now)), func.sum(spending.c.usd)
        if not (seen_by.sees_what_is_public or seen_by.is_operator):
            which = and_(which, spending.c.user == seen_by.user)
        by = select(spending.c.purpose, func.count(), usd).where(which).group_by(spending.c.purpose)
        rows = await self._connection.execute(by.order_by(usd.desc(), spending.c.purpose))
        return [Share(purpose=purpose, calls=calls, usd=int(cost)) for purpose, calls, cost in rows]

    async def by_person(self, *, seen_by: Viewer, now: datetime) -> list[Spent]:
        """What this month's calls came to, by person, purpose and model, dearest first: everybody's for admins, else one's own."""
        by, sums = (
            (spending.c.user, spending.c.purpose, spending.c.model),
            [func.sum(spending.c[name]) for name in Tokens.__dataclass_fields__],
        )
        which = and_(spending.c.team == seen_by.team, spending.c.at >= _first_of_month(now))
        if not (seen_by.admin or seen_by.is_operator):
            which = and_(which, spending.c.user == seen_by.user)
        usd = func.sum(spending.c.usd)
        rows = await self._connection.execute(select(*by, func.count(), usd, *sums).where(which).group_by(*by).order_by(usd.desc(), *by))
        return [
            Spent(user, purpose, model, calls, Tokens(*(int(each) for each in tokens)), int(cost))
            for user, purpose, model, calls, cost, *tokens in rows
        ]

    async def _total(self, team: str, now: datetime) -> int:
        month = and_(spending.c.team == team, spending.c.at >= _first_of_month(now))
        return int(await self._connection.scalar(select(func.sum(spending.c.usd)).where(month)) or 0)


def _first_of_month(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
