"""The words after a command or a mention: a verb, perhaps a key, and the rest. The same words through every door."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.errors import Offer, Unclear

_KEY = re.compile(r"([A-Za-z]{2,6})-0*(\d{1,9})[:,]?$")
_MESSAGE = re.compile(r"<?https?://[^\s|>]+/archives/[A-Z0-9]+/p\d{16}")
HELP = "help"
NEAR = 0.74
"""How alike two words must be; "role" and "resolve" are 0.73, "nots" and "note" 0.75."""
QUOTED = 40
"""So much of a word nobody knows is said back."""
A_SENTENCE = 3
"""So many words are no verb misspelt."""


@dataclass(frozen=True)
class Verb:
    """A word people may begin with. `usage` is what they type after it, `says` what it does.

    `reads`: it changes nothing. `takes_key`: a key right after it says which record is meant; else the key is among the words.
    `alone`: no words follow it, so that words which happen to begin with it are not taken for it ("quiet for ten minutes now").
    """

    name: str
    usage: str
    says: str
    reads: bool = False
    takes_key: bool = True
    alone: bool = False


@dataclass(frozen=True)
class Intent:
    """What somebody wants: a verb ("" when they said nothing), the number in a key of this kind, and the other words as typed.

    `is_draft`: it is the number of a draft, which has no key of its kind yet.
    """

    verb: str
    number: int | None = None
    rest: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The words of one kind of record: `kind` is the word itself ("incident"), `prefix` is its key's ("INC").

    Words that begin with no verb are offered to the first of the verbs, in a room to the one named `in_a_room`.
    `meant` is what people type and what they should have: {"close": "resolve", "sev1": "declare SEV1"}. `drafts` is the prefix of keys that
    name a draft of this kind. `of_link` is the verb for words that begin with the address of a message. `bare_changes`: the word alone may
    change something, as in a thread. `under` is the command the word is typed after, where it is none itself. `grows_from` is the prefix of
    keys of another kind, each of which names one of these as well: INC-9 its postmortem. `of_words` is the verb for words that begin with
    none, where they are a sentence; in a room the one named `in_a_room` is, for a word alone as well.
    """

    kind: str
    prefix: str
    verbs: Sequence[Verb]
    in_a_room: str = ""
    meant: Mapping[str, str] = field(default_factory=dict)
    drafts: str = ""
    of_link: str = ""
    bare_changes: bool = False
    under: str = ""
    grows_from: str = ""
    of_words: str = ""

    @property
    def typed(self) -> str:
        """How the word is typed: /incident, /cto postmortem."""
        return f"/{self.under} {self.kind}" if self.under else f"/{self.kind}"

    def parse(self, words: str, *, in_a_room: bool = False) -> Intent:
        """Read the words. Raises Unclear with the nearest usage when they begin with no verb."""
        first, rest = _split(words)
        if not first:
            return Intent("")
        number = self.number_in(first)
        if number is not None:
            second, after = _split(rest)
            verb = self._verb(second)
            if verb is None and second:
                raise self._unclear(second, after, self.in_a_room, first)
            is_draft = self._is_draft(first)
            return self._alone(verb, Intent(verb.name, number, after, is_draft)) if verb else Intent("show", number, rest, is_draft)
        if self.of_link and _MESSAGE.match(first):
            return Intent(self.of_link, None, words.strip())
        verb = self._verb(first)
        if verb is None and self._is_said(words, in_a_room=in_a_room):
            return Intent(self.in_a_room if in_a_room else self.of_words, None, words.strip())
        if verb is None:
            raise self._unclear(first, rest, self.in_a_room if in_a_room else self.verbs[0].name)
        return self._alone(verb, self._with_key(verb, rest))

    def reads(self, words: str) -> bool:
        """Whether these words change nothing; words we cannot read do not either, unless a room might take them."""
        try:
            verb = self._verb(self.parse(words).verb)
        except Unclear:
            return not self.of_words
        return not self.bare_changes if verb is None else verb.reads

    def knows(self, words: str) -> bool:
        """Whether these words begin with a verb or a key of ours, or all but."""
        first, _ = _split(words)
        is_anothers = bool(self.grows_from) and first.upper().startswith(f"{self.grows_from}-")
        is_key = self.number_in(first) is not None and not is_anothers
        return bool(first) and (is_key or self._verb(first) is not None or self._near(first) is not None)

    def usage(self, name: str) -> str:
        """How to type a verb, whole."""
        verb = next(verb for verb in self.verbs if verb.name == name)
        return f"{self.typed} {verb.name} {verb.usage}".strip()

    def number_in(self, word: str) -> int | None:
        """The number, if the word is a key of this kind: INC-12, inc-012."""
        found = _KEY.match(word)
        return int(found[2]) if found and found[1].upper() in {self.prefix, self.drafts, self.grows_from} else None

    def _is_said(self, words: str, *, in_a_room: bool) -> bool:
        """Whether words that begin with no verb are to be taken as they are: not a verb misspelt, nor what people type for one."""
        first, _ = _split(words)
        is_near = first.lower().rstrip(":,") in self.meant or self._near(first) is not None
        is_about_one = any(self.number_in(word) is not None for word in words.split())
        if not self.of_words or (is_near and is_about_one):
            return False
        return len(words.split()) >= A_SENTENCE or (in_a_room and not is_near)

    def _is_draft(self, word: str) -> bool:
        return bool(self.drafts) and word.upper().startswith(f"{self.drafts}-")

    def _with_key(self, verb: Verb, rest: str) -> Intent:
        word, after = _split(rest)
        number = self.number_in(word) if verb.takes_key else None
        return Intent(verb.name, None, rest) if number is None else Intent(verb.name, number, after, self._is_draft(word))

    def _alone(self, verb: Verb, intent: Intent) -> Intent:
        """The same, unless words follow that were meant for something else."""
        if not verb.alone or not intent.rest:
            return intent
        prefix = self.drafts if intent.is_draft else self.prefix
        key = f"{prefix}-{intent.number}" if intent.number is not None else ""
        sentence = f"“{verb.name}” stands alone: `{self.usage(verb.name)}`. Or was that a {self.in_a_room}?"
        just = Offer(f"Just {verb.name}", " ".join(part for part in (self.kind, verb.name, key) if part))
        raise Unclear(sentence, offers=[self.as_said(f"{verb.name} {intent.rest}", key), just])

    def as_said(self, words: str, key: str = "") -> Offer:
        """The words as what a room takes words for: a note."""
        noted = " ".join(part for part in (self.kind, self.in_a_room, key, words) if part)
        return Offer(f"{self.in_a_room.capitalize()} with these words", noted)

    def _verb(self, word: str) -> Verb | None:
        return next((verb for verb in self.verbs if verb.name == word.lower()), None)

    def _unclear(self, word: str, rest: str, offered: str, key: str = "") -> Unclear:
        """The nearest right usage, and the same words put right."""
        meant = self.meant.get(word.lower().rstrip(":,")) or self._near(word)
        verb, *more = (meant or offered).split()
        said = [*more, rest] if meant else [word, rest]
        words = " ".join(part for part in (f"{self.kind} {verb}", key, *said) if part)
        if meant:
            return Unclear(f"Did you mean {meant}? `{self.usage(verb)}`", offers=[Offer(f"Yes, {meant}", words)])
        sentence = f"I do not know “{_quoted(word)}”. All words: `{self.typed} {HELP}`"
        return Unclear(sentence, offers=[Offer(f"{offered.capitalize()} with these words", words)])

    def _near(self, word: str) -> str | None:
        """The verb that was meant: all but spelled so, and all but as long ("rolled" is no role)."""
        names = [verb.name for verb in self.verbs if abs(len(verb.name) - len(word)) <= 1]
        near = get_close_matches(word.lower(), names, n=1, cutoff=NEAR)
        return near[0] if near else None


def _split(words: str) -> tuple[str, str]:
    first, *rest = words.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def _quoted(word: str) -> str:
    return (word if len(word) <= QUOTED else word[: QUOTED - 1] + "…").replace("`", "'")
