"""A forecast, a roadmap, a CLAUDE.md: taken in as they are, of any shape, and written out to the byte."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from bot.records.papers import LARGEST, Paper, Sort, sort_of
from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.search import Searchable
from bot.templates.front_matter import Malformed
from storage.audit import Change
from storage.folder import places
from storage.folder.bringing import Bringing
from storage.folder.given import read_json
from storage.folder.projects import folders_of, project_of
from storage.folder.told import Outcome, Told, Writing
from storage.imports import Origin
from storage.papers import KIND
from storage.store import Transaction

FOLDERS = {Sort.FORECAST: "data/cfo", Sort.ROADMAP: "data/product", Sort.BRIEFING: ""}
"""Where each sort stands in the folder of its project."""
JSON = ".json"


async def brought(root: Path, bringing: Bringing, writing: Writing) -> list[Told]:
    """Take in those of a folder, of one project or several. What cannot be read is told with its line, and left."""
    told = []
    for base, file, beside in _found(root):
        name = places.within(file, root)
        try:
            if beside:
                told.append(Told(name, Outcome.DIFFERS, notes=[f"There is {beside}, too, which is read in its place."]))
                continue
            content = places.content(file, root, largest=LARGEST)
            file_day = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
            async with writing() as db:
                project = await project_of(bringing.project, base, bringing, db)
                told.append(await taken(name, content, bringing, project, db, file_day=file_day))
        except Malformed as wrong:
            told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{f' (line {wrong.line})' if wrong.line else ''}"]))
    return told


async def taken(
    name: str, content: bytes, bringing: Bringing, project: int | None, db: Transaction, *, file_day: date | None = None
) -> Told:  # fmt: skip
    """Keep one, by its name, in the place of what was here; what is older than that stays out. Raises Malformed."""
    called = name.rsplit("/", 1)[-1]
    must_be_readable(called, content)
    facts = {"team": bringing.team, "project": project, "by": bringing.by, "at": bringing.now, "file_day": file_day}
    paper = Paper.brought(called, content, **facts)  # type: ignore[arg-type]
    today = bringing.now.date()
    before = await db.papers.named(called, project, seen_by=Viewer.operator(bringing.team))
    if before and before.content == content:
        return Told(name, Outcome.UNCHANGED, before.key)
    if before and paper.of < before.of:
        note = f"It is the {paper.dated(today)}. What is here is later, and stays: the {before.dated(today)}."
        return Told(name, Outcome.DIFFERS, before.key, [note])
    saved = await db.papers.keep(paper.in_place_of(before) if before else paper)
    change = Change(
        f"{KIND} {saved.id}", "import", bringing.by, before.dated(today) if before else "", saved.dated(today), "import", bringing.now
    )
    await db.audit.changed(bringing.team, change)
    await db.search.keep(searchable(saved))
    origin = Origin(saved.id, called, sha256(content).hexdigest(), project)
    await db.imports.add(bringing.team, KIND, origin, at=bringing.now)
    place = f" It takes the place of the {before.dated(today)}." if before else ""
    return Told(name, Outcome.IMPORTED, saved.key, [f"It is the {saved.dated(today)}.{place}"], new=1)


async def files(projects: Sequence[Project], *, seen_by: Viewer, db: Transaction) -> tuple[dict[str, str], int]:
    """Every one that the viewer sees, by its path; and how many are not theirs to see."""
    names = folders_of(projects)
    seen = await db.papers.all(seen_by=seen_by)
    every = await db.papers.all(seen_by=Viewer.operator(seen_by.team))
    parts = {one.id: (names.get(one.project, ""), FOLDERS[one.sort], one.name) for one in seen}
    # Of text in UTF-8 every byte comes out again, its mark and its line ends, too.
    return {"/".join(part for part in parts[one.id] if part): one.content.decode() for one in seen}, len(every) - len(seen)


def must_be_readable(name: str, content: bytes) -> None:
    """Raise Malformed for what is no text, or no JSON where it is called that."""
    if len(content) > LARGEST:
        raise Malformed(f"It is larger than {LARGEST // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Malformed("It is not written in UTF-8.", line=content.count(b"\n", 0, wrong.start) + 1) from None
    if "\0" in text:
        raise Malformed("It is no text.", line=text.count("\n", 0, text.index("\0")) + 1)
    if not text.strip():
        raise Malformed("It is empty.")
    if name.lower().endswith(JSON):
        read_json(content)


def searchable(paper: Paper) -> Searchable:
    """By which words it is found."""
    return Searchable(
        team=paper.team,
        kind=KIND,
        record=paper.id,
        key=paper.key,
        channel="",
        published=True,
        title=f"{paper.called} ({paper.name})",
        body=paper.text,
        status="kept",
        happened_at=datetime(paper.of.year, paper.of.month, paper.of.day, 12, tzinfo=UTC),
        revision=paper.revision,
    )


def _found(root: Path) -> Iterator[tuple[str, Path, str]]:
    """The folder of the project ("" for the only one), the file, and the file of the same name that stands in its place."""
    for folder, base in places.bases(root):
        first: dict[str, str] = {}
        for where in ("data/cfo", "data/product", ""):
            here = folder / where
            for file in sorted(here.iterdir()) if here.is_dir() else ():
                sort = sort_of(file.name)
                if sort and where in {FOLDERS[sort], ""}:
                    yield base, file, first.setdefault(file.name.lower(), "")
                    first[file.name.lower()] = places.within(file, root)
