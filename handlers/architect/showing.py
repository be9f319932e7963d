"""The jobs that show a plan: its card, and what its thread has of each step. Posted once, edited ever after."""

from collections.abc import Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.architect.proposed import BODIES, KINDS, body_of
from bot.records.people import Viewer
from bot.records.plans import KIND, REQUIREMENTS, TECHNOLOGY, Plan, State, Step
from handlers.architect import acts
from handlers.architect.ground import grounded, understood
from handlers.architect.which import CARD
from handlers.blocks import architect as blocks
from handlers.blocks import architect_steps as of_steps
from handlers.blocks import kit
from handlers.posts import Showing, show
from storage.posts import Post
from storage.store import Store, Transaction

SHOWN = frozenset({State.TO_CONFIRM})
"""What begins to be shown in the thread once it is so; before, the card says that it is worked on."""

Clock = Callable[[], datetime]


async def show_(*, team: str, plan: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Show a plan as it is now: what its thread has of each step, and then its card, which leads there. The first card comes first."""
    async with store.reading() as db:
        found = await acts.seen(plan, team, db)
    if found is None:
        return
    if found.thread is None:
        ts = await _card(found, store=store, slack=slack, clock=clock)
        found = await _threaded(found, ts, store) if ts else None
    if found is None:
        return
    async with store.reading() as db:
        there = await db.posts.of_kinds(team, [post_of(step) for step in found.steps], found.id, found.channel)
    for step in found.steps:
        await _step(found, step, there.get(post_of(step)), store=store, slack=slack, clock=clock)
    await _card(found, store=store, slack=slack, clock=clock)


async def _card(plan: Plan, *, store: Store, slack: AsyncWebClient, clock: Clock) -> str | None:
    async with store.reading() as db:
        around = await around_of(plan, await db.people.audience(plan.team, plan.channel), db)
        room = await db.posts.room(plan.team, plan.channel, plan.thread) if plan.thread else None
        there = await db.posts.of(plan.team, CARD, plan.id, plan.channel)
    is_its_own = bool(there and there.ts == plan.thread)
    showing = Showing(
        kind=CARD,
        record=plan.id,
        channel=plan.channel,
        revision=plan.revision,
        message={"text": blocks.text(plan), "blocks": blocks.card(plan, around)},
        thread=None if is_its_own else plan.thread,
        opens=room is None or (room.kind, room.record) == (CARD, plan.id),
    )
    return await show(showing, team=plan.team, store=store, slack=slack, clock=clock)


async def catch_up(team: str, channel: str, store: Store) -> None:
    """The bot came into a channel: the plans that wait for it there are shown, and worked on."""
    async with store.transaction() as db:
        for one in await db.plans.open_in(channel, seen_by=Viewer.operator(team), limit=100):
            await acts.enqueue_show(one, db)
            await acts.enqueue_work(one, db)


async def around_of(plan: Plan, viewer: Viewer, db: Transaction) -> blocks.Around:
    """What its card tells besides its steps, to that viewer."""
    url = await db.people.url(plan.team)
    project = await db.projects.get(plan.project, seen_by=viewer) if plan.project else None
    links = {}
    for kind in {one.kind for one in plan.steps if one.filed}:
        steps = {one.record: one.filed for one in plan.of(kind) if one.filed}
        for record, post in (await db.posts.many(plan.team, f"{KINDS[kind].name}.card", list(steps))).items():
            links[steps[record]] = kit.permalink(url, post.channel, post.ts or "", post.thread)
    shown: dict[str, str] = {}
    led_to = [step for step in plan.steps if step is plan.current or (step.state is State.DONE and step.kind in BODIES)]
    there = await db.posts.of_kinds(plan.team, [post_of(step) for step in led_to], plan.id, plan.channel) if led_to else {}
    for step in led_to:
        at = there.get(post_of(step))
        if at and at.ts:
            shown[step.name] = kit.permalink(url, at.channel, at.ts, at.thread)
    source = plan.source
    return blocks.Around(
        names=await db.people.names(plan.team, {plan.by}),
        project=project.name if project else "",
        usd=await db.spending.of(plan.key, team=plan.team),
        links=links,
        source=kit.permalink(url, source.channel, source.ts, source.thread_ts) if source else "",
        shown=shown,
    )


def post_of(step: Step) -> str:
    """The kind of post that shows a step of a plan."""
    return f"{KIND}.{step.name}"


def drawn(plan: Plan, step: Step, names: dict[str, str], link: str = "") -> list[kit.Block]:
    """A step as it is now."""
    body = body_of(step)
    if step.state is not State.TO_CONFIRM:
        stays = of_steps.kept(body) if body and step.state is State.DONE else []
        return [*of_steps.over(plan, step, names, link), *stays]
    if step.kind == REQUIREMENTS:
        return of_steps.requirements(plan, step, understood(plan))
    if step.kind == TECHNOLOGY:
        ground = grounded(plan, understood(plan))
        return of_steps.technology(plan, step, ground.complexity, ground.choice, ground.needs)
    return of_steps.proposal(plan, step, str((step.proposal or {}).get("title") or ""), body) if body else []


async def _step(plan: Plan, step: Step, there: Post | None, *, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """What the thread has of a step; nothing, before there is something to say."""
    if step.kind not in {REQUIREMENTS, TECHNOLOGY, *BODIES}:
        return
    is_there = bool(there and there.ts)
    if (there and is_there and there.revision >= step.revision) or (not is_there and step.state not in SHOWN):
        return
    async with store.reading() as db:
        names = await db.people.names(plan.team, {step.by} - {""})
        around = await around_of(plan, await db.people.audience(plan.team, plan.channel), db)
    showing = Showing(
        kind=post_of(step),
        record=plan.id,
        channel=plan.channel,
        revision=step.revision,
        message={"text": of_steps.text(plan, step), "blocks": drawn(plan, step, names, around.links.get(step.filed, ""))},
        thread=plan.thread,
    )
    await show(showing, team=plan.team, store=store, slack=slack, clock=clock)


async def _threaded(plan: Plan, ts: str, store: Store) -> Plan:
    """Keep where its thread is: below its card."""
    async with store.transaction() as db:
        now = await db.plans.for_change(plan.id, seen_by=Viewer.operator(plan.team))
        if now is None or now.thread:
            return now or plan
        after = now.model_copy(update={"thread": ts})
        await db.plans.save(after)
        return after
