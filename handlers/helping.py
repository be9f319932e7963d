"""`help` of a kind: every word, how to type it, what it does."""

from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.grammar import Vocabulary
from handlers.reply import Reply
from storage.store import Transaction


def helping(vocabulary: Vocabulary, *, in_threads: str = "mention me with the same words.") -> Answers:
    """The answer to `help`. `in_threads` is what to do where Slack takes no commands."""

    async def help_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        lines = [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs]
        note = f"In threads Slack takes no commands: {in_threads}"
        return Reply(kit.fallback(f"/{vocabulary.kind} help"), [kit.rich(*lines), kit.context(note)])

    return help_
