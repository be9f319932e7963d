"""What Slack's client says about a form before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sandbox.forms.answers import Answers
from sandbox.forms.fields import Field, fields

Json = dict[str, Any]
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def objections(blocks: Iterable[Json], answers: Answers) -> dict[str, str]:
    """Tell, by block_id, what keeps the form from being sent: nothing when it goes."""
    inputs = [field for field in fields(blocks) if field.is_input]
    said = {field.block_id: _objection(field, answers.of(field)) for field in inputs}
    return {block_id: sentence for block_id, sentence in said.items() if sentence}


def _objection(field: Field, value: Any) -> str:
    if value in (None, "", []):
        return REQUIRED if field.is_required else ""
    least = field.element.get("min_length") or 0
    if field.kind == "plain_text_input" and len(value) < least:
        return f"Please enter at least {least} characters."
    if field.kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if field.kind == "url_text_input" and not _URL.fullmatch(value):
        return "Please enter a valid URL."
    return _about_number(field, value) if field.kind == "number_input" else ""


def _about_number(field: Field, value: str) -> str:
    try:
        number = float(value) if field.element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return "Please enter a valid number."
    least, most = (field.element.get(name) for name in ("min_value", "max_value"))
    if least is not None and number < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and number > float(most):
        return f"Please enter a number of at most {most}."
    return ""
