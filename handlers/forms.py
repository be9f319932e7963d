"""A form is a pydantic model: the block_id of an input is the name of a field (`decision~2` once it was drawn anew)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from handlers.markup import clean


class Values(BaseModel):
    """What a form asks for. Raise ValueError with the sentence a person should read under the field."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


T = TypeVar("T", bound=Values)

MISSING = "Please fill this in."


class Invalid(Exception):
    """What was filled in will not do: a sentence for each input, by block_id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(errors))
        self.errors = dict(errors)


def read(view: Mapping[str, Any], values: type[T]) -> T:
    """What was filled in. Raises Invalid."""
    blocks = {block["block_id"].split("~")[0]: block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    given: dict[str, Any] = {}
    for block_id, actions in view["state"]["values"].items():
        for state in actions.values():
            value = _value(state)
            if value is not None:
                given[block_id.split("~")[0]] = value
    try:
        return values.model_validate(given)
    except ValidationError as error:
        raise Invalid(
            {blocks.get(str(one["loc"][0]) if one["loc"] else "", first_input(view)): _told(one) for one in error.errors()}
        ) from None


def first_input(view: Mapping[str, Any]) -> str:
    """The block_id of the first input, under which stands what belongs to no field."""
    return str(next(block["block_id"] for block in view["blocks"] if block["type"] == "input"))


def _told(error: Any) -> str:
    if error["type"] == "missing":
        return MISSING
    cause = (error.get("ctx") or {}).get("error")
    return str(cause) if isinstance(cause, ValueError) else f"This will not do: {error['msg'].lower()}."


def _value(state: Mapping[str, Any]) -> Any:
    """What an element holds, by its type; None for nothing."""
    kind = state["type"]
    if kind in {"static_select", "external_select", "radio_buttons", "overflow"}:
        return (state.get("selected_option") or {}).get("value")
    if kind in {"checkboxes", "multi_static_select", "multi_external_select"}:
        return [option["value"] for option in state.get("selected_options") or []]
    if kind == "datetimepicker":
        at = state.get("selected_date_time")
        return datetime.fromtimestamp(at, UTC) if at else None
    names = {
        "users_select": "selected_user",
        "multi_users_select": "selected_users",
        "conversations_select": "selected_conversation",
        "channels_select": "selected_channel",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "file_input": "files",
    }
    value = state.get(names.get(kind, "value"))
    return clean(value) if isinstance(value, str) else value
