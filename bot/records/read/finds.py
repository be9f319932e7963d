"""What each rule of the read looks for: the words its sentences are filled with, or None where there is nothing."""

from collections.abc import Callable, Mapping

from bot.records.delivery import SAYS, Colour, Metric
from bot.records.read.facts import Facts, Named
from bot.records.stages import FOCUS

WAITS_DAYS = 14
"""A decision that waits longer than this is late."""
Found = Mapping[str, object] | None
"""What a rule found: the words its sentences are filled with. None: nothing."""


def named(record: Named | None) -> Found:
    """A record, with how long it has waited."""
    if record is None:
        return None
    days = {0: "less than a day", 1: "a day"}.get(record.days, f"{record.days} days")
    return {"key": record.key, "title": record.title, "days": days, "note": record.note}


def red_number(*metrics: Metric) -> Callable[[Facts], Found]:
    """The first of these numbers that is red."""

    def finds(facts: Facts) -> Found:
        red = next((one for one in facts.figures if one.metric in metrics and one.colour is Colour.RED), None)
        if red is None:
            return None
        aim = f"the target is {red.aim}" if red.aim else "which is low beside everybody"
        return {"metric": red.metric.value, "number": f"{SAYS[red.metric]}: {red.current}", "aim": aim, "sample": red.sample}

    return finds


def red_security(facts: Facts) -> Found:
    """That security is red, and why."""
    guard = facts.guard
    return {"why": guard.why[:1].upper() + guard.why[1:]} if guard and guard.status == Colour.RED else None


def unknown_security(facts: Facts) -> Found:
    """That nobody has looked, where the stage is known."""
    return {"stage": facts.stage} if facts.guard and not facts.guard.known and facts.stage else None


def short_runway(facts: Facts) -> Found:
    """That the money does not last long, and by what."""
    left = facts.runway
    return {"months": f"{left.months:g}", "source": left.source} if left and left.is_short else None


def dear(facts: Facts) -> Found:
    """A month that is a matter of money."""
    spend = facts.spend
    return {"month": spend.month, "why": spend.why, "do": spend.do} if spend and spend.why else None


def unfit(facts: Facts) -> Found:
    """The first that is too early or too late."""
    first = next(iter(facts.setup.unfit), None)
    return {"practice": first.practice, "source": first.source, "says": first.says} if first else None


def missing(facts: Facts) -> Found:
    """The first thing the stage stands on that is not here."""
    first = next(iter(facts.setup.missing), None)
    return {"what": first.value, "stage": facts.setup.size or facts.stage or "your stage"} if first else None


def undecided(facts: Facts) -> Found:
    """The decision that has waited longest, once that is too long."""
    there = facts.decisions
    if there is None or there.oldest is None or there.oldest.days < WAITS_DAYS:
        return None
    return {**(named(there.oldest) or {}), "kind": there.oldest.note, "accepts": there.accepts, "says": there.accepts_says}


def due_again(facts: Facts) -> Found:
    """The decision that is due for another look."""
    there = facts.decisions
    return {**(named(there.due_first) or {}), "reviews": there.reviews} if there and there.due_first else None


def unknown_stage(facts: Facts) -> Found:
    """That nobody was counted, and the step that asks."""
    if facts.stage is not None:
        return None
    return {"step": facts.setup.next_step or 2}


def unmeasured(facts: Facts) -> Found:
    """That no deployment is known."""
    deploys = next((one for one in facts.figures if one.metric is Metric.DEPLOYS), None)
    return {} if deploys and deploys.value is None and deploys.sample == 0 else None


def steady(facts: Facts) -> Found:
    """Always something: the focus of the stage."""
    return {"focus": FOCUS[facts.stage] if facts.stage else "what customers ask for"}
