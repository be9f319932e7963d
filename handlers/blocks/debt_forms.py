"""How the forms of debt look: the choice of four that explains itself, and the questions one asks."""

from collections.abc import Sequence

from bot.records.debt import GUESS, LONGEST_TITLE, MEANS, SOUNDS_LIKE, Debt, Impact, Priority, Quadrant
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

BY_RULE = "by_rule"
"""What stands for no priority chosen."""
QUADRANT_SAYS = {
    Quadrant.RECKLESS_DELIBERATE: "Reckless, and we knew",
    Quadrant.RECKLESS_INADVERTENT: "Reckless, and we did not know",
    Quadrant.PRUDENT_DELIBERATE: "Sensible, and we knew",
    Quadrant.PRUDENT_INADVERTENT: "Sensible, and we know better now",
}
IMPACT_SAYS = {
    Impact.BLOCKING_FEATURES: "It blocks features",
    Impact.CAUSING_INCIDENTS: "It causes incidents",
    Impact.SLOWING_ONBOARDING: "It slows down who is new here",
    Impact.ACCUMULATING: "It accumulates, quietly",
}


def log(title: str, projects: Sequence[tuple[str, str]]) -> Block:
    """A new item; everything but the title is a guess that can be left as it is."""
    blocks = _asks(title, GUESS[0], GUESS[1], None, "")
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects), optional=True))
    return kit.modal("Log tech debt", blocks, submit="Log", close="Not now")


def class_(debt: Debt) -> Block:
    """One there is."""
    priority = debt.priority if debt.priority_is_set else None
    days = f"{debt.estimated_days:g}" if debt.estimated_days is not None else ""
    return kit.modal(debt.key, _asks(debt.title, debt.quadrant, debt.impact, priority, days), submit="Save", close="Not now")


def ask(debt: Debt, incidents: Sequence[str]) -> Block:
    """What one asks of debt."""
    hours = f"{debt.hours_a_week:g}" if debt.hours_a_week is not None else ""
    tick = kit.ticks([("It is on the roadmap's path", "roadmap")], chosen=debt.on_the_roadmap)
    known = f"Known: {', '.join(incidents)}" if incidents else "Their keys, like INC-9."
    blocks = [
        kit.asks("description", "What does it slow down or break?", kit.words(debt.description, lines=True), optional=True),
        kit.asks("hours", "How many hours a week?", kit.number(hours, decimals=True), optional=True),
        kit.asks("whose", "Whose?", kit.words(debt.whose_hours, longest=200, placeholder="the payments team"), optional=True),
        kit.asks("incidents", "Which incidents did it cause?", kit.words(longest=200), optional=True, hint=known),
        kit.asks("year", "What if we leave it for a year?", kit.words(debt.left_for_a_year, lines=True), optional=True),
        kit.asks("roadmap", "Does the roadmap come by it?", tick, optional=True),
    ]
    return kit.modal(f"{debt.key}: what it costs", blocks, submit="Save", close="Not now")


def _asks(title: str, quadrant: Quadrant, impact: Impact, priority: Priority | None, days: str) -> list[Block]:
    urgent = [("By rule, from these two", BY_RULE), *((one.capitalize(), one.value) for one in Priority)]
    menu = kit.menu("By rule, from these two", urgent)
    if priority:
        menu["initial_option"] = kit.option(priority.capitalize(), priority.value)
    return [
        kit.asks("title", "What is it?", kit.words(title, longest=LONGEST_TITLE, placeholder="Checkout has no tests")),
        kit.asks("quadrant", "How did it come about?", _quadrants(quadrant)),
        kit.asks("impact", "What does it do?", kit.choice([(IMPACT_SAYS[one], one.value) for one in Impact], impact)),
        kit.asks("priority", "How urgent?", menu, optional=True),
        kit.asks("days", "How many days to pay it?", kit.number(days, decimals=True), optional=True),
    ]


def _quadrants(chosen: Quadrant) -> Element:
    """Four to choose from, each with what one hears where it is made, and what to do about it."""
    options = [
        {
            **kit.option(QUADRANT_SAYS[one], one.value),
            "description": {"type": "plain_text", "text": kit.cut(f"“{SOUNDS_LIKE[one]}” — {MEANS[one]}", kit.OPTION_LABEL), "emoji": True},
        }
        for one in Quadrant
    ]
    initial = next(one for one in options if one["value"] == chosen)
    return {"type": "radio_buttons", "options": options, "initial_option": initial}
