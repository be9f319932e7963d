"""Words that only look at plans: what is open, one of them, the lists."""

from math import ceil

from bot.errors import Unclear
from bot.records.plans import KIND, Plan, Status
from handlers.architect import beginning
from handlers.architect.showing import around_of, drawn, post_of
from handlers.architect.which import CARD, is_in_its_room, meant
from handlers.asking import Asked
from handlers.blocks import architect as blocks
from handlers.blocks import kit
from handlers.reply import Reply
from storage.store import Transaction

LISTED = 15
PAGE_DIGITS = 4
OPEN = (Status.RUNNING, Status.STOPPED)
WHICH = {"open": OPEN, "done": (Status.DONE,), "all": ()}


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/architect`: in a plan's thread that plan; else what is open, with [New]; nothing open: the form."""
    if is_in_its_room(asked):
        return await show(asked, db)
    if asked.place.files or (asked.place.thread and not asked.is_direct and not asked.room):
        return await beginning.new(asked, db)
    found = await db.plans.listed(seen_by=asked.viewer, statuses=OPEN, limit=LISTED)
    if not found:
        return beginning.asking(asked)
    return await _listed(f"Open plans: {len(found)}", found, asked, db)


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show PLAN-3`: its card, and what waits for somebody."""
    plan = await meant(asked, db)
    card = blocks.card(plan, await around_of(plan, asked.viewer, db))
    step = plan.current
    if step is None or not plan.waits:
        return Reply(blocks.text(plan), card)
    url = await db.people.url(plan.team)
    there = await db.posts.of(plan.team, post_of(step), plan.id, plan.channel)
    if there and there.ts:
        at = [kit.text(f"{step.title} waits for somebody: "), kit.link(kit.permalink(url, there.channel, there.ts, there.thread), "look")]
        return Reply(blocks.text(plan), [*card, kit.rich(at)])
    return Reply(blocks.text(plan), [*card, kit.divider(), *drawn(plan, step, {})])


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`list [open|done|all] [page]`."""
    which, page = "open", 1
    for word in asked.rest.lower().split():
        if word in WHICH:
            which = word
        elif word.isdecimal() and len(word) <= PAGE_DIGITS:
            page = max(1, int(word))
        else:
            raise Unclear(f"I do not list by “{kit.cut(word, 40)}”: `/{KIND} list [open|done|all] [page]`")
    count = await db.plans.count(seen_by=asked.viewer, statuses=WHICH[which])
    pages = max(1, ceil(count / LISTED))
    if page > pages:
        return Reply.saying(f"That page is past the end: there are {pages}.")
    found = await db.plans.listed(seen_by=asked.viewer, statuses=WHICH[which], limit=LISTED, offset=(page - 1) * LISTED)
    turns = [kit.button("Back", f"{KIND} list {which} {page - 1}")] if page > 1 else []
    turns += [kit.button("More", f"{KIND} list {which} {page + 1}")] if page < pages else []
    return await _listed(f"{which.capitalize()} plans: {count}", found, asked, db, turns)


async def _listed(heading: str, found: list[Plan], asked: Asked, db: Transaction, turns: list[kit.Element] | None = None) -> Reply:
    team = asked.place.team
    url = await db.people.url(team)
    posts = await db.posts.many(team, CARD, [one.id for one in found])
    links = {record: kit.permalink(url, post.channel, post.ts or "", post.thread) for record, post in posts.items()}
    names = await db.people.names(team, {one.by for one in found})
    lines = blocks.listed(found, links, names) or [[kit.text("None that you can see.")]]
    buttons = [kit.button("New", f"{KIND} new"), *(turns or []), kit.button("All words", f"{KIND} help")]
    shows = [(f"{one.key} {one.title}", f"{KIND} show {one.key}") for one in found]
    menu = [kit.menu("Show one…", shows)] if shows else []
    return Reply(kit.fallback(heading), [kit.rich([kit.text(heading, bold=True)], *lines), kit.actions(*buttons, *menu)])
