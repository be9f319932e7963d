"""What a message says: read from an app's words, refused as Slack refuses it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.blocks.limits import MOST_CHARACTERS, problems_in, size, tables_in
from sandbox.forms.fields import fields
from sandbox.ids import new_secret

if TYPE_CHECKING:
    from sandbox.files import File

Json = dict[str, Any]
MOST_TEXT = 40_000
# chat.update refuses where chat.postMessage truncates: docs.slack.dev/reference/methods/chat.update, msg_too_long.
MOST_TEXT_EDITED = 4_000
MOST_METADATA = 16_384


class Refused(Exception):
    """Slack's answer when it does not do what was asked: the error code, and what goes with it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code, more)
        self.code = code
        self.more = more

    def __str__(self) -> str:
        return f"{self.code} {self.more}" if self.more else self.code

    @property
    def answer(self) -> Json:
        """The answer's JSON."""
        return {"ok": False, "error": self.code, **self.more}


def invalid_arguments(*sentences: str) -> Refused:
    """Make the refusal of a request that lacks something or says it wrongly."""
    return Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in sentences]})


@dataclass
class Content:
    """Text, blocks, attachments, metadata and files of a message; None where the app said nothing about them."""

    text: str = ""
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    files: list[File] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text.strip() or self.blocks or self.attachments or self.files)


def read_content(params: Json, *, of_api: bool = True, editing: bool = False) -> Content:
    """Read a message from an app's parameters; raises Refused with Slack's error.

    of_api: the limit on all blocks together binds chat.* only, not acks and response URLs (bolt-js#2867).
    """
    content = Content(
        text=_text(params),
        blocks=_array(params.get("blocks"), "invalid_blocks_format"),
        attachments=_array(params.get("attachments"), "invalid_attachments"),
        metadata=read_metadata(params.get("metadata")),
    )
    if params.get("markdown_text"):
        if content.text or content.blocks:
            raise Refused("markdown_text_conflict")
        content.text = str(params["markdown_text"])
        content.blocks = [{"type": "markdown", "text": content.text}]
    _check_text(content, editing=editing)
    check_blocks(content.blocks or [], of_api=of_api)
    for attachment in content.attachments or []:
        if not isinstance(attachment, dict):
            raise Refused("invalid_attachments")
        check_blocks(attachment.get("blocks") or [], of_api=of_api)
    content.blocks = with_ids(content.blocks) if content.blocks is not None else None
    return content


def _text(params: Json) -> str:
    text = params.get("text", "")
    return text if isinstance(text, str) else str(text)


def _array(value: object, refusal: str) -> list[Any] | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused(refusal) from None
    if not isinstance(value, list):
        raise Refused(refusal)
    return value


def _check_text(content: Content, *, editing: bool) -> None:
    if editing and len(content.text) > MOST_TEXT_EDITED:
        raise Refused("msg_too_long")
    if len(content.text) > MOST_TEXT:
        content.text = content.text[:MOST_TEXT]
        content.warnings.append("message_truncated")


def check_blocks(blocks: list[Any], *, of_api: bool) -> None:
    """Refuse blocks that Slack would, naming the places."""
    problems = problems_in(blocks)
    if problems:
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": [f"[ERROR] {one}" for one in problems]})
    if tables_in(blocks) > 1:
        raise Refused("only_one_table_allowed")
    if of_api and size(blocks) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks, each with a block_id and each element with an action_id, as Slack gives them."""
    copied = json.loads(json.dumps(blocks))  # as it would come over the wire, and faster than deepcopy
    named = [{**block, "block_id": block.get("block_id") or new_secret(5)} for block in copied]
    for one in fields(named):
        one.element["action_id"] = one.action_id or new_secret(5)
    return named


def read_metadata(value: object) -> Json | None:
    """Read a message's metadata: an event type and its payload, as an object or as a string of JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    if value.get("entities"):
        return value
    if not isinstance(value.get("event_type"), str) or not value["event_type"] or not isinstance(value.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(value)) > MOST_METADATA:
        raise Refused("metadata_too_large")
    return value
