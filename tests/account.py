"""What became of everything that was said while anything went wrong."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from sandbox import Channel, Message

AWAY = "does not answer just now"
ACKED = re.compile(r"INC-\d+ is open|Noted on")
WORDS = re.compile(r"number \d+\.")


@dataclass
class Said:
    """Something somebody said: with words that occur nowhere else, and what became of it, as they were told."""

    words: str
    kind: str
    message: Message | None = None
    told: str = ""

    @property
    def is_ticked(self) -> bool:
        return self.message is not None and "white_check_mark" in self.message.reactions

    @property
    def is_acked(self) -> bool:
        return self.is_ticked or bool(ACKED.search(self.told))


@dataclass
class Account:
    """What became of everything: by kind and outcome, and what is not as it must be."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{number:6} {outcome}" for outcome, number in sorted(self.outcomes.items())]
        return "\n".join([*lines, *(f"WRONG: {one}" for one in self.wrong)])


async def account_of(everything: Sequence[Said], kept: Counter[str], channel: Channel, *, within: float = 90) -> Account:
    """What was acked is kept and told once; what could not be kept was said so; nothing is there twice."""
    account = Account()
    fewest, deadline = len(everything), monotonic() + within
    while (left := _unsettled(everything, kept, channel)) and monotonic() < deadline:  # as long as there is always something more told
        fewest, deadline = (left, monotonic() + within) if left < fewest else (fewest, deadline)
        channel.workspace.slack.clock.advance(30)
        await asyncio.sleep(0.2)
    shown = _shown(everything, channel)
    for said in everything:
        account.outcomes[f"{said.kind}: {_outcome(said, kept[said.words])}"] += 1
        wrong = _wrong(said, kept[said.words], shown[said.words])
        account.wrong += [f"{said.kind} {said.words} {one}; told: {said.told!r}" for one in wrong]
    return account


def _outcome(said: Said, kept: int) -> str:
    if said.is_acked:
        return "acknowledged"
    how = "refused with a sentence" if AWAY in said.told else "Slack said that it failed" if said.kind != "mention" else "given up by Slack"
    return f"{how}, {'kept all the same' if kept else 'not kept'}"


def _wrong(said: Said, kept: int, shown: int) -> list[str]:
    wrong = []
    if kept > 1:
        wrong.append(f"is kept {kept} times")
    if said.is_acked and not kept:
        wrong.append("was acknowledged and is not kept")
    if "my fault" in said.told:
        wrong.append("met a fault of ours")
    if kept and shown != 1:
        wrong.append(f"is told {shown} times")
    return wrong


def _shown(everything: Sequence[Said], channel: Channel) -> Counter[str]:
    """How often each stands in the channel: as a headline, or as a line of the room; what was said to the bot has its ✅, too.

    Every message is read only once: meanwhile Slack answers nobody, and a call that waits ten seconds is given up.
    """
    by_words = {said.words: said for said in everything}
    found: Counter[str] = Counter()
    for one in channel.live:
        if one.user != channel.workspace.bot.id or one.ephemeral_to:
            continue
        read = one.shown
        for words in set(WORDS.findall(read)):
            said = by_words[words]
            is_it = "declared by" in read if said.kind == "declare" else one.is_reply
            found[words] += is_it and (said.message is None or said.is_ticked)
    return found


def _unsettled(everything: Sequence[Said], kept: Counter[str], channel: Channel) -> int:
    """How much is not told yet, or is still told twice."""
    shown = _shown(everything, channel)
    return sum(bool(kept[said.words]) and shown[said.words] != 1 for said in everything)
