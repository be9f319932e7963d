"""The steps of a story: what is waited for, at what pace, and where one is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sandbox.changes import Changes

if TYPE_CHECKING:
    from sandbox.server import Sandbox

State = Literal["ready", "playing", "paused", "over", "stuck"]
LETTERS_A_PACE = 60
"""So many letters of a sentence are read in one pace."""
TAKES = timedelta(seconds=40)
"""So long people take for a step, by the sandbox's clock."""

PATIENCE_SECONDS = 15.0


class Stuck(Exception):
    """What the chapter says did not happen; `str()` of it is one line that says what, and why."""


@dataclass(frozen=True)
class Place:
    """Where something happens: whose eyes to look with, and the ids of the channel and of the thread; tab is home or messages."""

    person: str = ""
    channel: str = ""
    thread: str = ""
    tab: str = "messages"


@dataclass(frozen=True)
class Typed:
    """Words that stand in somebody's composer before they are sent: in a thread's, or in the channel's."""

    words: str = ""
    thread: str = ""


class Steps:
    """One step after another: each is told in a sentence, then done, then left to be looked at.

    pace is about how many seconds one looks at a step; at 0 everything happens at once. settled waits until what a step set off has
    happened.
    """

    def __init__(self, slack: Sandbox, *, pace: float, settled: Callable[[], Awaitable[None]]) -> None:
        self.state: State = "ready"
        self.count = 0
        self.sentence = ""
        self.place = Place()
        self.typed = Typed()
        self._slack = slack
        self._pace = pace
        self.settled = settled
        self._pressed = Changes()
        self._skips = False

    async def step(self, sentence: str, place: Place, act: Callable[[], Awaitable[Any]] | None = None, typed: Typed | None = None) -> Any:
        """Let the last step be looked at, tell what comes, do it, and wait for what it sets off; returns what the act returned."""
        if self.count:
            await self.looked_at(self._pace)
        self.place, self.typed = place, typed or Typed()
        self.count += 1
        self.say(sentence)
        await self.looked_at(self._pace * (0.5 + len(sentence) / LETTERS_A_PACE))
        done, self.typed = None, Typed()
        if act:
            self._slack.clock.advance(TAKES)
            done = await act()
        await self.settled()
        # Whoever asked for the next step has seen one, and is told so; paused, it stays there.
        self._skips = False
        self._slack.changed()
        return done

    async def ended(self) -> None:
        """Let the last step be looked at."""
        await self.looked_at(self._pace)

    def pause(self) -> None:
        """Do nothing more until told to."""
        if self.state == "playing":
            self.become("paused")

    def resume(self) -> None:
        """Go on."""
        if self.state == "paused":
            self.become("playing")

    def next(self) -> None:
        """Do the next step now; paused before, paused after it."""
        self._skips = True
        self._pressed.tell()

    def become(self, state: State) -> None:
        """Take a state, and let every page see it."""
        self.state = state
        self._pressed.tell()
        self._slack.changed()

    def say(self, sentence: str) -> None:
        """Tell a sentence."""
        self.sentence = sentence
        self._slack.changed()

    async def looked_at(self, seconds: float) -> None:
        """Wait so long, or until the next step is asked for; paused, until it goes on."""
        if seconds:
            await self._pressed.until(lambda: self._skips or self.state == "paused", seconds)
        while self.state == "paused" and not self._skips:
            await self._pressed.next()
