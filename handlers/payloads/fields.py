"""What ids, times and names look like."""

from typing import Annotated, Any

from pydantic import BaseModel, PlainValidator, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}$")]
Ts = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}\.[0-9]{1,6}$")]
Token = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,150}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=255)]
LATEST = 32_503_680_000
"""The year 3000, in seconds: no calendar of ours goes on for ever."""


def _words(given: object) -> object:
    """People's words may be anything: what no database takes is taken out of them later."""
    if not isinstance(given, str):
        raise ValueError("should be text")  # noqa: TRY004 - which pydantic does not catch
    return given


Words = Annotated[Any, PlainValidator(_words)]


class Identified(BaseModel):
    """A team, a person, a channel."""

    id: Id


class Channel(Identified):
    """A channel, as a click or an event names it."""

    name: Name | None = None
