"""JSON that somebody wrote, read strictly: whatever is wrong with it is named with its line."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NoReturn, TypeVar

from bot.templates.front_matter import Malformed

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
_SPACE = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Given:
    """A value in a file: `start` is where it stands in the text; `name` is what it is called there."""

    text: str
    value: Any
    start: int = 0
    name: str = ""

    def wrong(self, sentence: str) -> NoReturn:
        """Raises Malformed, with the line."""
        raise Malformed(sentence, line=self.text.count("\n", 0, self.start) + 1)

    def of(self, name: str) -> "Given":
        """A field; None is the value of one that is not there."""
        start = self._starts.get(name, self.start)
        return Given(self.text, self.value.get(name), start, name)

    def part(self, name: str) -> "Given":
        """A field that is an object; an empty one if it is not there."""
        found = self.of(name)
        if found.value is None:
            return Given(self.text, {}, found.start, name)
        return found.must_be(dict, "an object: {…}")

    def many(self, name: str) -> list["Given"]:
        """A field that is a list; an empty one if it is not there."""
        found = self.of(name)
        if found.value is None:
            return []
        return found.must_be(list, "a list: […]").items

    def must_be(self, kind: type, said: str) -> "Given":
        """The same. Raises Malformed where it is something else."""
        if not isinstance(self.value, kind):
            self.wrong(f"“{self.name}” should be {said}.")
        return self

    @property
    def items(self) -> list["Given"]:
        """Everything in a list."""
        at, found = self.start + 1, []
        for value in self.value:
            at = _skipped(self.text, at)
            found.append(Given(self.text, value, at, self.name))
            at = _DECODER.raw_decode(self.text, at)[1]
        return found

    def words(self, name: str) -> str:
        """Text; what is no text, in JSON's words."""
        value = self.of(name).value
        return _in_words(value)

    def lines(self, name: str) -> tuple[str, ...]:
        """A list of texts, without those that are empty."""
        return tuple(words for one in self.many(name) if (words := _in_words(one.value)))

    def number(self, name: str, most: float) -> float | None:
        """A number from 0."""
        found = self.of(name)
        if found.value is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int | float) or not 0 <= found.value <= most:
            found.wrong(f"“{name}” should be a number from 0 to {most:,.0f}, or null.")
        return float(found.value)

    def whole(self, name: str, most: int) -> int | None:
        """A number without a fraction."""
        value = self.number(name, most)
        if value is not None and value != int(value):
            self.of(name).wrong(f"“{name}” should be a whole number.")
        return None if value is None else int(value)

    def yes(self, name: str) -> bool | None:
        """Whether it is so."""
        found = self.of(name)
        if found.value is not None and not isinstance(found.value, bool):
            found.wrong(f"“{name}” should be true or false.")
        return None if found.value is None else bool(found.value)

    def day(self, name: str) -> date | None:
        """A day, as YYYY-MM-DD; of a time, its day."""
        return self._read(name, lambda words: date.fromisoformat(words[:10]), "a day: YYYY-MM-DD")

    def time(self, name: str) -> datetime | None:
        """A moment, with its offset."""
        found = self._read(name, datetime.fromisoformat, "a time: YYYY-MM-DDTHH:MM:SS+00:00")
        if found is not None and found.tzinfo is None:
            self.of(name).wrong(f"“{name}” should have its offset: +00:00.")
        return found

    def choice(self, name: str, among: type[E]) -> E | None:
        """One of a few words."""
        return self._read(name, among, f"one of {', '.join(among)}")

    def _read(self, name: str, how: Callable[[str], T], said: str) -> T | None:
        found = self.of(name)
        if found.value is None or found.value == "":
            return None
        try:
            return how(found.value)
        except (ValueError, TypeError):
            found.wrong(f"“{name}” should be {said}.")

    @cached_property
    def _starts(self) -> dict[str, int]:
        if not self.value or self.text[self.start : self.start + 1] != "{":
            return {}
        at, found = self.start + 1, {}
        for _ in self.value:
            name, at = _DECODER.raw_decode(self.text, _skipped(self.text, at))
            at = found[name] = _skipped(self.text, at)
            at = _DECODER.raw_decode(self.text, at)[1]
        return found


def parsed(content: bytes) -> Given:
    """A file that holds one JSON object. Raises Malformed."""
    root = read_json(content)
    if not isinstance(root.value, dict):
        root.wrong("It should be one object: {…}.")
    return root


def read_json(content: bytes) -> Given:
    """A file that holds JSON. Raises Malformed."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Malformed("It is not written in UTF-8.", line=content.count(b"\n", 0, wrong.start) + 1) from None
    try:
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as wrong:
        raise Malformed(f"It is no JSON: {wrong.msg}.", line=wrong.lineno) from None
    except UnicodeEncodeError:
        raise Malformed("It has half of a character, a lone surrogate.") from None
    except RecursionError:
        raise Malformed("It is nested too deep to be read.") from None
    except Malformed:
        raise
    except ValueError:
        raise Malformed("It has a number that is too long to be read.") from None
    if "\\u0000" in text:
        found = text.index("\\u0000")
        raise Malformed("It has the character \\u0000, which is none.", line=text.count("\n", 0, found) + 1)
    return Given(text, value, _skipped(text, 0))


def written(value: Any) -> str:
    """An object as a file."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"“{twice}” is there twice in one object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is no number in JSON.")


def _finite(words: str) -> float:
    value = float(words)
    if math.isinf(value):
        raise Malformed(f"{words[:20]} is too large a number.")
    return value
