"""What a specialist delivers, and what a review finds in it: accepted or returned by rule, from the findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.records.bodies import as_line
from bot.records.delegations import Delegation

UNWRITTEN = re.compile(
    r"^\s*(?:pass|\.\.\.|raise NotImplementedError\b.*)\s*(?:#.*)?$|\b(?:TODO|FIXME|XXX)\b"
    r"|(?:#|//)\s*(?:\.\.\.|rest of|and so on|etc\b|your code)",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands where something was left unwritten."""
_FENCED = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)^ {0,3}(?P=fence)", re.DOTALL | re.MULTILINE)
_EXCEPTION = re.compile(
    r"^class \w+\([\w., ]*(?:Error|Exception)\):\s*\n(?:\s*\"\"\".*?\"\"\"\s*\n)?\s*(?:pass|\.\.\.)\s*$", re.MULTILINE | re.DOTALL
)
_PERCENT = re.compile(r"\b\d{1,3}(?:[.,]\d+)?\s?%")
SHORTEST = 80
"""Characters. What is shorter is a promise."""


class Delivered(BaseModel):
    """The work, where each criterion is met ("" for an open one), what was assumed, what was left out."""

    model_config = ConfigDict(frozen=True)

    work: str
    met: Mapping[str, str] = {}
    assumed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As Markdown, for the section of a delegation."""
        met = [f"{criterion}: {where or 'open'}" for criterion, where in self.met.items()]
        below = {"Where the criteria are met": met, "Assumed": self.assumed, "Left out": self.left_out}
        listed = ["\n".join([f"**{name}**", "", *(f"- {as_line(one)}" for one in lines)]) for name, lines in below.items() if lines]
        return "\n\n".join([self.work.strip(), *listed])

    def problems(self, task: Delegation) -> tuple[str, ...]:
        """What would be returned whatever a review says: nothing delivered, unwritten code, criteria passed over."""
        return tuple(self._wrong(task))

    def _wrong(self, task: Delegation) -> Iterator[str]:
        if len(self.work.strip()) < SHORTEST:
            yield "Nothing was delivered that somebody could use."
        code = "\n".join(_EXCEPTION.sub("", one["code"]) for one in _FENCED.finditer(self.work))
        if found := UNWRITTEN.search(code):
            yield f"Something is left unwritten: “{found[0].strip()}”. Write it, or name it among what was left out."
        told = {_same(one) for one in self.met}
        yield from (f"It does not say where this is met, or that it is open: “{one}”" for one in task.criteria if _same(one) not in told)
        if any(_PERCENT.search(one) for one in task.criteria) and not _PERCENT.search(self.work):
            yield "The coverage target stands nowhere in it."


class Finding(BaseModel):
    """Whether a criterion is met, and by what that is seen."""

    model_config = ConfigDict(frozen=True)

    criterion: str
    is_met: bool
    why: str


class Findings(BaseModel):
    """What a review found. It is accepted if every criterion is met and nothing breaks; the reasons are why it is not."""

    model_config = ConfigDict(frozen=True)

    findings: tuple[Finding, ...]
    breaks: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether nothing has to be put right."""
        return bool(self.findings) and not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """What has to be put right, each on a line."""
        unmet = [f"Not met: {one.criterion}. {one.why}" for one in self.findings if not one.is_met]
        return tuple(as_line(one) for one in (*unmet, *(f"Breaks: {one}" for one in self.breaks)))

    def problems(self, criteria: Sequence[str]) -> tuple[str, ...]:
        """What is wrong with the review itself: a criterion passed over, or not given a reason."""
        judged = {_same(one.criterion): one for one in self.findings}
        missing = [f"It does not judge this criterion: “{one}”" for one in criteria if _same(one) not in judged]
        wanted = {_same(one) for one in criteria}
        invented = [f"This is no criterion of the task: “{one.criterion}”" for one in self.findings if _same(one.criterion) not in wanted]
        bare = [f"It does not say why: “{one.criterion}”" for one in self.findings if not one.why.strip()]
        return (*missing, *invented, *bare)


def _same(criterion: str) -> str:
    """What two spellings of a criterion have in common."""
    return " ".join(re.sub(r"[^\w%]+", " ", criterion.casefold()).split())
