"""What is known of a stack: the card with its gaps, the brief, how far they are, and whether something fits them."""

from bot.errors import Offer, Unclear
from bot.records.stages import Stage, advice
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import stack as drawn
from handlers.pages import kept, must_be_admin
from handlers.reply import Reply
from handlers.stack.discovery import asking, found
from handlers.stack.which import known, meant, project_of
from storage.stack import KIND
from storage.store import Transaction

BY_RULE = {"by rule", "rule", "auto"}


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/stack`: what is known, the next step first; nothing known, the first step; never an error."""
    if not asked.place.channel:
        return await show(asked, db)
    project = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer)
    there = await known(project.id if project else None, asked, db)
    if there is None and not project and await db.projects.all(seen_by=asked.viewer):
        return await show(asked, db)
    return await _card(there, asked, db) if there else asking(1, None, project.id if project else None, [])


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show [project]`."""
    return await _card(await meant(asked, db, asked.rest), asked, db)


async def brief(asked: Asked, db: Transaction) -> Reply:
    """`brief [project]`: architecture, components and constraints, on a page."""
    stack = await meant(asked, db, asked.rest)
    project = await project_of(stack, asked, db)
    return Reply(kit.fallback("Brief"), drawn.brief(stack, project.name if project else ""))


async def stage(asked: Asked, db: Transaction) -> Reply:
    """`stage [survival|foundation|scale|optimize <why> | by rule]`."""
    word, _, why = asked.rest.partition(" ")
    stack = await meant(asked, db, "")
    if not word:
        return Reply(kit.fallback("Stage"), drawn.stage(stack))
    if asked.rest.lower() not in BY_RULE and word.lower() not in set(Stage):
        raise Unclear("Which stage? `/stack stage survival|foundation|scale|optimize <why>`, or `/stack stage by rule`")
    must_be_admin(asked, "Saying how far you are, other than by rule,")
    said = None if asked.rest.lower() in BY_RULE else Stage(word.lower())
    before = await db.stacks.for_change(stack.id, seen_by=asked.viewer) or stack
    after = before.staged(said, why.strip())
    after = await kept(after, db.stacks, before=before, action="stage", kind=KIND, asked=asked, db=db)
    await found(after, asked, db)
    return Reply(kit.fallback("Stage"), drawn.stage(after), recorded=True, tells=True)


async def fits(asked: Asked, db: Transaction) -> Reply:
    """`fits <what you think of>`."""
    if not asked.rest:
        raise Unclear("What do you think of? `/stack fits Kubernetes`")
    stack = await meant(asked, db, "")
    judged = stack.stage
    if judged is None:
        sentence = "I do not know yet how many you are, which is what it depends on."
        return Reply.saying(sentence, offers=[Offer("Step 2: team and process", "stack discover 2")])
    given = advice(asked.rest, judged.stage, stack.headcount)
    return Reply(kit.fallback("Whether it fits"), drawn.fits(given, judged))


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish [project]`: for every full member to see."""
    stack = await meant(asked, db, asked.rest)
    before = await db.stacks.for_change(stack.id, seen_by=asked.viewer) or stack
    after = await kept(before.opened(), db.stacks, before=before, action="publish", kind=KIND, asked=asked, db=db)
    await found(after, asked, db)
    return Reply.saying("Every member of this workspace sees it now.", recorded=True, tells=True)


async def _card(stack: drawn.Stack, asked: Asked, db: Transaction) -> Reply:
    project = await project_of(stack, asked, db)
    is_open = stack.published or bool(asked.channel and asked.channel.is_public)
    return Reply(kit.fallback("Stack"), drawn.card(stack, project.name if project else "", is_open=is_open))
