"""Files that came without their folder: each is put where it belongs, by its name, or by how it begins."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bot.errors import Unclear
from storage.folder import ADRS, FOLDERS, LEDGERS, NO_RECORDS, WHERE_OTHERS_KEEP_ADRS, places
from storage.folder.costs_file import CostsFile, of_a_table
from storage.folder.packing import is_zip, must_not_collide, unpacked
from storage.folder.scorecards_file import NOW

BILLS = ".csv"
READ = (".zip", ".json", ".md", BILLS)
"""The files that are looked at; others are no records of anybody's."""
ALSO_CALLED = {"costs.json": "infra_costs.json", "debt.json": "tech_debt.json", "stack.json": "tech_stack.json"}
ELSEWHERE = {"latest_forecast.json": "data/cfo/latest_forecast.json", NOW: f"{places.DATA}/{NOW}"}
SCORECARD = re.compile(r"scorecard_\d{4}-\d{2}(-\d{2})?\.json")
INCIDENT = "incidents"
WELL_KNOWN = {one.partition("/")[0] for theirs in (WHERE_OTHERS_KEEP_ADRS, *(theirs for _, _, theirs in FOLDERS)) for one in theirs}
"""Folders in which others keep their documents, and so no wrapping."""
BEGINS = 2_000
"""So many bytes say what a document is."""
_KINDS = (
    (re.compile(r"incident_"), re.compile(r"^##? Incident:|^\s*kind: incident\b|[{,]\s*kind: incident\b", re.MULTILINE), INCIDENT),
    *(
        (
            re.compile(rf"{kind.name}[_-]|{kind.prefix}-\d", re.IGNORECASE),
            re.compile(rf"^# {kind.prefix}-|[{{,]\s*kind: {kind.name}\b", re.MULTILINE),
            folder,
        )
        for kind, folder, _ in FOLDERS
    ),
)


def laid_out(given: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by the paths at which they are read: those of a zip as they are in it, others where they belong. Raises Unclear."""
    found: dict[str, bytes] = {}
    for name, content in given.items():
        inside = _inside(name, content) if is_zip(name, content) else _alone(name, content)
        if twice := next((path for path in inside if path in found), None):
            raise Unclear(f"{twice} came twice. Send one of them.")
        found |= inside
    must_not_collide("What you sent", found)
    return found


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths, which are within the folder."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _inside(name: str, content: bytes) -> dict[str, bytes]:
    """The files of a zip. Without any folders they are loose; in one folder for all, that is no project's, they are in it."""
    found = unpacked(name, content)
    tops = {path.partition("/")[0] for path in found}
    if not any("/" in path for path in found):
        return {place: as_read for path, content_ in found.items() for place, as_read in _alone(path, content_).items()}
    top = next(iter(tops))
    is_project = any(path.startswith(f"{top}/{places.DATA.parts[0]}/") for path in found)
    if len(tops) == 1 and top != places.DATA.parts[0] and not is_project and top.lower() not in WELL_KNOWN:
        return {path.partition("/")[2]: content_ for path, content_ in found.items()}
    return found


def _alone(name: str, content: bytes) -> dict[str, bytes]:
    """A file that came alone, where it belongs; bills as a table become the file that they would be in."""
    if name.lower().endswith(BILLS):
        return {f"{places.DATA}/{CostsFile.file}": of_a_table(name, content)}
    return {_belongs(name, content): content}


def _belongs(name: str, content: bytes) -> str:
    """Where a file is read that came alone."""
    name = PurePosixPath(name.replace("\\", "/")).name or "file"
    lower = name.lower()
    data = str(places.DATA)
    ledger = ALSO_CALLED.get(lower, lower)
    if ledger in {one.file for one in LEDGERS}:
        return f"{data}/{ledger}"
    if SCORECARD.fullmatch(lower):
        return f"{data}/scorecards/{name}"
    if not lower.endswith(".md") or lower in NO_RECORDS:
        return ELSEWHERE.get(lower, name)
    begins = content[:BEGINS].decode("utf-8", "replace")
    for called, said, folder in _KINDS:
        if called.match(lower) or said.search(begins):
            return f"{data}/{folder}/{name}"
    return f"{data}/{ADRS}/{name}"
