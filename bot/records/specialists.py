"""Specialists: who is handed which task, what they are given, what they give back, and by what that is judged."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, field_validator

SUFFIX = "-expert"
"""What people leave out: django is django-expert."""


class Specialist(BaseModel):
    """A specialist. `persona` is how Claude works as one; the rest is what a task for it begins with, `criteria` by what it is judged."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)
    expertise: str = Field(min_length=1, max_length=200)
    when: str = Field(min_length=1, max_length=300)
    provide: str = Field(default="", max_length=300)
    expect: str = Field(min_length=1, max_length=300)
    criteria: tuple[str, ...] = Field(min_length=1)
    persona: str = Field(min_length=1)

    @field_validator("criteria")
    @classmethod
    def _say_something(cls, criteria: tuple[str, ...]) -> tuple[str, ...]:
        if not all(one.strip() for one in criteria):
            raise ValueError("each of the criteria should say something")
        return criteria

    def is_called(self, words: str) -> bool:
        """Whether these words name it: python-testing-expert, python-testing, @python-testing."""
        said = words.strip().lstrip("@").lower()
        return said in {self.name, self.name.removesuffix(SUFFIX)}


def named(words: str, specialists: Sequence[Specialist]) -> Specialist | None:
    """The one these words name."""
    return next((one for one in specialists if one.is_called(words)), None)
