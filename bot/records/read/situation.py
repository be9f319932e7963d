"""Where a team stands, in numbers that say where they come from: what is healthy, what is not, and what changed since the last time."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.records.delivery import SAYS, Colour, Metric
from bot.records.read.facts import Facts
from bot.records.read.finds import WAITS_DAYS
from bot.records.scorecards import Figure


class State(StrEnum):
    """How something stands."""

    HEALTHY = "healthy"
    CONCERN = "concern"


class Signal(BaseModel):
    """One number: what it is of, how it stands, what it says, and the words that show where it comes from.

    `mark` is what must be different for it to have changed: a count itself, of what is measured only how it stands. Nothing in it is
    anybody's words, so that it can be told to whoever reads the next one.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    state: State
    says: str
    source: str
    mark: str


Signals = Callable[[Facts], Iterable[Signal]]


def situation(facts: Facts) -> tuple[Signal, ...]:
    """Every number there is, what concerns first."""
    found = [signal for tells in TELLS for signal in tells(facts)]
    return tuple(sorted(found, key=lambda one: one.state is State.HEALTHY))


def changes(before: Mapping[str, Signal], now: Iterable[Signal]) -> tuple[str, ...]:
    """What is different from the last time, a line each."""
    there = {one.name: one for one in now}
    told = []
    for name, one in there.items():
        was = before.get(name)
        if was is None:
            told.append(f"{name}: {one.says} (new)")
        elif (was.state, was.mark) != (one.state, one.mark):
            told.append(f"{name}: {was.says} → {one.says}")
    return (*told, *(f"{name}: {was.says} → no longer told" for name, was in before.items() if name not in there))


def _incidents(facts: Facts) -> Iterable[Signal]:
    there = facts.troubles
    if there is None:
        return
    severe = f", {there.severe} SEV1" if there.severe else ""
    is_bad = bool(there.severe or there.open) or there.began > max(1, there.before)
    open_ = f", {there.open} open" if there.open else ""
    says = f"{there.began or 'none'} in 30 days{severe}{open_}; {there.before or 'none'} in the 30 before"
    mark = f"{there.began}/{there.severe}/{there.open}" if is_bad else ""
    yield _signal("Incidents", says, "incident list all", is_bad=is_bad, mark=mark)
    if there.late_actions:
        yield _signal("Actions late", f"{there.late_actions}", "incident actions all", is_bad=True)
    if there.late_postmortems:
        yield _signal("Postmortems late", f"{there.late_postmortems}", "cto postmortem list", is_bad=True)


def _delivery(facts: Facts) -> Iterable[Signal]:
    for one in facts.figures:
        if one.colour in {Colour.GREEN, Colour.RED} and one.current:
            says = f"{one.current}{_beside(one)}"
            is_bad = one.colour is Colour.RED
            yield _signal(SAYS[one.metric], says, f"scorecard why {one.metric}", is_bad=is_bad, mark=str(one.colour))


def _beside(figure: Figure) -> str:
    of = f" of {figure.sample}" if figure.metric in {Metric.FAILURES, Metric.REWORK} else ""
    return f"{of}, target {figure.aim}" if figure.aim else of


def _owed(facts: Facts) -> Iterable[Signal]:
    there = facts.owed
    if there is None or not there.items:
        return
    days = f", about {there.days:.0f} days" if there.days else ""
    critical = f", {there.critical_items} critical" if there.critical_items else ""
    mark = f"{there.items}/{there.critical_items}"
    yield _signal("Debt", f"{_many(there.items, 'item')}{critical}{days}", "debt summary", is_bad=bool(there.critical_items), mark=mark)


def _decisions(facts: Facts) -> Iterable[Signal]:
    there = facts.decisions
    if there is None:
        return
    if there.waiting:
        is_late = there.oldest is not None and there.oldest.days >= WAITS_DAYS
        yield _signal("Decisions waiting", f"{there.waiting}", there.lists, is_bad=is_late)
    if there.due:
        yield _signal("Decisions to look at again", f"{there.due}", "adr review", is_bad=True)


def _standing(facts: Facts) -> Iterable[Signal]:
    if facts.setup.missing:
        missing = ", ".join(one.value for one in facts.setup.missing)
        yield _signal("Missing", missing, "stack", is_bad=True)
    if facts.spend:
        flags = f", {_many(facts.spend.flags, 'red flag')}" if facts.spend.flags else ""
        source = f"cost report {facts.spend.month}"
        yield _signal("Cost", f"{facts.spend.says} in {facts.spend.month}{flags}", source, is_bad=bool(facts.spend.flags))
    if facts.runway:
        is_short = facts.runway.is_short
        yield _signal("Runway", facts.runway.says, "cto papers", is_bad=is_short, mark=f"{facts.runway.months:g}" if is_short else "")
    guard = facts.guard
    if guard and guard.known:
        holes = f", {_many(guard.vulnerabilities, 'open hole')}" if guard.vulnerabilities else ""
        why = f": {guard.why}" if guard.why else ""
        yield _signal("Security", f"{guard.status}{why}{holes}", "security", is_bad=guard.status == Colour.RED)
    if facts.hiring and facts.hiring.open:
        yield _signal("Open roles", f"{facts.hiring.open}", "team", is_bad=facts.hiring.late is not None)


TELLS: tuple[Signals, ...] = (_incidents, _delivery, _owed, _decisions, _standing)
"""In this order."""


def _signal(name: str, says: str, source: str, *, is_bad: bool, mark: str | None = None) -> Signal:
    state = State.CONCERN if is_bad else State.HEALTHY
    return Signal(name=name, state=state, says=says, source=source, mark=says if mark is None else mark)


def _many(number: int, what: str, several: str = "") -> str:
    return f"1 {what}" if number == 1 else f"{number or 'no'} {several or what + 's'}"
