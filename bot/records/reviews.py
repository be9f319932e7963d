"""Reviews: what people said of a document's words, whose word counts, and what still stands between it and being settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.records.bodies import Lack
from bot.records.documents import Document, Revision
from bot.records.lifecycles import Reviews

BACKED = "backed"
OBJECTED = "objected"
WITHDREW = "withdrew"
OVERRODE = "overrode"
VERDICTS = (BACKED, OBJECTED, WITHDREW)
"""What a revision says was done, where somebody said what they think and no word changed."""


class Voice(BaseModel):
    """What somebody said of a document last: they back it or object to it, and why. `current`: of the words it has now."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: datetime
    objects: bool
    why: str = ""
    current: bool = True


def voices(said: Sequence[Revision], document: Document) -> list[Voice]:
    """The last word of each, in the order they first spoke; none from who took theirs back."""
    last: dict[str, Revision] = {}
    for one in said:
        last[one.by] = one
    return [
        Voice(
            by=one.by,
            at=one.at,
            objects=one.did == OBJECTED,
            why=one.why,
            current=(one.title, one.body) == (document.title, document.body),
        )
        for one in last.values()
        if one.did != WITHDREW
    ]


def backers(said: Sequence[Voice]) -> list[str]:
    """Whose approval is of the words it has now."""
    return [one.by for one in said if not one.objects and one.current]


def pending(document: Document, said: Sequence[Voice]) -> list[str]:
    """Who was asked, and has not spoken of these words."""
    spoke = {one.by for one in said if one.current or one.objects}
    return [user for user in document.deciders if user not in spoke and user != document.author]


def unmet(document: Document, reviews: Reviews, said: Sequence[Voice], names: Mapping[str, str], *, alone: bool) -> list[Lack]:
    """What still stands between a document in review and its approval, all of it at once. `alone`: nobody else could approve it."""
    lacks = [
        Lack(says=f"{names.get(one.by, 'Somebody')} objects: “{one.why}”. Answer it, and ask them to take it back.")
        for one in said
        if one.objects
    ]
    others = [user for user in backers(said) if user != document.author]
    if reviews.by_another and not others and not alone:
        earlier = [names.get(one.by, "Somebody") for one in said if not one.objects and not one.current]
        lacks.append(
            Lack(says=f"It was changed after {' and '.join(earlier)} approved it. Ask them to look again.")
            if earlier
            else Lack(says="Nobody but who wrote it has approved it yet. Ask somebody to.")
        )
    return lacks
