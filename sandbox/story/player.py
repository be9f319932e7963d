"""What plays a story: chapter after chapter, to pause, to hurry, to go on from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.claude.answers import Answer, Fault
from sandbox.reply import CannotDo
from sandbox.story.stage import Stage
from sandbox.story.steps import Place, Steps, Stuck

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

Json = dict[str, Any]
OVER = "That was the day. Everything in it is real: look around, and go on from here."


@dataclass(frozen=True)
class Chapter:
    """Part of a day: its title, what people do in it, and what a scripted model answers meanwhile, in turn."""

    title: str
    play: Callable[[Stage], Awaitable[None]]
    answers: tuple[Answer | Fault, ...] = ()


class Player:
    """Plays chapters in a workspace.

    pace and settled are as in Steps, settled by default until the app has answered everything; answering gives a scripted model its next
    answers (ScriptedClaude.will); at_moment is told the names of the moments that chapters mark, and where they are.
    """

    def __init__(
        self,
        workspace: Workspace,
        chapters: Sequence[Chapter],
        *,
        pace: float = 0.0,
        settled: Callable[[], Awaitable[None]] | None = None,
        answering: Callable[..., None] | None = None,
        at_moment: Callable[[str, Place], Awaitable[None]] | None = None,
    ) -> None:
        self.steps = Steps(workspace.slack, pace=pace, settled=settled or workspace.slack.settled)
        self._chapters = chapters
        self._answering = answering
        self._stage = Stage(workspace, self.steps, at_moment)
        self._number = 0

    async def play(self) -> None:
        """Play every chapter to its end. Raises Stuck where the app does not do what a chapter says."""
        steps = self.steps
        steps.become("playing")
        try:
            for number, chapter in enumerate(self._chapters, 1):
                self._number = number
                if self._answering and chapter.answers:
                    self._answering(*chapter.answers)
                await chapter.play(self._stage)
            await steps.ended()
        except (Stuck, CannotDo, LookupError, TimeoutError) as error:
            steps.say(f"{steps.sentence}: {error}")
            steps.become("stuck")
            raise Stuck(steps.sentence) from error
        steps.say(OVER)
        steps.become("over")

    def told(self) -> Json:
        """What the page shows of it."""
        steps, place = self.steps, self.steps.place
        return {
            "state": steps.state,
            "step": steps.count,
            "sentence": steps.sentence,
            "place": {"me": place.person, "channel": place.channel, "thread": place.thread, "tab": place.tab},
            "typed": {"words": steps.typed.words, "thread": steps.typed.thread},
            "chapter": self._chapters[self._number - 1].title if self._number else "",
            "number": self._number,
            "chapters": len(self._chapters),
        }
