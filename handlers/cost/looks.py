"""Reports: a month against its targets, with what should worry one; and the months there are."""

from dataclasses import replace

from bot.errors import NotFound, Offer
from bot.records.costs import Month, Runway, before, flags, money_lasts
from bot.records.papers import Sort
from bot.records.stages import Stage
from handlers.asking import Asked
from handlers.belonging import ONLY_YOU
from handlers.blocks import cost as drawn
from handlers.blocks import kit
from handlers.cost.which import months, named, project_id, split_month
from handlers.dates import today_in
from handlers.pages import for_form
from handlers.reply import Reply
from storage.store import Transaction


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/cost`: the last month there is; none yet, how to record one."""
    return await report(replace(asked, intent=replace(asked.intent, verb="report")), db)


async def report(asked: Asked, db: Transaction) -> Reply:
    """`report [2026-10] [project]`."""
    if asked.intent.number is not None:
        return await reported(for_form(await db.costs.get(asked.intent.number, seen_by=asked.viewer), "month"), asked, db)
    month, name = split_month(asked.rest)
    project, called = await project_id(name, f"report {month}".strip(), asked, db)
    there = await months(project, asked.viewer, db)
    wanted = named(month, asked) if month else (there[-1].name if there else "")
    found = next((one for one in there if one.name == wanted), None)
    if found is None:
        last = named(month, asked)
        sentence = f"Nobody has recorded what {called or 'running things'} cost{f' in {wanted}' if wanted else ''}, as far as you can see."
        raise NotFound(sentence, offers=[Offer(f"Record {last}", f"cost record {last}"), Offer("Paste a CSV", "cost csv")])
    return await reported(found, asked, db)


async def reported(month: Month, asked: Asked, db: Transaction, *, recorded: bool = False, only_you: bool = False) -> Reply:
    """A month, as it is reported."""
    there = await months(month.project, asked.viewer, db)
    project = await db.projects.get(month.project, seen_by=asked.viewer) if month.project else None
    stack = await db.stacks.of(month.project, seen_by=asked.viewer) or await db.stacks.of(None, seen_by=asked.viewer)
    stage: Stage | None = stack.stage.stage if stack and stack.stage else None
    earlier = before(month.name, there)
    left = await _runway(month, there, asked, db)
    raised = flags(month, earlier, stage, budget=stack.budget if stack else None, runway=left)
    around = drawn.Around(earlier, there, project.name if project else "", stage, left)
    blocks = drawn.report(month, raised, around)
    if only_you:
        blocks.append(kit.context(ONLY_YOU.strip()))
    return Reply(kit.fallback(f"Cost of {month.name}"), blocks, recorded=recorded, tells=recorded)


async def _runway(month: Month, there: list[Month], asked: Asked, db: Transaction) -> Runway | None:
    """How long the money lasts: in the latest month also by the forecast, which speaks of now."""
    is_last = not there or month.name == there[-1].name
    forecast = await db.papers.latest(Sort.FORECAST, month.project, seen_by=asked.viewer) if is_last else None
    return money_lasts(month, forecast, today_in(asked.viewer.tz, asked.now))


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`list [project]`."""
    project, called = await project_id(asked.rest, "list", asked, db)
    there = await months(project, asked.viewer, db)
    if not there:
        last = named("", asked)
        raise NotFound("There is none that you can see.", offers=[Offer(f"Record {last}", f"cost record {last}")])
    return Reply(kit.fallback("Cost"), drawn.listed(there, called))
