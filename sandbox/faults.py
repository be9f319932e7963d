"""What goes wrong on request: rate limits, errors, lost connections, calls held back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.changes import PATIENCE_SECONDS

Json = dict[str, Any]
Applies = Callable[[Json], bool]
_KINDS = ("429", "500", "503", "drop", "drop_after", "slow", "hold_before", "hold_after", "unknown_method")


@dataclass(eq=False)
class Fault:
    """Something that goes wrong with a method's next calls; hits counts them, times is how many are left (None: until removed)."""

    method: str
    kind: str
    times: int | None = 1
    seconds: float = 1.0
    team: str | None = None
    when: Applies | None = None
    hits: int = 0
    _released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _reached: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def release(self) -> None:
        """Let what is held go on, now and later."""
        self._released.set()

    async def reached(self, within: float = PATIENCE_SECONDS) -> None:
        """Wait until a call met this fault; raises TimeoutError when none does."""
        async with asyncio.timeout(within):
            await self._reached.wait()

    def applies(self, method: str, team: str, params: Json) -> bool:
        """Whether it strikes this call."""
        if self.times == 0 or self.method not in {"*", method} or self.team not in {None, team}:
            return False
        return self.when is None or self.when(params)

    def strike(self) -> None:
        """Count one call."""
        self.hits += 1
        self.times = None if self.times is None else self.times - 1

    async def before(self, request: web.Request) -> web.Response | None:
        """Do what happens before the call takes effect: an answer in its place, a wait, or nothing."""
        self._reached.set()
        if self.kind == "slow":
            await asyncio.sleep(self.seconds)
        elif self.kind == "hold_before":
            await self._released.wait()
        elif self.kind == "drop":
            return _dropped(request)
        elif self.kind == "429":
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers={"Retry-After": f"{self.seconds:g}"})
        elif self.kind in {"500", "503"}:
            return web.Response(status=int(self.kind), text="Internal Server Error")
        elif self.kind == "unknown_method" or self.kind.startswith("error:"):
            return web.json_response({"ok": False, "error": self.kind.removeprefix("error:")})
        return None

    async def after(self, request: web.Request) -> web.Response | None:
        """Do what happens after it took effect and before its answer goes out."""
        if self.kind == "hold_after":
            await self._released.wait()
        elif self.kind == "drop_after":
            return _dropped(request)
        return None


def _dropped(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


class Faults:
    """The faults of a server, in the order they were added; the first that applies strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        seconds: float = 1.0,
        team: str | None = None,
        when: Applies | None = None,
    ) -> Fault:
        """Let a method (* for all; response_url, upload and download for those addresses) go wrong that many times.

        kind: 429 (Retry-After: seconds), 500, 503, drop (the connection resets before any effect), drop_after (after it),
        slow (by seconds), hold_before (no effect until released), hold_after (effect at once, answer when released), error:<code>.
        when is asked with the call's parameters.
        """
        if kind not in _KINDS and not kind.startswith("error:"):
            raise ValueError(f"no such fault: {kind}; there are {', '.join(_KINDS)} and error:<code>")
        fault = Fault(method, kind, times, seconds, team, when)
        self._faults.append(fault)
        return fault

    def missing(self, method: str) -> Fault:
        """Let a method be unknown from now on."""
        return self.add(method, "unknown_method", times=None)

    def remove(self, fault: Fault) -> None:
        """Take a fault away; what it holds goes on."""
        fault.release()
        self._faults.remove(fault)

    def clear(self) -> None:
        """Take all faults away; what they hold goes on."""
        for fault in list(self._faults):
            self.remove(fault)

    def release(self) -> None:
        """Let everything held go on."""
        for fault in self._faults:
            fault.release()

    def strike(self, method: str, team: str, params: Json) -> Fault | None:
        """Find the fault this call meets, counted; None when it goes well."""
        for fault in self._faults:
            if fault.applies(method, team, params):
                fault.strike()
                return fault
        return None
