"""What there is without a model: an honest sentence, the questions one asks of the topic, and what the records have about it."""

from bot.claude import Off, OverBudget, Trouble
from bot.records.conversations import Turn
from bot.records.people import Viewer
from bot.records.questions import about
from bot.records.search import OF_EVERY_INCIDENT, Found, telling
from handlers.blocks import kit
from handlers.blocks import sparring as drawn
from storage.store import Transaction

FOUND = 5
WORDS = 4
NO_MODEL = (
    "There is no model here, so I cannot argue with you: ANTHROPIC_API_KEY is not set. What I have are the questions I would ask, and your"
    " own records."
)
QUESTIONS = "Until then, the questions I would ask, and your own records."


def sentence(trouble: Trouble) -> str:
    """Say that nobody thought about it, and why."""
    if isinstance(trouble, Off):
        return NO_MODEL
    again = "" if isinstance(trouble, OverBudget) else " Say it again, and I try again."
    return f"{trouble.sentence}{again} {QUESTIONS}"


async def below(turn: Turn, viewer: Viewer, db: Transaction) -> list[kit.Block]:
    """The questions, and what was found by the words that tell most."""
    return drawn.without(about(turn.asked), await found(turn.asked, viewer, db))


async def found(text: str, viewer: Viewer, db: Transaction) -> list[Found]:
    """What the records have about it: all of the telling words, or one of them."""
    words = [word for word in telling(text) if word not in OF_EVERY_INCIDENT][:WORDS]
    every: dict[str, Found] = {}
    for looked_for in dict.fromkeys((" ".join(words), *words)):
        if looked_for and len(every) < FOUND:
            every |= {one.key: one for one in await db.search.find(looked_for, seen_by=viewer, limit=FOUND) if one.key not in every}
    return list(every.values())[:FOUND]
