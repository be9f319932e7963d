"""Typed relations between two records, readable from both ends."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Relation(StrEnum):
    """What one record is to another."""

    SUPERSEDES = "supersedes"
    IMPLEMENTS = "implements"
    CAUSED_BY = "caused by"
    FIXES = "fixes"
    FOLLOWS_FROM = "follows from"
    DUPLICATES = "duplicates"
    RELATES_TO = "relates to"


FROM_THE_OTHER_END = {
    Relation.SUPERSEDES: "superseded by",
    Relation.IMPLEMENTS: "implemented by",
    Relation.CAUSED_BY: "caused",
    Relation.FIXES: "fixed by",
    Relation.FOLLOWS_FROM: "led to",
    Relation.DUPLICATES: "duplicated by",
    Relation.RELATES_TO: "relates to",
}


class Record(BaseModel):
    """One end of a link: a kind ("incident") and the id it has there."""

    model_config = ConfigDict(frozen=True)

    kind: str
    id: int


class Link(BaseModel):
    """That one record is something to another."""

    model_config = ConfigDict(frozen=True)

    team: str
    source: Record
    relation: Relation
    target: Record
    by: str
    at: datetime

    def seen_from(self, end: Record) -> tuple[str, Record]:
        """What the other end is to this one: ("duplicated by", INC-12's record)."""
        if end == self.source:
            return str(self.relation), self.target
        return FROM_THE_OTHER_END[self.relation], self.source
