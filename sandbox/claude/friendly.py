"""What Claude answers when nobody wrote a script: made from the words people said, so that it reads as if it had been thought about.

The same request gets the same answer. Nothing is invented: every sentence is one of those in the marked sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.claude.answers import Answer, says, shaped, uses
from sandbox.claude.asked import Asked

Json = dict[str, Any]

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LIMIT = re.compile(r"(maxLength|minItems|maxItems|minimum|maximum): (\d+)")
ABOUT = {
    "title": r"\b(decide|choos|use|move|switch|adopt|replace|should)",
    "name": r"\b(use|move to|switch to|adopt)",
    "decision": r"\b(decided|decision|agreed|let's|go with|we will|we'll)",
    "outcome": r"\b(decided|agreed|let's|go with|we will|we'll)",
    "context": r"\b(because|since|problem|slow|fail|cost|need|currently|today)",
    "problem": r"\b(problem|slow|fail|broken|down|cost|hurts?)",
    "option": r"\b(or|option|instead|alternativ|could|stay|use)\b",
    "alternative": r"\b(or|option|instead|alternativ|could|stay)\b",
    "advantage": r"\b(good|fast|cheap|simple|easy|because|already)",
    "disadvantage": r"\b(but|risk|slow|cost|expensive|hard|lock)",
    "negative": r"\b(but|risk|slow|cost|expensive|hard|lock)",
    "risk": r"\b(but|risk|careful|worr|fail)",
    "consequence": r"\b(then|so|means|will|have to|need to)",
    "question": r"\?",
    "timeline": r"\b(declared|identified|deploy|rolled|resolved|paged|noticed|switch|restart)",
    "cause": r"\b(because|exhaust|leak|cause|opens|overflow|expired|missing)",
    "impact": r"\b(customer|ticket|declined|error|see|saw|orders)",
    "lesson": r"\b(no|never|without|before|alert|test|need)",
}
"""What a sentence says that fits a field of that name."""

MANY = {"timeline": 8}
"""Of these a list has more than two."""
NOTHING_SAID = "Nothing was said about it."
WORDS_ENOUGH = 3


def friendly(asked: Asked) -> Answer:
    """Answer in the shape that was asked for, by a tool first if there is one, or in a few sentences."""
    heard = _Heard(asked)
    if asked.tools and not asked.results:
        tool = asked.tools[0]
        return uses(tool["name"], **heard.filled(tool["input_schema"]))
    if asked.schema:
        return shaped(heard.filled(asked.schema))
    return says(heard.retold())


class _Heard:
    """What people said, sentence by sentence, to fill a schema with."""

    def __init__(self, asked: Asked) -> None:
        self._said = asked.said
        said_in = {part.strip(): str(one.get("id", "")) for one in self._said for part in SENTENCE.split(one["text"]) if part.strip()}
        sentences = list(said_in)
        self._sentences = [sentence for sentence in sentences if len(sentence.split()) >= WORDS_ENOUGH] or sentences or [NOTHING_SAID]
        self._said_in = said_in
        self._had: Counter[tuple[str, str]] = Counter()
        self._last = ""

    def filled(self, schema: Json) -> Json:
        """Make an object of this schema."""
        value: Json = self._value(schema, "", schema.get("$defs", {}))
        return value

    def retold(self) -> str:
        """Say in a paragraph what was heard, and ask back."""
        first = self._sentences[0]
        last = self._about("decision")
        rest = f" Then: “{last}”" if last != first else ""
        return f"What I heard: “{first}”{rest}\n\nWhat would have to be true for the opposite to be right?"

    def _value(self, schema: Json, name: str, known: Json) -> Any:
        schema = _plain(schema, known)
        if "enum" in schema:
            return schema["enum"][0]
        limits = {limit: int(value) for limit, value in LIMIT.findall(schema.get("description", ""))}
        by_kind: dict[str, Callable[[], Any]] = {
            "object": lambda: {
                field: self._value(inner, f"{name}.{field}".lstrip("."), known) for field, inner in schema.get("properties", {}).items()
            },
            "array": lambda: self._several(schema, name, known, limits),
            "string": lambda: self._text(schema, name)[: limits.get("maxLength")],
            "integer": lambda: limits.get("minimum", 1),
            "number": lambda: limits.get("minimum", 1),
            "boolean": lambda: False,
        }
        return by_kind.get(str(schema.get("type")), lambda: None)()

    def _several(self, schema: Json, name: str, known: Json, limits: dict[str, int]) -> list[Any]:
        ids = self._ids(name)
        if ids:
            return ids[: limits.get("maxItems", 3)]
        wanted = min(max(MANY.get(name, 2), limits.get("minItems", 0), schema.get("minItems", 0)), limits.get("maxItems", 2))
        made = [self._value(schema.get("items", {"type": "string"}), name.removesuffix("s"), known) for _ in range(wanted)]
        return [value for place, value in enumerate(made) if value not in made[:place] or place < schema.get("minItems", 0)]

    def _text(self, schema: Json, name: str) -> str:
        if schema.get("format") == "date":
            return "2026-11-23"
        ids = self._ids(name)
        return ids[0] if ids else self._about(name)

    def _ids(self, name: str) -> list[str]:
        """The ids of what was said, for a field that cites them: of the sentence before it, or of everything."""
        if not re.search(r"(^|[_.])(message|source|cite|evidence|id)s?(_ids?)?$", name):
            return []
        if of_the_last := self._said_in.get(self._last):
            return [of_the_last]
        return [str(one["id"]) for one in self._said if one.get("id")]

    def _about(self, name: str) -> str:
        """Choose a sentence that fits a field of that name: not one that such a field has had, rather than one that none has had yet."""
        pattern = next((pattern for field, pattern in ABOUT.items() if field in name), "")

        def unfit(sentence: str) -> tuple[float, int]:
            fits = re.search(pattern, sentence, re.IGNORECASE)
            return self._had[name, sentence] + (0 if fits else 0.5), self._had["", sentence]

        chosen = min(self._sentences, key=unfit)
        self._had.update([(name, chosen), ("", chosen)])
        self._last = chosen
        return chosen


def _plain(schema: Json, known: Json) -> Json:
    """Follow references, take the first of alternatives, and read a constant as the only one of its kind."""
    if "$ref" in schema:
        return _plain(known[schema["$ref"].rsplit("/", 1)[-1]], known)
    for several in ("anyOf", "allOf"):
        if several in schema:
            return _plain(schema[several][0], known)
    return {"enum": [schema["const"]]} if "const" in schema else schema
