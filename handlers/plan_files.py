"""Every plan as the file it leaves as, in the folder of its project. Its documents are files of their own, and nothing is read from it."""

from collections.abc import Sequence

from bot.records.architect.proposed import kept_of
from bot.records.people import Viewer
from bot.records.plans import Plan
from bot.records.projects import Project
from bot.templates.plans import file_name, markdown
from handlers.blocks.architect import dollars
from storage.folder import places
from storage.folder.projects import folders_of
from storage.store import Transaction

FOLDER = "plans"
AT_ONCE = 200


async def written(plan: Plan, db: Transaction) -> str:
    """A plan as a document."""
    names = await db.people.names(plan.team, {plan.by})
    cost = dollars(await db.spending.of(plan.key, team=plan.team))
    return markdown(plan, kept_of(plan.steps), by=names.get(plan.by, "somebody"), cost=cost)


async def all_written(projects: Sequence[Project], viewer: Viewer, db: Transaction) -> tuple[dict[str, str], int]:
    """The files by their paths, and how many plans are not the viewer's to see. A second one of a name gets its key."""
    slugs = folders_of(projects)
    seen: list[Plan] = []
    while more := await db.plans.listed(seen_by=viewer, limit=AT_ONCE, offset=len(seen)):
        seen += more
    found: dict[str, str] = {}
    for plan in reversed(seen):
        path = f"{slugs.get(plan.project or 0, '')}/{places.DATA}/{FOLDER}/{file_name(plan)}".removeprefix("/")
        path = path if path not in found else f"{path.removesuffix('.md')}_{plan.key.lower()}.md"
        found[path] = await written(plan, db)
    return found, await db.plans.count(seen_by=Viewer.operator(viewer.team)) - len(seen)
