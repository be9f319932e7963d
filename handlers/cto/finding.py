"""`find`: what has these words in it, of every kind, as far as whoever asks may see it."""

import re

from bot.errors import Offer, Unclear
from bot.records.search import terms
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import search as blocks
from handlers.reply import Reply
from handlers.shown import links_of
from storage.store import Transaction

SHOWN = 8
LONGEST = 1_500
"""A button for the next page carries no more words; so many are never all in one record anyway."""
OFFERED = 3
_PAGE = re.compile(r"\(page (\d{1,4})\)\s*")


async def find(asked: Asked, db: Transaction) -> Reply:
    """`find [(page 2)] <words>`."""
    turned = _PAGE.match(asked.rest)
    page, words = (max(1, int(turned[1])), asked.rest[turned.end() :]) if turned else (1, asked.rest)
    if not words:
        raise Unclear("What do you look for? `/cto find <words>`")
    found = await db.search.find(words, seen_by=asked.viewer, limit=SHOWN + 1, offset=(page - 1) * SHOWN)
    if not found:
        return _nothing(words)
    shown = found[:SHOWN]
    turns = [_turn("Back", page - 1, words)] if page > 1 else []
    turns += [_turn("More", page + 1, words)] if len(found) > SHOWN else []
    return Reply(kit.fallback(f"{len(shown)} found"), blocks.results(shown, await links_of(shown, asked.place.team, db), turns, page=page))


def _nothing(words: str) -> Reply:
    looked_for = terms(words)
    if not looked_for:
        return Reply.saying("There is no word in that to look for: letters or digits will do. `/cto find <words>`")
    if len(looked_for) == 1:
        return Reply.saying("Nothing that you can see has that word. Another word for it, or only its beginning?")
    alone = [
        Offer(f"Only “{kit.cut(words, 40)}”", f"cto find {words}") for words in (" ".join(term.words) for term in looked_for[:OFFERED])
    ]
    return Reply.saying("Nothing that you can see has all of these words. Fewer may find it.", offers=alone)


def _turn(label: str, page: int, words: str) -> kit.Element:
    return kit.button(label, f"cto find (page {page}) {words[:LONGEST]}")
