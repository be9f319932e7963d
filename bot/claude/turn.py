"""One paid request: reserved from the month's budget before it is sent, settled when its cost is known."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Any

import structlog

from bot.claude import prices
from bot.claude.patience import Patience
from bot.claude.trouble import Away, OverBudget, Trouble
from bot.claude.wire import Exchange, Wire, tokens
from bot.metrics import Metrics
from storage.spending import Call, Tokens
from storage.store import Store

Json = dict[str, Any]

BYTES_A_TOKEN = 2
"""No text has more tokens than that: a request is reserved at the most it can cost."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Purse:
    """Where spending is kept, and how much a workspace may spend in a month."""

    store: Store
    clock: Callable[[], datetime]
    budget: Decimal
    metrics: Metrics = field(default_factory=Metrics)

    async def reserve(self, call: Call, most: int) -> int:
        """Take from the budget what a call can cost at most. Raises OverBudget."""
        async with self.store.transaction() as db:
            number = await db.spending.reserve(call, most, budget=int(self.budget * prices.MILLION), now=self.clock())
        if number is None:
            log.warning("claude.over_budget", team=call.team, purpose=call.purpose)
            self.metrics.model_calls.add(call.purpose, OverBudget.__name__)
            raise OverBudget(self.budget)
        return number

    async def settle(self, number: int, call: Call, used: Tokens) -> None:
        """Put in its place what the call did cost."""
        usd = prices.cost(call.model, used)
        async with self.store.transaction() as db:
            await db.spending.settle(number, used, usd)
        self.metrics.model_calls.add(call.purpose, "answered")
        self.metrics.model_cost.add(call.purpose, by=usd / prices.MILLION)
        for kind, count in vars(used).items():
            self.metrics.model_tokens.add(call.purpose, kind, by=count)
        log.info("claude.answered", **vars(call), **vars(used))

    async def release(self, number: int) -> None:
        """Give it back: the call was not taken."""
        async with self.store.transaction() as db:
            await db.spending.release(number)


class Turn:
    """A request and its answer: `words()` sends it and gives the words as they come, `message` is all of it at the end."""

    def __init__(self, wire: Wire, purse: Purse, call: Call, body: Json, patience: Patience | None = None) -> None:
        self.message: Any = None
        self._exchange = Exchange(wire, body)
        self._purse = purse
        self._call = call
        self._patience = patience

    async def words(self) -> AsyncGenerator[str, None]:
        """Give the words. Raises Trouble, or while there is patience what has the job tried again.

        What began and did not end stays counted at the most it can have cost: the API bills it, and does not tell how much.
        """
        began, number = monotonic(), await self._purse.reserve(self._call, self._most())
        try:
            async with aclosing(self._exchange.words()) as words:
                async for piece in words:
                    yield piece
        except Trouble as trouble:
            self._purse.metrics.model_calls.add(self._call.purpose, type(trouble).__name__)
            if not self._exchange.begun:
                await self._purse.release(number)
            if self._patience and isinstance(trouble, Away):
                raise self._patience.told(trouble, monotonic() - began) from None
            raise
        self.message = self._exchange.message
        await self._purse.settle(number, self._call, tokens(self.message))

    def _most(self) -> int:
        body = self._exchange.body
        size = len(json.dumps([body.get(part) for part in ("system", "messages", "tools", "output_config")], default=repr)) // BYTES_A_TOKEN
        return prices.cost(self._call.model, Tokens(cache_write=size, output=body["max_tokens"]))
