"""Words that only look at debt: what is owed here, the lists, one item, the plan, all of it counted."""

from datetime import timedelta
from math import ceil

from bot.errors import Unclear
from bot.records.debt import Debt, Impact, Priority, Quadrant
from bot.records.paydown import CAPACITY_DAYS, WEEKS_COUNTED, counted
from bot.records.paydown import plan as planned
from handlers.asking import Answers, Asked
from handlers.belonging import meant as project_meant
from handlers.blocks import debt as drawn
from handlers.blocks import kit
from handlers.debt import forms, relations
from handlers.debt.which import meant
from handlers.grammar import Vocabulary
from handlers.paging import enough, many
from handlers.reply import Reply
from storage.debt import Which
from storage.store import Transaction

LISTED = 15
PAGE_DIGITS = 4
MOST_DAYS = 1_000


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/debt`: what is owed here, the next button first; nothing owed, the form."""
    owed = Which(open_=True, project=await _project(asked, db))
    if asked.place.channel and not await db.debts.page(owed, seen_by=asked.viewer, limit=1):
        return await forms.logging(asked, db)
    return await _listed(owed, "open", 1, asked=asked, db=db)


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`list [open|paid|all] [quadrant, impact or priority] [page]`."""
    which, narrowed, page = "open", "", 1
    for word in asked.rest.lower().replace("-", "_").split():
        if word in {"open", "paid", "all", "resolved"}:
            which = "paid" if word == "resolved" else word
        elif word in {*Quadrant, *Impact, *Priority}:
            narrowed = word
        elif word.isdecimal() and len(word) <= PAGE_DIGITS:
            page = max(1, int(word))
        else:
            raise Unclear(f"I do not list by “{kit.cut(word, 40)}”: `/debt list [open|paid|all] [quadrant, impact or priority] [page]`")
    return await _listed(Which({"open": True, "paid": False}.get(which), narrowed), which, page, asked=asked, db=db)


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show DEBT-3`."""
    debt = await meant(asked, db)
    project = await db.projects.get(debt.project, seen_by=asked.viewer) if debt.project else None
    url = await db.people.url(debt.team)
    origin = kit.permalink(url, debt.origin.channel, debt.origin.ts, debt.origin.thread_ts) if debt.origin else ""
    around = drawn.Around(
        names=await db.people.names(debt.team, {debt.logged_by, debt.resolved_by} - {""}),
        related=await relations.told(debt, asked, db),
        project=project.name if project else "",
        origin=origin,
    )
    return Reply(drawn.text(debt), drawn.card(debt, around))


async def plan(asked: Asked, db: Transaction) -> Reply:
    """`plan [days]`: interest against effort, within the days there are."""
    word = (asked.rest.split() or [""])[0]
    if word and not (word.isdecimal() and 0 < int(word) <= MOST_DAYS):
        raise Unclear("How many days are there for it? `/debt plan 10`")
    since = asked.now - timedelta(weeks=WEEKS_COUNTED)
    caused = await db.debts.incidents_caused(since, seen_by=asked.viewer)
    made = planned(await _of_here(asked, db), caused, float(word) if word else CAPACITY_DAYS)
    if not made.pay and not made.later:
        return Reply.saying("Nothing is owed that you can see. That is rare.")
    return Reply(kit.fallback("What debt to pay first"), drawn.planned(made))


async def summary(asked: Asked, db: Transaction) -> Reply:
    """`summary [project]`."""
    project = await project_meant(asked.rest, "debt summary", asked, db)
    there = await db.debts.all(seen_by=asked.viewer, project=project.id if project else None, open_=True)
    return Reply(kit.fallback("Tech debt"), drawn.counted(counted(there), project.name if project else ""))


def helping(vocabulary: Vocabulary) -> Answers:
    """`help`: every word, how to type it, what it does."""

    async def help_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        lines = [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs]
        tip = "From a message: ⋯ › Log as tech debt. In threads Slack takes no commands: mention me with the same words."
        return Reply(kit.fallback("/debt help"), [kit.rich(*lines), kit.context(tip)])

    return help_


async def _of_here(asked: Asked, db: Transaction) -> list[Debt]:
    """What is owed in the project of this channel; where none is known, everywhere."""
    return await db.debts.all(seen_by=asked.viewer, project=await _project(asked, db), open_=True)


async def _project(asked: Asked, db: Transaction) -> int | None:
    project = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer) if asked.place.channel else None
    return project.id if project else None


async def _listed(some: Which, called: str, page: int, *, asked: Asked, db: Transaction) -> Reply:
    count = await db.debts.count(some, seen_by=asked.viewer, most=enough(page, LISTED))
    if not count:
        return Reply.saying("Nothing of that kind is owed, as far as you can see. To log some: `/debt add <what>`")
    pages = ceil(count / LISTED)
    if page > pages:
        return Reply.saying(f"That page is past the end: there are {pages}.")
    words = f"debt list {called} {some.named}".strip()
    shown = await db.debts.page(some, seen_by=asked.viewer, limit=LISTED, offset=(page - 1) * LISTED)
    heading = f"{called.capitalize()}{f', {drawn.in_words(some.named)}' if some.named else ''}: {many(count)}"
    return Reply(kit.fallback(heading), drawn.listed(heading, shown, drawn.Turn(words, page, pages)))
