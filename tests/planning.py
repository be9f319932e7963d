"""Plans in a test's workspace: begun, where they show, and a Claude that writes what each step asks for."""

from typing import Any

from bot.story import refunds
from sandbox import Channel, Message, Person
from sandbox.claude import Answer, Asked, shaped
from tests.deployment import Team
from tests.looking import buttons

REQUIREMENT = (
    "Shop owners refund orders in an admin interface. Support staff see why an order was refunded. "
    "Refunds go through Stripe. It holds names and e-mail addresses of customers. 2,000 shops use it. We know Django."
)
OF = {
    "functional": refunds.READ,
    "recommendation": refunds.RFC,
    "summary": refunds.SPEC,
    "diagram": refunds.DESIGN,
    "models": refunds.DATA,
    "authentication": refunds.SECURITY,
    "tasks": refunds.TASKS,
}
"""What is written, by a field that only this shape has."""


def written(asked: Asked) -> Answer:
    """What Claude answers: the first delivery is returned, the second accepted."""
    fields = set((asked.schema or {})["properties"])
    if "delivery" in fields:
        is_test = refunds.TEST in asked.words.split("</said>")[0] or "85 % of lines are run by tests" in asked.words
        return shaped(refunds.TESTED if is_test else refunds.AGAIN if "no unique order" in asked.words else refunds.WORK)
    if "findings" in fields:
        is_test = "85 % of lines are run by tests" in asked.words
        return shaped(refunds.PASSED if is_test else refunds.ACCEPTED if "UniqueConstraint" in asked.words else refunds.RETURNED)
    return shaped(next(answer for name, answer in OF.items() if name in fields))


async def begun(team: Team, words: str = refunds.WANTED, *, by: Person | None = None, in_: Channel | None = None) -> Message:
    """A plan; returns its card."""
    await team.runs(by or team.bo, f"/architect {words}", in_=in_)
    return card(team, in_)


def card(team: Team, channel: Channel | None = None) -> Message:
    """The newest card in a channel."""
    there = (channel or team.general).live
    return [one for one in there if one.user == team.bot.id and "steps are over" in one.shown and not one.ephemeral_to][-1]


def said_in(plan: Message) -> list[Message]:
    """What the bot says in its thread, for everyone."""
    root = plan.channel.find(plan.thread_ts or plan.ts)
    assert root is not None
    return [one for one in root.replies if one.user == plan.user and one.ts != plan.ts and not one.is_gone and not one.ephemeral_to]


def waiting(plan: Message) -> Message:
    """The step that waits for somebody."""
    return next(one for one in reversed(said_in(plan)) if any(words.startswith("architect confirm") for words in buttons(one).values()))


async def confirms(team: Team, plan: Message, times: int = 1, *, by: Person | None = None) -> None:
    """Somebody confirms what waits, so many times."""
    for _ in range(times):
        step = waiting(plan)
        label = next(label for label, words in buttons(step).items() if words.startswith("architect confirm"))
        await team.clicks(by or team.ana, label, on=step)


async def until_step(team: Team, plan: Message, name: str) -> Message:
    """Everything is confirmed until that step waits; returns it."""
    for _ in range(20):
        step = waiting(plan)
        if any(words == f"architect confirm PLAN-1 {name}" for words in buttons(step).values()):
            return step
        await confirms(team, plan)
    raise AssertionError(plan.shown)


def keys(plan: Message) -> list[str]:
    """What was filed, as the card says once it is done."""
    line: Any = next(one for one in plan.shown.splitlines() if one.startswith("Filed: "))
    return list(line.removeprefix("Filed: ").split(", "))
