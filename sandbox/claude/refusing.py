"""What the Messages API does not take, and says so with status 400: what its documentation of the current models says they refuse."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

SAMPLING = ("temperature", "top_p", "top_k")
NOT_IN_SCHEMAS = ("minLength", "maxLength", "minimum", "maximum", "multipleOf", "maxItems", "exclusiveMinimum", "exclusiveMaximum")
FORCED = ("any", "tool")


def wrong_with(body: Json) -> str | None:
    """Say what is wrong with a request; None when it is taken."""
    for name in ("model", "max_tokens", "messages"):
        if not body.get(name):
            return f"{name}: Field required"
    for name in SAMPLING:
        if name in body:
            return f"`{name}` is not supported by this model"
    if (body.get("thinking") or {}).get("type") in {"disabled", "enabled"}:
        return "thinking.type: use `adaptive` or `between_tools`"
    if (body.get("tool_choice") or {}).get("type") in FORCED:
        return "tool_choice: forced tool use is not supported by this model"
    schema = ((body.get("output_config") or {}).get("format") or {}).get("schema")
    return _wrong_turns(body["messages"]) or (_wrong_schema(schema, "output_config.format.schema") if schema else None)


def _wrong_turns(messages: list[Json]) -> str | None:
    if messages[0]["role"] != "user":
        return "messages: first message must use the user role"
    if messages[-1]["role"] != "user":
        return "This model does not support assistant message prefill. The conversation must end with a user message."
    for place, message in enumerate(messages):
        blocks = _blocks(message)
        if any(block["type"] == "text" and not block["text"] for block in blocks):
            return "messages: text content blocks must be non-empty"
        asked = {block["id"] for block in blocks if block["type"] == "tool_use"}
        answered = {block["tool_use_id"] for block in _blocks(messages[place + 1]) if block["type"] == "tool_result"} if asked else set()
        if asked != answered:
            return f"messages.{place}: `tool_use` ids were found without `tool_result` blocks immediately after"
    return None


def _blocks(message: Json) -> list[Json]:
    content: list[Json] | str = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _wrong_schema(schema: Any, path: str) -> str | None:
    if isinstance(schema, list):
        return next((wrong for at, item in enumerate(schema) if (wrong := _wrong_schema(item, f"{path}.{at}"))), None)
    if not isinstance(schema, dict):
        return None
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        return f"{path}: For 'object' type, 'additionalProperties' must be explicitly set to false"
    for name, value in schema.items():
        is_keyword = not path.endswith((".properties", ".$defs"))
        if is_keyword and name in NOT_IN_SCHEMAS:
            return f"{path}: property '{name}' is not supported"
        if wrong := _wrong_schema(value, f"{path}.{name}"):
            return wrong
    return None
