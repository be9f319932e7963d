"""What Claude's models cost. Dollars for a million tokens are millionths of a dollar for one, so that no unit has to be converted."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from storage.spending import Tokens

AS_OF = date(2026, 10, 24)
"""When the prices were those of platform.claude.com/docs/en/about-claude/pricing."""

MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens. `cache_write` is for five minutes."""

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal

    def of(self, tokens: Tokens) -> int:
        """The price of a call in millionths of a dollar, rounded up."""
        parts = (getattr(self, kind) * getattr(tokens, kind) for kind in ("input", "output", "cache_write", "cache_read"))
        return int(sum(parts, Decimal()).to_integral_value(ROUND_CEILING))


def _price(*dollars: str) -> Price:
    return Price(*(Decimal(each) for each in dollars))


PRICES = {
    "claude-fable-5-1": _price("10", "50", "12.50", "0.25"),
    "claude-mythos-5-1": _price("10", "50", "12.50", "0.25"),
    "claude-fable-5": _price("10", "50", "12.50", "1"),
    "claude-mythos-5": _price("10", "50", "12.50", "1"),
    "claude-opus-5-5": _price("4", "20", "5", "0.20"),
    "claude-opus-5": _price("5", "25", "6.25", "0.50"),
    "claude-opus-4-8": _price("5", "25", "6.25", "0.50"),
    "claude-opus-4-7": _price("5", "25", "6.25", "0.50"),
    "claude-opus-4-6": _price("5", "25", "6.25", "0.50"),
    "claude-opus-4-5": _price("5", "25", "6.25", "0.50"),
    "claude-sonnet-5-5": _price("2", "10", "2.50", "0.10"),
    "claude-sonnet-5": _price("2", "10", "2.50", "0.20"),
    "claude-sonnet-4-6": _price("3", "15", "3.75", "0.30"),
    "claude-sonnet-4-5": _price("3", "15", "3.75", "0.30"),
    "claude-haiku-5-5": _price("0.10", "0.50", "0.125", "0.01"),
    "claude-haiku-4-5": _price("1", "5", "1.25", "0.10"),
}

LONG_PROMPT_TOKENS = 100_000
LONG_PROMPTS = {"claude-haiku-5-5": _price("0.50", "2.50", "0.625", "0.05")}
"""What every token of a call costs whose prompt is longer than that."""

DEAREST = Price(*(max(getattr(price, kind) for price in PRICES.values()) for kind in Price.__dataclass_fields__))

_SNAPSHOT = re.compile(r"-\d{8}$")


def is_known(model: str) -> bool:
    """Whether we know what a model costs. What we do not know is counted at the dearest price there is."""
    return _family(model) in PRICES


def cost(model: str, tokens: Tokens) -> int:
    """What a call came to, in millionths of a dollar."""
    family, prompt = _family(model), tokens.input + tokens.cache_read + tokens.cache_write
    price = PRICES.get(family, DEAREST)
    return (LONG_PROMPTS.get(family, price) if prompt > LONG_PROMPT_TOKENS else price).of(tokens)


def _family(model: str) -> str:
    return _SNAPSHOT.sub("", model)
