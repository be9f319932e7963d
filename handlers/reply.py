"""What a listener answers: words for the one who asked. The door decides what becomes of them."""

from dataclasses import dataclass, field
from typing import Any

from bot.errors import BotError
from handlers.blocks import kit


@dataclass(frozen=True)
class Reply:
    """An answer to one person: `text` where blocks are not shown, escaped; `blocks` to be drawn.

    `recorded`: it only recorded what was said, so that a ✅ on a message is answer enough.
    """

    text: str
    blocks: list[kit.Block] = field(default_factory=list)
    recorded: bool = False

    @classmethod
    def saying(cls, sentence: str, *, copy: str = "", recorded: bool = False) -> "Reply":
        """A sentence of ours, in which `backticks` mark words to type; then, perhaps, a line to copy."""
        blocks = [kit.rich(kit.sentence(sentence))]
        if copy:
            blocks.append(kit.preformatted(copy))
        return cls(kit.fallback(f"{sentence} {copy}".strip()), blocks, recorded)

    @classmethod
    def to(cls, error: BotError, *, mention: str = "") -> "Reply":
        """What an error becomes: its sentence, and its words to copy: as a command, or to the bot by its name, as it was `mention`ed."""
        if not mention:
            return cls.saying(error.sentence, copy=error.copy)
        copy = f"@{mention} {error.copy[1:]}" if error.copy.startswith("/") else error.copy
        return cls.saying(error.sentence.replace("`/", f"`@{mention} "), copy=copy)

    @classmethod
    def kept(cls, answer: dict[str, Any] | None) -> "Reply":
        """The first answer, as it was kept, to be given again."""
        return cls(**answer) if answer else cls("")

    def to_keep(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {"text": self.text, "blocks": self.blocks, "recorded": self.recorded}

    def as_message(self) -> dict[str, Any]:
        """The answer as Slack takes it."""
        return {"text": self.text, **({"blocks": self.blocks} if self.blocks else {})}
