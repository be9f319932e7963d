"""What was said in a thread, as a draft is made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Remark(BaseModel):
    """A message of a thread: `id` is what it is cited by, `by` whose words they are, `url` where it stands."""

    model_config = ConfigDict(frozen=True)

    id: str
    by: str
    text: str
    at: datetime
    url: str = ""


class Thread(BaseModel):
    """The messages of a thread, oldest first; `left_out` is how many of them were too many."""

    model_config = ConfigDict(frozen=True)

    remarks: Sequence[Remark]
    left_out: int = 0

    @property
    def participants(self) -> list[str]:
        """Who took part, in the order they first spoke."""
        return list(dict.fromkeys(one.by for one in self.remarks))

    @property
    def count(self) -> int:
        """How many messages there are."""
        return len(self.remarks) + self.left_out

    def cited(self, text: str, ids: Sequence[str]) -> str:
        """A text with links to the messages it comes from; "" where it comes from none of them."""
        by_id: Mapping[str, Remark] = {one.id: one for one in self.remarks}
        found = [by_id[one] for one in dict.fromkeys(ids) if one in by_id]
        if not found or not text.strip():
            return ""
        links = ", ".join(f"[{one.by.translate(_BRACKETS)}]({one.url})" if one.url else one.by for one in found)
        return f"{text.strip()} ({links})"


_BRACKETS = str.maketrans("[]()", "    ")
