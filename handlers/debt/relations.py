"""What debt is to other records: the incidents it caused, what it follows from, what it relates to."""

import re

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.debt import Debt
from bot.records.links import Record, Relation
from bot.records.search import Found
from handlers.asking import Asked
from handlers.debt import acts
from handlers.debt.which import meant
from handlers.reply import Reply
from storage.debt import KIND
from storage.store import Transaction

CAUSED, FOLLOWS, RELATES = "caused", "follows from", "relates to"
_OTHER = re.compile(r"\s*([A-Za-z]{2,6}-\d{1,9})\b[:,]?\s*(.*)$", re.DOTALL)


async def link(asked: Asked, db: Transaction) -> Reply:
    """`link DEBT-3 INC-9 [caused|follows from|relates to]`: an incident was caused by it where nothing is said; else they relate."""
    debt = await meant(asked, db)
    said = _OTHER.match(asked.rest)
    if said is None:
        raise Unclear(f"To what? `/debt link {debt.key} INC-9 [{CAUSED}|{FOLLOWS}|{RELATES}]`")
    other = await db.search.named(said[1], seen_by=asked.viewer)
    if other is None:
        raise NotFound(f"There is no {said[1].upper()} that you can see.")
    if (other.kind, other.record) == (KIND, debt.id):
        raise Conflict(f"That is {debt.key} itself. Name another record.")
    how = _relation(said[2], debt, other)
    here, there = acts.end(debt), Record(kind=other.kind, id=other.record)
    source, relation, target = {
        CAUSED: (there, Relation.CAUSED_BY, here),
        FOLLOWS: (here, Relation.FOLLOWS_FROM, there),
        RELATES: (here, Relation.RELATES_TO, there),
    }[how]
    if not await acts.linked(asked, db, source, relation, target):
        raise Conflict(f"That {debt.key} {how} {other.key} is known already.")
    await acts.link_was_said(asked, db, debt, f"{how} {other.key}")
    return Reply.saying(f"{debt.key} {how} {other.key}.", recorded=True)


async def told(debt: Debt, asked: Asked, db: Transaction) -> list[tuple[str, Found]]:
    """What it is to others that they may see: ("caused", INC-9)."""
    this = acts.end(debt)
    ends = [one.seen_from(this) for one in await db.links.of(debt.team, this)]
    found = await db.search.ends([end for _, end in ends], seen_by=asked.viewer)
    return [(how, found[end]) for how, end in ends if end in found]


def _relation(words: str, debt: Debt, other: Found) -> str:
    said = " ".join(words.lower().split())
    if not said:
        return CAUSED if other.kind == "incident" else RELATES
    begins = {"caused": CAUSED, "cause": CAUSED, "follows": FOLLOWS, "from": FOLLOWS, "relates": RELATES, "related": RELATES}
    how = begins.get(said.split()[0])
    if how is None or (how == CAUSED and other.kind != "incident"):
        offers = [Offer(f"It {one} {other.key}", f"debt link {debt.key} {other.key} {one}") for one in (CAUSED, FOLLOWS, RELATES)]
        raise Unclear(f"What is {debt.key} to {other.key}?", offers=offers[other.kind != "incident" :])
    return how
