"""A message as it goes over the wire: whole, or as the events of a stream; and what its tokens are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sandbox.claude.answers import Answer
from sandbox.ids import new_secret

Json = dict[str, Any]

CHARACTERS_A_TOKEN = 4
CHARACTERS_A_DELTA = 12
DELTAS_A_BLOCK = 40
"""A long text that is sent at once comes in longer pieces: hundreds of short ones would be most of the work of whoever reads them."""
EMPTY: dict[str, Json] = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}, "tool_use": {"input": {}}}
"""How a block begins, before its deltas."""

CACHED_FROM_TOKENS = 512
"""A shorter prefix is not cached, whatever is asked for."""


class PromptCache:
    """The prefixes that were marked by cache_control before."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def usage(self, body: Json, answer: Answer) -> Json:
        """Count the tokens of a request and its answer, as far as possible from the cache."""
        whole = tokens(json.dumps([body.get("tools"), body.get("system"), body["messages"]], ensure_ascii=False))
        prefix = _marked_prefix(body)
        cached = tokens(prefix) if tokens(prefix) >= CACHED_FROM_TOKENS else 0
        is_known = prefix in self._known
        if cached:
            self._known.add(prefix)
        return {
            "input_tokens": max(1, whole - cached),
            "cache_creation_input_tokens": 0 if is_known else cached,
            "cache_read_input_tokens": cached if is_known else 0,
            "output_tokens": max(1, tokens(json.dumps(answer.content, ensure_ascii=False))),
            "service_tier": "standard",
        }


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return len(text) // CHARACTERS_A_TOKEN


def whole(model: str, answer: Answer, usage: Json) -> Json:
    """The message in one piece."""
    return {
        "id": f"msg_{new_secret(24)}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": list(answer.content),
        "stop_reason": answer.stop_reason,
        "stop_sequence": None,
        "stop_details": answer.stop_details,
        "usage": usage,
    }


def events(model: str, answer: Answer, usage: Json, *, is_paced: bool = False) -> Iterator[Json]:
    """The message as the events of a stream, in the order the API sends them."""
    begun: Json = {"content": [], "stop_reason": None, "stop_details": None, "usage": {**usage, "output_tokens": 1}}
    yield {"type": "message_start", "message": {**whole(model, answer, usage), **begun}}
    yield {"type": "ping"}
    for index, block in enumerate(answer.content):
        yield {"type": "content_block_start", "index": index, "content_block": _empty(block)}
        for delta in _deltas(block, is_paced=is_paced):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ending = {"stop_reason": answer.stop_reason, "stop_sequence": None, "stop_details": answer.stop_details}
    yield {"type": "message_delta", "delta": ending, "usage": {"output_tokens": usage["output_tokens"]}}
    yield {"type": "message_stop"}


def sse(event: Json) -> bytes:
    """One event as server-sent events have it."""
    return f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def _empty(block: Json) -> Json:
    return {**block, **EMPTY[block["type"]]}


def _deltas(block: Json, *, is_paced: bool) -> Iterator[Json]:
    if block["type"] == "text":
        yield from ({"type": "text_delta", "text": piece} for piece in _pieces(block["text"], is_paced=is_paced))
    elif block["type"] == "tool_use":
        pieces = _pieces(json.dumps(block["input"], ensure_ascii=False), is_paced=is_paced)
        yield from ({"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces))
    else:
        yield from ({"type": "thinking_delta", "thinking": piece} for piece in _pieces(block["thinking"], is_paced=is_paced))
        yield {"type": "signature_delta", "signature": block["signature"]}


def _pieces(text: str, *, is_paced: bool) -> Iterator[str]:
    length = CHARACTERS_A_DELTA if is_paced else max(CHARACTERS_A_DELTA, -(-len(text) // DELTAS_A_BLOCK))
    return (text[at : at + length] for at in range(0, len(text), length))


def _marked_prefix(body: Json) -> str:
    """Everything up to the last block of the system prompt that is marked; tools come before it."""
    system = body.get("system")
    blocks = system if isinstance(system, list) else []
    marked = [place for place, block in enumerate(blocks) if block.get("cache_control")]
    if not marked:
        return ""
    return json.dumps([body["model"], body.get("tools"), body.get("output_config"), blocks[: marked[-1] + 1]], ensure_ascii=False)
