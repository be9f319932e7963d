"""How choices look: questions with two answers each, and what follows from them with its reasons."""

from collections.abc import Mapping, Sequence

from bot.errors import Offer
from bot.records.choices import CALLED, Question, Stance, Verdict
from bot.records.stages import Advice
from handlers.blocks import kit
from handlers.blocks.kit import Block

__all__ = ["CALLED", "factors", "stance", "verdict", "which"]

YES, NO = "yes", "no"
UNTIL_PROVEN = "Buy until it is proven that you must build: what sets you apart is rarely infrastructure."


def which(what: str, questions: Sequence[Question], guesses: Mapping[str, bool]) -> Block:
    """What decides which document it is; what the words tell is chosen."""
    asks = [kit.asks(one.name, one.asks, kit.choice(_two(one), YES if guesses[one.name] else NO)) for one in questions]
    return kit.modal("Which document?", [kit.rich([kit.text(what, bold=True)]), *asks], submit="Tell me", close="Not now")


def factors(what: str, questions: Sequence[Question]) -> Block:
    """Six factors; any may stay open."""
    asks = [kit.asks(one.name, one.asks, kit.choice(_two(one)), optional=True) for one in questions]
    return kit.modal("Build or buy?", [kit.rich([kit.text(what, bold=True)]), *asks], submit="Tell me", close="Not now")


def verdict(what: str, found: Verdict, given: Sequence[Advice], begin: Sequence[Offer]) -> list[Block]:
    """The document it deserves, and why."""
    lines = [[kit.text(f"{what}: {CALLED[found.paper]}", bold=True)], *([kit.text(f"· {one}")] for one in found.reasons), *_warned(given)]
    return [kit.rich(*lines), *_moves(begin)]


def stance(what: str, found: Stance, given: Sequence[Advice], record: Sequence[Offer]) -> list[Block]:
    """Build or buy, what speaks for either."""
    lines = [[kit.text(f"{'Build' if found.build else 'Buy'}: {what}", bold=True)]]
    lines += [[kit.text("For building: ", bold=True), kit.text("; ".join(found.for_building) or "nothing")]]
    lines += [[kit.text("For buying: ", bold=True), kit.text("; ".join(found.for_buying) or "nothing")]]
    if found.is_tie:
        lines.append([kit.text(UNTIL_PROVEN, italic=True)])
    return [kit.rich(*lines, *_warned(given)), *_moves(record)]


def _two(question: Question) -> list[tuple[str, str]]:
    return [(question.heavy, YES), (question.light, NO)]


def _warned(given: Sequence[Advice]) -> list[list[kit.Element]]:
    return [[kit.text(f"⚠️ {one.says}")] for one in given]


def _moves(offers: Sequence[Offer]) -> list[Block]:
    return [kit.actions(*(kit.button(*one) for one in offers))] if offers else []
