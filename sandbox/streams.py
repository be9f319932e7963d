"""Messages that grow while they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.blocks.limits import MOST_BLOCKS, problems_in
from sandbox.blocks.schema import Problems, anything, choice, items, one_of, shape, string
from sandbox.content import Refused, check_blocks, with_ids
from sandbox.ids import new_secret

Json = dict[str, Any]
MOST_TEXT = 12_000
# Not documented, and not to be changed by an app: python-slack-sdk#1859.
LIFETIME = timedelta(minutes=5)
_CHUNKS = one_of(
    {
        "markdown_text": shape({"text": string(MOST_TEXT)}),
        "plan_update": shape({"title": string(255, least=1)}),
        "task_update": shape(
            {"id": string(255, least=1), "title": string(255, least=1), "status": choice("pending", "in_progress", "complete", "error")},
            {"details": string(MOST_TEXT), "output": string(MOST_TEXT), "sources": items(anything, 20, least=0)},
        ),
        "blocks": shape({"blocks": anything}),
    }
)


@dataclass(eq=False)
class Stream:
    """What has come of a message so far, as blocks in the order they came; tasks are gathered in one plan where planned is true."""

    started: datetime
    planned: bool = False
    ended: bool = False
    blocks: list[Json] = field(default_factory=list)

    def is_live(self, now: datetime) -> bool:
        """Whether it still takes something: not once it was stopped, and not after five minutes."""
        return not self.ended and now - self.started < LIFETIME

    @property
    def text(self) -> str:
        """All that was written, without the tasks."""
        return "\n".join(block["text"] for block in self.blocks if block["type"] == "markdown")

    def take(self, chunks: list[Json]) -> None:
        """Add what came; raises Refused and adds nothing when Slack does not take it."""
        problems: Problems = []
        items(_CHUNKS, 1000, least=0)(chunks, "/chunks", problems)
        if problems:
            raise Refused("invalid_chunks", response_metadata={"messages": [f"[ERROR] {one}" for one in problems]})
        grown = Stream(self.started, self.planned, blocks=[dict(block) for block in self.blocks])
        for chunk in chunks:
            grown._take(chunk)
        if len(grown.text) > MOST_TEXT:
            raise Refused("msg_too_long")
        check_blocks(grown.blocks, of_api=True)
        self.blocks = grown.blocks

    def _take(self, chunk: Json) -> None:
        kind = chunk["type"]
        if kind == "markdown_text":
            self._write(chunk["text"])
        elif kind == "plan_update":
            self._plan()["title"] = chunk["title"]
        elif kind == "task_update":
            self._update(_card(chunk))
        else:
            blocks = chunk["blocks"]
            if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS or problems_in(blocks):
                raise Refused("invalid_blocks")
            self.blocks += with_ids(blocks)

    def _write(self, text: str) -> None:
        last = self.blocks[-1] if self.blocks else {}
        if last.get("type") == "markdown":
            last["text"] += text
        elif text:
            self.blocks.append({"type": "markdown", "block_id": new_secret(5), "text": text})

    def _plan(self) -> Json:
        for block in self.blocks:
            if block["type"] == "plan":
                return block
        self.planned = True
        tasks = [block for block in self.blocks if block["type"] == "task_card"]
        plan = {"type": "plan", "block_id": new_secret(5), "title": "", "tasks": tasks}
        self.blocks = [plan, *(block for block in self.blocks if block["type"] != "task_card")]
        return plan

    def _update(self, card: Json) -> None:
        """Add a task, or draw one again where it stands; what an update says nothing about stays."""
        if self.planned:
            plan = self._plan()
            cards = plan["tasks"] = list(plan["tasks"])
        else:
            cards = self.blocks
        for index, block in enumerate(cards):
            if block.get("task_id") == card["task_id"]:
                cards[index] = {**block, **card, "block_id": block["block_id"]}
                return
        cards.append(card)


def _card(chunk: Json) -> Json:
    """Make the task card that a task's update draws."""
    card: Json = {
        "type": "task_card",
        "block_id": new_secret(5),
        "task_id": chunk["id"],
        "title": chunk["title"],
        "status": chunk["status"],
    }
    for name in ("details", "output"):
        if chunk.get(name):
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": chunk[name]}]}
            card[name] = {"type": "rich_text", "elements": [section]}
    return {**card, **({"sources": chunk["sources"]} if chunk.get("sources") else {})}
