"""The sections of a document: texts, lines or items, each with its heading and what it should answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.fields import FieldInfo


def whole(text: str) -> str:
    """Markdown that ends what it begins: no space at line ends, and no open fence, which would swallow the sections after it."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if sum(line.lstrip().startswith("```") for line in lines) % 2:
        lines.append("```")
    return "\n".join(lines)


def as_line(text: str) -> str:
    """The same words on one line."""
    return " ".join(text.split())


Text = Annotated[str, AfterValidator(whole)]
"""A section of Markdown."""
Line = Annotated[str, AfterValidator(as_line)]
"""Markdown on one line."""


class Item(BaseModel):
    """One of several of a section, such as an option: its fields are lines, texts or choices of an enum. The first names it."""

    model_config = ConfigDict(frozen=True)

    @property
    def called(self) -> str:
        """What to call it: its first field."""
        return str(getattr(self, next(iter(type(self).model_fields))))

    @classmethod
    def read(cls, line: str) -> Self:
        """An item as somebody types it on one line; a kind may read more out of it than its name."""
        return cls(**{next(iter(cls.model_fields)): line})


class Lack(BaseModel):
    """What is missing for the next status, as advice. `section` is where to mend it; `loaded` the sentence it is about, which may stay."""

    model_config = ConfigDict(frozen=True)

    says: str
    section: str = ""
    loaded: str = ""


class Step(BaseModel):
    """Something to be done next to what a document says: what the button is called, and the words after the document's key."""

    model_config = ConfigDict(frozen=True)

    label: str
    verb: str


class Table(BaseModel):
    """Cells in rows, the first of them headings; the first `words` columns are words, the others numbers. `says` is what follows of it."""

    model_config = ConfigDict(frozen=True)

    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    says: str = ""


class Body(BaseModel):
    """The sections of a document, in their order. A field's `title` is its heading, its `description` what it should answer.

    A field is a `Text`, a tuple of `Line`s, or a tuple of `Item`s of one kind; each may be empty, since a draft begins so. A field whose
    title is "" is no section: it is kept beside them, and shown in its own way.
    """

    model_config = ConfigDict(frozen=True)

    @classmethod
    def section(cls, name: str) -> Section:
        """A section by its name. Raises KeyError."""
        return next(one for one in cls.sections() if one.name == name)

    @classmethod
    def sections(cls) -> tuple[Section, ...]:
        """Every section, in order."""
        return tuple(
            Section(name, info.title or name.capitalize(), info.description or "", _item(info.annotation), _is_lines(info.annotation))
            for name, info in cls.model_fields.items()
            if info.title != ""
        )

    def is_empty(self, name: str) -> bool:
        """Whether nothing is written there yet."""
        return not getattr(self, name)

    @property
    def as_text(self) -> str:
        """All of it as plain lines, a heading before each section: to be compared."""
        lines = []
        for section in self.sections():
            value = getattr(self, section.name)
            several = [", ".join(f"{field}: {inner}" for field, inner in one if inner) if isinstance(one, Item) else one for one in value]
            lines += [section.heading, *(several if isinstance(value, tuple) else value.splitlines()), ""]
        return "\n".join(lines)

    def changed(self, name: str, value: Any) -> Self:
        """The same with another section, looked at as when it is read."""
        return type(self).model_validate({**self.model_dump(), name: value})

    def following(self, before: Self) -> Self:  # noqa: ARG002 - most kinds have nothing that follows
        """The same with what follows of how it was changed: what names an item goes with it."""
        return self

    def lacks(self, status: str) -> Sequence[Lack]:  # noqa: ARG002 - most kinds lack nothing
        """What it lacks to have this status: all of it at once."""
        return ()

    def steps(self) -> Sequence[Step]:
        """What is to be done next to what it says."""
        return ()

    def table(self, name: str) -> Table | None:  # noqa: ARG002 - most sections have none
        """What a section comes to, below it."""
        return None


@dataclass(frozen=True)
class Section:
    """A section of a kind of body: a text, lines (`is_lines`), or items of a kind (`item`). `asks` is what it should answer."""

    name: str
    heading: str
    asks: str
    item: type[Item] | None
    is_lines: bool


def _item(annotation: Any) -> type[Item] | None:
    inner = get_args(annotation)
    is_items = get_origin(annotation) is tuple and inner and isinstance(inner[0], type) and issubclass(inner[0], Item)
    return inner[0] if is_items else None


def _is_lines(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and _item(annotation) is None


def choices(annotation: Any) -> type[StrEnum] | None:
    """The enum that a field of an item chooses from, if it does."""
    candidates = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, StrEnum)), None)


def is_one_line(info: FieldInfo) -> bool:
    """Whether a field holds a single line."""
    return any(getattr(one, "func", None) is as_line for one in info.metadata)
