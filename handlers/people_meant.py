"""Who is meant by the words for somebody: a mention, "me", "nobody". And whether they could do what they are meant for."""

import re
from collections.abc import Sequence

from bot.errors import Conflict, NotFound
from bot.records.people import Person, Standing
from handlers.asking import Asked
from storage.store import Transaction

UNREACHABLE = {Standing.BOT, Standing.DEACTIVATED}
"""Who can be asked for nothing."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_SPEAKER = {"me", "myself", "i"}
_NOBODY = {"nobody", "none", "no"}


def person_meant(words: str, speaker: str) -> str | None:
    """Their user id, "" for nobody; None for words that name none, such as a name that is no mention."""
    if found := _MENTION.search(words):
        return found[1]
    said = words.strip().lower().removeprefix("@")
    if said in _SPEAKER:
        return speaker
    return "" if said in _NOBODY else None


async def able(user: str, team: str, db: Transaction, *, field: str | None = None) -> Person | None:
    """Somebody who could do it; None for whom we know nothing of. Raises Conflict for bots, and for those who have gone."""
    person = await db.people.person(team, user) if user else None
    if person and person.standing in UNREACHABLE:
        raise Conflict("Bots, and people who have left, cannot do it. Choose somebody else.", field=field)
    return person


async def must_be_known(users: Sequence[str], asked: Asked, db: Transaction, *, field: str | None = None) -> None:
    """Each could do it, and is of this workspace; whoever asks is there. Raises NotFound, or Conflict."""
    for user in users:
        if await able(user, asked.place.team, db, field=field) is None and user != asked.viewer.user:
            raise NotFound("I do not know who that is. Choose people of this workspace.", field=field)
