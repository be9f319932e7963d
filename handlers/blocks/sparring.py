"""How a conversation looks: an answer, what is offered below it, whether it helped; and the questions asked where there is no model."""

from collections.abc import Sequence

from bot.records.conversations import Source, State, Turn
from bot.records.questions import ANYTHING, TOPICS, Topic
from bot.records.search import Found
from handlers.blocks import kit
from handlers.blocks.kit import Block

READ = "Read what is open, decided and owed"
GOES_ON = "… goes on"
STOPPED = "Stopped. Ask again, and I begin anew."
TITLE = 120
PROPOSAL = 70


def message(text: str, blocks: Sequence[Block]) -> Block:
    """A message of an answer, as Slack takes it."""
    drawn = [{"type": "markdown", "text": text}] if text.strip() else []
    return {"text": kit.fallback(text or STOPPED), "blocks": [*drawn, *blocks] or [kit.context(STOPPED)]}


def below(turn: Turn, close: Sequence[Block]) -> list[Block]:
    """What stands below an answer: how it came about, what is offered, the close, and whether it helped."""
    notes = [STOPPED] if turn.state is State.STOPPED else []
    notes += [turn.note] if turn.note else []
    offers = [kit.button(f"{label(words)}…", f"cto propose {words}") for words in turn.proposals]
    drawn = [kit.context(note) for note in notes]
    drawn += [kit.actions(*offers)] if offers else []
    drawn += list(close)
    return [*drawn, *([helped(turn.id)] if turn.source is Source.CLAUDE and turn.answer else [])]


def label(words: str) -> str:
    """What a button says that offers words: the words themselves, and no others."""
    return kit.cut(kit.one_line(words), PROPOSAL)


def helped(turn: int) -> Block:
    """The two buttons that say whether an answer helped."""
    sides = {"positive_button": ("This helped", "good"), "negative_button": ("It did not", "bad")}
    element = {
        "type": "feedback_buttons",
        "action_id": f"{kit.WORDS}:helped",
        **{
            side: {"text": {"type": "plain_text", "text": words}, "value": f"cto feedback {turn} {value}", "accessibility_label": words}
            for side, (words, value) in sides.items()
        },
    }
    return {"type": "context_actions", "elements": [element]}


def questions(topic: Topic) -> list[Block]:
    """The questions of a topic, and the other topics."""
    asked = [[kit.text(f"{at}.  {question}")] for at, question in enumerate(topic.questions, 1)]
    others = [(other.about, f"cto questions {other.name}") for other in (*TOPICS, ANYTHING) if other is not topic]
    next_ = [kit.button("Write it down", f"cto propose {topic.words}")] if topic.words.endswith(" new") else []
    next_ += [kit.button(f"/{topic.words}", topic.words)] if topic.words and not next_ else []
    return [kit.rich([kit.text(topic.about, bold=True)], *asked), kit.actions(kit.menu("Another topic…", others), *next_)]


def without(topic: Topic, found: Sequence[Found]) -> list[Block]:
    """What there is without a model: questions to answer oneself, and what the records have about it."""
    drawn = questions(topic)
    if not found:
        return drawn
    lines = [[kit.text(one.key, bold=True), kit.text(f" {kit.cut(kit.one_line(one.title), TITLE)} · {one.status}")] for one in found]
    shows = [(f"{one.key} {one.title}", f"{one.kind} show {one.key}") for one in found]
    return [*drawn, kit.rich([kit.text("In your records about it", bold=True)], *lines), kit.actions(kit.menu("Show one…", shows))]


def review(words: str, usage: str, says: str) -> Block:
    """A form with words filled in, to be looked over before they count."""
    field = kit.asks("words", "What will be done, as if you had typed it", kit.words(words, lines=True), hint=f"/{usage}")
    return kit.modal("Look it over", [kit.rich([kit.text(says)]), field], submit="Do it", close="Not now")
