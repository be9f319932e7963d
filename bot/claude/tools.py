"""Tools: functions of ours that Claude may have called while it answers. They only read."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from bot.errors import BotError
from bot.prompts import Fact, sources_of, told
from bot.prompts.guards import cut

Json = dict[str, Any]

Tool = Callable[..., Awaitable[Fact]]
"""What it is for is its docstring; what it takes are its parameters, described by `Annotated[…, Field(description=…)]`; it finds facts."""

RESULT_LENGTH = 20_000
TOOLS = 64
"""So many are known at a time; there are about ten."""


def described(tool: Tool) -> Json:
    """Say to Claude what a tool does and takes."""
    return {"name": tool.__name__, "description": inspect.getdoc(tool) or "", "input_schema": _schema(_shape(tool))}


@dataclass(frozen=True)
class Result:
    """What a tool found, as Claude is told it, and the people's words in it, unmarked."""

    told: str
    sources: str = ""
    is_error: bool = False


async def run(tools: Sequence[Tool], name: str, given: object) -> Result:
    """Do what Claude asks for; a mistake of its own, or nothing found, is a result that says so."""
    tool = next((tool for tool in tools if tool.__name__ == name), None)
    if tool is None:
        return Result("There is no such tool.", is_error=True)
    try:
        takes = _shape(tool).model_validate(given)
        found = await tool(**{name: getattr(takes, name) for name in takes.model_fields_set})
    except ValidationError as wrong:
        return Result(what_is_wrong(wrong), is_error=True)
    except BotError as error:
        return Result(told(error.sentence), is_error=True)
    return Result(cut(told(found), RESULT_LENGTH) or "Nothing was found.", "\n".join(sources_of(found)))


def what_is_wrong(wrong: ValidationError) -> str:
    """Say it so that Claude can put it right: where, and what should be there."""
    faults = wrong.errors(include_url=False, include_input=False, include_context=False)
    return "\n".join(f"{'.'.join(map(str, fault['loc'])) or 'the whole'}: {fault['msg']}" for fault in faults)


def _shape(tool: Tool) -> type[BaseModel]:
    return _taken(getattr(tool, "__func__", tool), is_bound=inspect.ismethod(tool))


@lru_cache(TOOLS)
def _taken(function: Callable[..., Any], *, is_bound: bool) -> type[BaseModel]:
    """A model is made once for each function, whoever's tool it is bound to: making one takes longer than most questions to storage do."""
    hints = get_type_hints(function, include_extras=True)
    takes: Json = {
        name: (hints[name], ... if taken.default is taken.empty else taken.default)
        for name, taken in list(inspect.signature(function).parameters.items())[is_bound:]
    }
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **takes)


@lru_cache(TOOLS)
def _schema(shape: type[BaseModel]) -> Json:
    return shape.model_json_schema()
