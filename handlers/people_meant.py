"""Who is meant by the words for somebody: a mention, "me", "nobody"."""

import re

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
