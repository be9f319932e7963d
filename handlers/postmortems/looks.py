"""Words that only look: a bare `postmortem`, one of them, the list of what there is and what is owed."""

from math import ceil

from bot.errors import Unclear
from bot.records.documents import READING, Document
from bot.records.incidents import Incident
from bot.records.postmortems import CARD, DRAFT, POSTMORTEM, SIGNED
from handlers.accounts import account_of
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import postmortems as blocks
from handlers.documents import looks as of_documents
from handlers.paging import enough, many, page_of
from handlers.postmortems import blaming
from handlers.postmortems.which import meant
from handlers.reply import Reply
from handlers.shown import links
from storage.incidents import HEADLINE
from storage.store import Transaction

__all__ = ["of_documents"]

LISTED = 15
PAGE_DIGITS = 5
DUE = "due"
STATUSES = {"draft": DRAFT, "drafts": DRAFT, "signed": SIGNED}


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show PM-9`."""
    document, incident = await meant(asked, db)
    return await shown(document, incident, asked, db)


async def shown(document: Document, incident: Incident, asked: Asked, db: Transaction) -> Reply:
    """Its card, for whoever asked, and where it stands in its room."""
    if document.state == READING:
        return Reply.saying(f"The postmortem of {incident.key} is being written. It will be in its room in a moment.")
    account = await account_of(incident, asked.viewer, db)
    places = await links(CARD, [document.id], asked.place.team, db)
    about = blocks.About(account, await blaming.left(document, db), asked.now, places.get(document.id, ""))
    return Reply(blocks.text(document, account), blocks.card(document, about))


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`list [due|draft|signed] [page]`: what is owed first, then what there is, the newest first."""
    words = asked.rest.lower().split()
    unknown = [word for word in words if word not in {DUE, "all", *STATUSES} and not word.isdecimal()]
    if unknown:
        raise Unclear(f"I list those that are due, drafts, or signed ones: `{POSTMORTEM.typed} list [due|draft|signed]`.")
    page = max([1, *(int(word) for word in words if word.isdecimal() and len(word) <= PAGE_DIGITS)])
    statuses = [STATUSES[word] for word in words if word in STATUSES]
    parts = await _owed(asked, db) if page == 1 and not statuses else []
    if DUE not in words:
        parts += await _written(statuses, page, asked, db)
    if not parts:
        return Reply.saying("No postmortem is due." if DUE in words else "There is no postmortem yet that you can see.")
    return Reply(kit.fallback("Postmortems"), parts)


async def _owed(asked: Asked, db: Transaction) -> list[kit.Block]:
    found = await db.postmortems.owed(seen_by=asked.viewer, limit=LISTED)
    count = await db.postmortems.count_owed(seen_by=asked.viewer)
    if not found:
        return []
    places = await links(HEADLINE, [one.id for one in found], asked.place.team, db)
    lines = [blocks.owed(one, places.get(one.id), asked.now) for one in found]
    more = [[kit.text(f"… {count - len(found)} more", italic=True)]] if count > len(found) else []
    choices = [(f"{one.key} {one.title}", f"postmortem write {one.key}") for one in found]
    rows = kit.rich([kit.text(f"Not signed off yet: {count}", bold=True)], *lines, *more)
    return [rows, kit.actions(kit.menu("Write or open one…", choices))]


async def _written(statuses: list[str], page: int, asked: Asked, db: Transaction) -> list[kit.Block]:
    shelf = db.documents.of(POSTMORTEM)
    count = await shelf.count(seen_by=asked.viewer, statuses=statuses, most=enough(page, LISTED))
    found = await shelf.listed(seen_by=asked.viewer, statuses=statuses, limit=LISTED, offset=(page - 1) * LISTED)
    pairs = [(one, await db.incidents.numbered(one.number or 0, seen_by=asked.viewer)) for one in found]
    places = await links(CARD, [one.id for one in found], asked.place.team, db)
    lines = [blocks.listed(one, incident, places.get(one.id)) for one, incident in pairs if incident]
    if not lines:
        return []
    pages, which = ceil(count / LISTED), next((word for word, status in STATUSES.items() if [status] == statuses), "")
    turn = f"postmortem list {which}".strip()
    turns = [kit.button("Back", f"{turn} {page - 1}")] if page > 1 else []
    turns += [kit.button(page_of(page + 1, count, LISTED), f"{turn} {page + 1}")] if page < pages else []
    shows = [(f"{one.key(POSTMORTEM)} {incident.title}", f"postmortem show {one.key(POSTMORTEM)}") for one, incident in pairs if incident]
    return [
        kit.rich([kit.text(f"Postmortems written: {many(count)}", bold=True)], *lines),
        kit.actions(kit.menu("Show one…", shows), *turns),
    ]
