"""What may be looked up in the midst of an answer. All of it only reads, and only what the one who asks may see, there where it is read."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Tool
from bot.errors import NotFound, Unclear
from bot.prompts import Fact, Ours, Said
from bot.records.conversations import MOST_PROPOSALS
from bot.records.estimates import total
from bot.records.paydown import CAPACITY_DAYS, WEEKS_COUNTED
from bot.records.paydown import plan as planned
from bot.records.people import Viewer
from bot.records.search import Found
from handlers.blocks import kit
from handlers.calls import Refused
from handlers.conversations import fitting, remarks, replies
from handlers.knowing import line
from storage.store import Store, Transaction

FOUND = 8
WHOLE = 12_000
OF_A_MESSAGE = 2_000
QUOTED = 60
_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})(?:\S*?thread_ts=(?P<thread>\d+\.\d+))?")
_MARKUP = re.compile(r"[<>]")

Words = Callable[[str], str]
"""Reads words that are to be offered, and gives them as they would be typed. Raises Unclear for what nobody could type."""


@dataclass
class Toolbox:
    """The tools of one answer. `used` says what was looked up, `proposals` what is offered below the answer: words, and nothing done."""

    viewer: Viewer
    now: datetime
    store: Store
    slack: AsyncWebClient
    offered: Words
    told: Callable[[str], Awaitable[None]]
    proposals: list[str] = field(default_factory=list)

    @property
    def tools(self) -> list[Tool]:
        """All of them."""
        return [self.search_records, self.show_record, self.read_thread, self.plan_debt, self.compute_cost, self.propose]

    async def search_records(
        self, words: Annotated[str, Field(max_length=200, description="a few words; all must be in a record")]
    ) -> Fact:
        """Find incidents, decisions, debt and every other record by words in them. Fewer words find more."""
        await self.told(f"Looked for “{kit.cut(kit.one_line(words), QUOTED)}”")
        async with self.store.reading() as db:
            found = await db.search.find(words, seen_by=self.viewer, limit=FOUND)
        return [_said(one) for one in found] or Ours("Nothing that they may see has all of these words.")

    async def show_record(self, key: Annotated[str, Field(max_length=20, description="as INC-9, ADR-7, DEBT-3")]) -> Fact:
        """Read a record whole."""
        async with self.store.reading() as db:
            found, text = await record(key, self.viewer, db)
        await self.told(f"Read {found.key}")
        return [_said(found), line(text, id_=found.key, longest=WHOLE)] if text else [_said(found)]

    async def read_thread(
        self, link: Annotated[str, Field(max_length=300, description="a Slack link to a message, as it was given")]
    ) -> Fact:
        """Read the thread of a message somebody linked."""
        place = _LINK.search(link)
        if place is None:
            raise Unclear("That is no link to a message in this Slack.")
        channel, ts = place["channel"], place["thread"] or f"{place['seconds']}.{place['micros']}"
        async with self.store.reading() as db:
            await self._must_read(channel, link, db)
        try:
            messages = await replies(channel, ts, self.slack)
        except Refused as refused:
            raise NotFound("The bot is not in that channel, or the thread is gone: somebody can /invite it there.") from refused
        async with self.store.reading() as db:
            thread = fitting(await remarks(messages, team=self.viewer.team, channel=channel, thread=ts, db=db))
        await self.told("Read the thread that was linked")
        return [line(one.text, by=one.by, id_=one.id, at=one.at, longest=OF_A_MESSAGE) for one in thread.remarks]

    async def plan_debt(self, days: Annotated[int, Field(ge=1, le=250, description="days there are for it")] = int(CAPACITY_DAYS)) -> Fact:
        """Compute by rule what technical debt to pay first within so many days: interest against effort."""
        async with self.store.reading() as db:
            owed = await db.debts.all(seen_by=self.viewer, open_=True)
            caused = await db.debts.incidents_caused(self.now - timedelta(weeks=WEEKS_COUNTED), seen_by=self.viewer)
        made = planned(owed, caused, float(days))
        await self.told(f"Planned {days} days of debt")
        pays = [line(f"{one.debt.title}: {one.why}", id_=one.debt.key) for one in made.pay]
        summed = Ours(f"Fits: {made.days:g} of {days} days, wins {made.hours:g} hours a week. {len(made.later)} items come later.")
        return [summed, *pays]

    async def compute_cost(
        self,
        *,
        months: Annotated[int, Field(ge=1, le=120, description="over so many months")],
        monthly: Annotated[float, Field(ge=0, description="dollars a month")] = 0,
        once: Annotated[float, Field(ge=0, description="dollars once")] = 0,
        days: Annotated[float, Field(ge=0, description="days of an engineer to build it")] = 0,
        days_a_month: Annotated[float, Field(ge=0, description="days of an engineer each month to run it")] = 0,
        day_costs: Annotated[float, Field(ge=0, description="dollars for a day of an engineer, as they said it")] = 0,
    ) -> Fact:
        """Add up what an option costs. Only numbers that somebody said or that a record has; name each of them in the answer."""
        await self.told(f"Added up {months} months")
        return Ours(total(months=months, monthly=monthly, once=once, days=days, days_a_month=days_a_month, day_costs=day_costs))

    async def propose(
        self, words: Annotated[str, Field(max_length=500, description="as typed: debt add No tests for search high")]
    ) -> Fact:
        """Offer a button below the answer that opens a form with these words filled in. Nothing is done until somebody sends that form."""
        if _MARKUP.search(words):
            raise Unclear("Plain words only, without < or >.")
        if len(self.proposals) >= MOST_PROPOSALS:
            raise Unclear(f"There are {MOST_PROPOSALS} buttons already, which is enough.")
        typed = self.offered(words)
        if typed not in self.proposals:
            self.proposals.append(typed)
        return Ours("The button is there. It has done nothing yet: do not say that it has.")

    async def _must_read(self, channel: str, link: str, db: Transaction) -> None:
        """A link to another workspace leads nowhere here; one to a channel they do not see is as if there were none."""
        url = await db.people.url(self.viewer.team)
        if "://" in link and not link.strip("<> ").startswith(url or "https://"):
            raise NotFound("That link is not of this workspace.")
        if channel != self.viewer.here and await db.people.seen(channel, seen_by=self.viewer) is None:
            raise NotFound("There is no such thread that they can see here.")


async def record(key: str, viewer: Viewer, db: Transaction) -> tuple[Found, str]:
    """A record by its key, and all its words. Raises NotFound where it is not to be seen."""
    found = await db.search.named(key, seen_by=viewer)
    if found is None:
        raise NotFound("There is no such record that they can see.")
    return found, await db.search.text(found, seen_by=viewer)


def _said(found: Found) -> Said:
    quoted = "".join(words for words, _ in found.snippet)
    about = f"{found.title} ({found.kind}, {found.status}, {found.happened_at:%Y-%m-%d})"
    return line(f"{about}: {quoted}" if quoted else about, id_=found.key)
