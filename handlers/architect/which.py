"""Which plan is meant? A key always wins; in a plan's thread it is that one; else the only one that is open here."""

from bot.errors import NotFound, Offer, Unclear
from bot.records.plans import KIND, PREFIX, Plan, Step
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.reply import BUTTON
from storage.store import Transaction

CARD = f"{KIND}.card"
"""The kind of post that shows a plan."""
CHOICES = 5
LABEL = 70


def is_in_its_room(asked: Asked) -> bool:
    """Whether it was said in a plan's thread."""
    return bool(asked.room and asked.room.kind == CARD)


async def meant(asked: Asked, db: Transaction) -> Plan:
    """The plan that is meant. Raises NotFound or Unclear, with the words kept."""
    number = asked.intent.number
    if number is not None:
        found = await db.plans.numbered(number, seen_by=asked.viewer)
        if found is None:
            raise NotFound(f"There is no {PREFIX}-{number} that you can see. What there is: `/{KIND} list all`")
        return found
    if asked.room and asked.room.kind == CARD and (here := await db.plans.get(asked.room.record, seen_by=asked.viewer)):
        return here
    some = await db.plans.open_in(asked.place.channel, seen_by=asked.viewer, limit=CHOICES) if asked.place.channel else []
    if len(some) == 1 and not asked.rest:
        return some[0]
    verb = asked.intent.verb
    offers = [Offer(kit.cut(kit.one_line(f"{one.key} {one.title}"), LABEL), f"{KIND} {verb} {one.key} {asked.kept}") for one in some]
    if asked.rest:  # a requirement may begin with such a word by chance: “show orders to shop owners”
        offers.append(Offer("Plan this", f"{KIND} new {verb} {asked.kept}"))
    if not offers:
        raise NotFound(f"No plan is open here. What there is: `/{KIND} list all`", offers=[Offer("Begin one", f"{KIND} new")])
    raise Unclear(f"Which plan? `/{KIND} {verb} {PREFIX}-3`", offers=[one for one in offers if len(one.words) <= BUTTON])


async def to_change(asked: Asked, db: Transaction) -> Plan:
    """The same, as it is now, kept from others until this transaction ends."""
    found = await meant(asked, db)
    return await db.plans.for_change(found.id, seen_by=asked.viewer) or found


def step_and_words(plan: Plan, rest: str) -> tuple[Step, str]:
    """Which step is meant, and the words after its name; without one, the step the plan is at."""
    first, _, words = rest.partition(" ")
    named = next((one for one in plan.steps if one.name == first.lower()), None)
    return (named, words.strip()) if named else (plan.step(""), rest)


async def for_form(asked: Asked, db: Transaction) -> Plan:
    """The plan a form was opened for, kept from others until this transaction ends."""
    found = await db.plans.for_change(int(asked.about["plan"]), seen_by=asked.viewer)
    if found is None:
        raise NotFound("There is no such plan that you can see.")
    return found
