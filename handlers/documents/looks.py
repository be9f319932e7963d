"""Words that only look: what there is, one document, its history, what changed, what is to be looked at again."""

from math import ceil

from bot.errors import NotFound, Offer, Unclear
from bot.records.documents import Document, Kind
from handlers.asking import Asked
from handlers.blocks import documents as blocks
from handlers.blocks import kit
from handlers.blocks import search as found_blocks
from handlers.dates import today_in
from handlers.documents import forms, saying, sections, threads
from handlers.documents.telling import cards_of
from handlers.documents.which import card_of, meant
from handlers.paging import enough, many, page_of
from handlers.reply import Reply
from handlers.shown import links_of
from storage.store import Transaction

LISTED = 15
DUE = 8
NEXT = 3
FOUND = 10
PAGE_DIGITS = 5
TWO = 2


async def here(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A bare command: in a document's thread that one; in another thread, a draft of it; else what can be done, never an error."""
    if asked.room and asked.room.kind == card_of(kind):
        return await show(asked, db, kind)
    if asked.place.thread and not asked.is_direct:
        return await threads.from_here(asked, db, kind)
    some = await db.documents.of(kind).listed(seen_by=asked.viewer, limit=LISTED)
    hint = f"In a thread: ⋯ › {kind.menu}, or mention me there with " if kind.menu else "In a thread, mention me with "
    lines = [[kit.text(hint), kit.code(kind.name), kit.text(".")]]
    rows: list[kit.Block] = [kit.rich(*lines)]
    if some:
        rows.append(kit.rich([kit.text("Newest", bold=True)], *await _lines(some[:5], asked, db, kind)))
    buttons = [kit.button("New", f"{kind.name} new"), *([kit.button("List", f"{kind.name} list")] if some else [])]
    if asked.place.channel and not asked.is_direct:
        await threads.enqueue_recent(asked, db, kind)
    return Reply(kit.fallback(f"/{kind.name}"), [*rows, kit.actions(*buttons, kit.button("All words", f"{kind.name} help"))])


async def show(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`show ADR-7`."""
    return await saying.shown(await meant(asked, db, kind), asked, db, kind)


async def listing(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`list [status] [project <name>] [page]`."""
    before, _, name = asked.rest.partition("project ")
    words = before.split()
    pages = [word for word in [*words, *name.split()[-1:]] if word.isdecimal() and len(word) <= PAGE_DIGITS]
    page = max([1, *(int(word) for word in pages)])
    project_name = " ".join(word for word in name.split() if word not in pages)
    statuses = [_status(word, kind) for word in words if word not in pages and word.lower() != "all"]
    project = await db.projects.named(project_name, seen_by=asked.viewer) if project_name else None
    if project_name and project is None:
        known = await db.projects.all(seen_by=asked.viewer)
        raise NotFound(
            f"There is no project {project_name}.", offers=[Offer(one.name, f"{kind.name} list project {one.name}") for one in known[:5]]
        )
    shelf, of_project = db.documents.of(kind), project.id if project else None
    count = await shelf.count(seen_by=asked.viewer, statuses=statuses, project=of_project, most=enough(page, LISTED))
    start = (page - 1) * LISTED
    found = await shelf.listed(seen_by=asked.viewer, statuses=statuses, project=of_project, limit=LISTED, offset=start)
    pages_ = max(1, ceil(count / LISTED))
    if page > pages_:
        return Reply.saying(f"That page is past the end: there are {pages_}.")
    asked_for = " ".join([*statuses, *([f"project {project.name}"] if project else [])])
    heading = f"{many(count) if count else 'No'} {' '.join(statuses)} {kind.called}{'' if count == 1 else 's'}".replace("  ", " ") + (
        f" of {project.name}" if project else ""
    )
    rows = [kit.rich([kit.text(heading, bold=True)], *await _lines(found, asked, db, kind))]
    return Reply(kit.fallback(heading), [*rows, *await _turning(asked_for, page, count, asked=asked, db=db, kind=kind)])


async def _turning(asked_for: str, page: int, count: int, *, asked: Asked, db: Transaction, kind: Kind) -> list[kit.Block]:
    """The pages before and after, and the lists there are: by status, by project."""
    base = f"{kind.name} list"
    lists = [("All", base), *((status, f"{base} {status}") for status in kind.lifecycle.statuses)]
    lists += [(f"Project {one.name}", f"{base} project {one.name}") for one in await db.projects.all(seen_by=asked.viewer)]
    turns = [kit.button("Back", f"{base} {asked_for} {page - 1}")] if page > 1 else []
    turns += [kit.button(page_of(page + 1, count, LISTED), f"{base} {asked_for} {page + 1}")] if page * LISTED < count else []
    return [kit.actions(*turns, kit.menu("Only…", lists), kit.button("New", f"{kind.name} new"))]


async def those(documents: list[Document], asked: Asked, db: Transaction, kind: Kind, *, heading: str) -> Reply:
    """Some of them under a heading, each with what is done next to it."""
    rows: list[kit.Block] = [kit.rich([kit.text(heading, bold=True)])]
    for one, line in zip(documents[:DUE], await _lines(documents[:DUE], asked, db, kind), strict=True):
        rows += [kit.rich(line), kit.actions(*blocks.next_moves(one, kind)[:NEXT])]
    more = [kit.context(f"… {len(documents) - DUE} more")] if len(documents) > DUE else []
    return Reply(kit.fallback(heading), [*rows, *more])


async def search(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`search <words>`."""
    if not asked.rest:
        raise Unclear(f"What do you look for? `/{kind.name} search <words>`")
    found = await db.search.find(asked.rest, seen_by=asked.viewer, kinds=[kind.name], limit=FOUND)
    if not found:
        return Reply.saying(
            f"No {kind.called} that you can see has all of these words.", offers=[Offer("Everywhere", f"cto find {asked.rest}")]
        )
    places = await links_of(found, asked.place.team, db)
    return Reply(kit.fallback(f"{len(found)} found"), found_blocks.results(found, places, [], page=1))


async def history(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`history ADR-7`: every revision."""
    document = await meant(asked, db, kind)
    revisions = await db.documents.of(kind).revisions(document, seen_by=asked.viewer, limit=LISTED)
    names = await db.people.names(document.team, {one.by for one in revisions})
    shows = [
        (f"{one.revision} · {one.did}", f"{kind.name} diff {document.key(kind)} {one.revision}") for one in revisions if one.revision > 1
    ]
    rows = [kit.header(blocks.heading(document, kind)), kit.rich(*blocks.history(revisions, names))]
    return Reply(
        kit.fallback(f"{document.key(kind)}: what changed"), [*rows, *([kit.actions(kit.menu("What changed in…", shows))] if shows else [])]
    )


async def diff(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`diff ADR-7 [from] [to]`: what changed in a revision, or between two."""
    document = await meant(asked, db, kind)
    given = [int(word) for word in asked.rest.split() if word.isdecimal() and len(word) <= PAGE_DIGITS]
    shelf = db.documents.of(kind)
    known = [one.revision for one in await shelf.revisions(document, seen_by=asked.viewer)]
    to = given[-1] if given else known[0]
    since = given[0] if len(given) == TWO else max([one for one in known if one < to], default=to)
    before, after = [await shelf.revision(document, number, seen_by=asked.viewer) for number in (since, to)]
    if before is None or after is None or to > document.revision:
        raise NotFound(
            f"{document.key(kind)} has no such revision.", offers=[Offer("What changed", f"{kind.name} history {document.key(kind)}")]
        )
    texts = [f"{one.title}\n{one.status}\n\n{one.body.as_text}" for one in (before, after)]
    rows = [kit.rich([kit.text(f"{document.key(kind)}, revision {since} to {to}", bold=True)]), *blocks.diff(*texts)]
    return Reply(kit.fallback(f"{document.key(kind)}, revision {since} to {to}"), rows)


async def due(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A bare `review`: what is to be looked at again by now."""
    today = today_in(asked.viewer.tz, asked.now)
    found = await db.documents.of(kind).due(seen_by=asked.viewer, settled=kind.lifecycle.settled, today=today)
    if not found:
        return Reply.saying(f"No {kind.called} waits to be looked at again.")
    rows: list[kit.Block] = []
    for one, line in zip(found[:DUE], await _lines(found[:DUE], asked, db, kind), strict=True):
        rows += [kit.rich(line), kit.actions(*blocks.still_right(one, kind))]
    more = [kit.context(f"… {len(found) - DUE} more")] if len(found) > DUE else []
    return Reply(kit.fallback(f"{len(found)} to look at again"), [*rows, *more])


async def edit(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`edit ADR-7 [section] [item]`, as the buttons of its card say it; with nothing more, the whole."""
    document = await meant(asked, db, kind)
    document.edited(kind, at=asked.now, title=f"{document.title}.")  # which raises where it is not to be changed
    name, which = [*asked.rest.lower().split(), "", ""][:2]
    if not name:
        return forms.editing(kind, document)
    section = next((one for one in kind.sections if name in {one.name, one.heading.lower()}), None)
    if section is None:
        offers = [Offer(one.heading, f"{kind.name} edit {document.key(kind)} {one.name}") for one in kind.sections]
        raise Unclear(f"{document.key(kind)} has no section “{kit.cut(name, 40)}”.", offers=offers)
    if section.item and (which == "new" or (which.isdecimal() and len(which) <= PAGE_DIGITS)):
        return sections.editing_item(kind, document, section, which)
    return sections.editing_section(kind, document, section)


def _status(word: str, kind: Kind) -> str:
    status = next((one for one in kind.lifecycle.statuses if one.lower() == word.lower()), None)
    if status is None:
        offers = [Offer(one, f"{kind.name} list {one}") for one in kind.lifecycle.statuses]
        raise Unclear(f"“{kit.cut(word, 40)}” is no status of {kind.article} {kind.called}. Which ones?", offers=offers)
    return status


async def _lines(documents: list[Document], asked: Asked, db: Transaction, kind: Kind) -> list[list[kit.Element]]:
    names = await db.people.names(asked.place.team, {one.author for one in documents})
    return blocks.listed(documents, kind, await cards_of(documents, kind, asked.place.team, db), names)
