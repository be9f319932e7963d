"""What must agree within an element: what it begins with, what it offers, how much it takes."""

import re
from typing import Any

from sandbox.blocks.schema import Problems, Rule, string, wrong

Json = dict[str, Any]


def within_length(value: object, at: str, problems: Problems) -> None:
    """Ask a text input to begin with no more than it takes, and to take as much as it asks for."""
    if not isinstance(value, dict):
        return
    least, most, initial = value.get("min_length"), value.get("max_length"), value.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        wrong(problems, f"{at}/initial_value", f"must be less than {most + 1} characters")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        wrong(problems, f"{at}/min_length", "must not be greater than max_length")


def begins_with_offered(value: object, at: str, problems: Problems) -> None:
    """Ask the options an element begins with to be among those it offers."""
    if not isinstance(value, dict):
        return
    offered = options(value)
    begun = [("initial_option", value.get("initial_option"))]
    begun += [(f"initial_options/{index}", one) for index, one in enumerate(_listed(value.get("initial_options")))]
    for place, option in begun:
        if option is not None and _named(option) not in [_named(one) for one in offered]:
            wrong(problems, f"{at}/{place}", "must match one of the options")


def options_or_groups(value: object, at: str, problems: Problems) -> None:
    """Ask a static menu for options or for groups of them, and not for both."""
    if isinstance(value, dict) and ("options" in value) is ("option_groups" in value):
        wrong(problems, at, "must have either options or option_groups")


def options(element: Json) -> list[Json]:
    """List what an element offers, in groups or not."""
    groups = [group for group in _listed(element.get("option_groups")) if isinstance(group, dict)]
    found = [*_listed(element.get("options")), *(one for group in groups for one in _listed(group.get("options")))]
    return [one for one in found if isinstance(one, dict)]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(option: object) -> tuple[object, object]:
    """Tell an option by its words and its value; Slack fills in the rest of a text object."""
    text = option.get("text") if isinstance(option, dict) else None
    return (text.get("text") if isinstance(text, dict) else None, option.get("value") if isinstance(option, dict) else None)


def written(form: str, said: str) -> Rule:
    """Ask for a string of that form, as in a date."""

    def rule(value: object, at: str, problems: Problems) -> None:
        string(100)(value, at, problems)
        if isinstance(value, str) and not re.fullmatch(form, value):
            wrong(problems, at, f"must be a valid {said}")

    return rule


DATE = written(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "date (YYYY-MM-DD)")
TIME = written(r"([01]\d|2[0-3]):[0-5]\d", "time (HH:mm)")
