"""tech_stack.json: the stack, the people, what binds them and what hurts; and the decisions that were accepted last."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.records.adrs import ADR
from bot.records.costs import MOST
from bot.records.people import Viewer
from bot.records.stack import MOST_PEOPLE, PARTS, STEPS, Part, Stack
from bot.records.stages import Stage
from storage.belonging import Pages
from storage.folder.given import Given
from storage.folder.ledgers import OURS, VERSION, known, plain
from storage.folder.pages_file import UPDATED, PagesFile, stamp
from storage.stack import KIND
from storage.store import Transaction

RECENT = 10
"""So many decisions are told."""
AS_IT_CAME = "as tech_stack.json had it"
NEVER = datetime.min.replace(tzinfo=UTC)
DECIDED = "recentDecisions"
PAINS = ("slowing", "breaking", "scariest", "exposed")


class StackFile(PagesFile[Stack]):
    """One for each project."""

    file = "tech_stack.json"
    kind = KIND
    page = Stack
    computed = (DECIDED,)

    def pages(self, db: Transaction) -> Pages[Stack]:
        """The stacks."""
        return db.stacks

    def read(self, given: Given) -> Mapping[str, Any]:
        """The file's fields. Nobody has no engineers: 0 is not known, and then nor is whether somebody is on call."""
        stack, team, binds, ours = (given.part(name) for name in ("stack", "team", "constraints", OURS))
        headcount = team.whole("headcount", MOST_PEOPLE) or None
        oncall = team.yes("oncallRotation")
        facts: dict[str, Any] = {
            **{name: _part(kind, stack.part(name)) for name, kind in PARTS.items()},
            "headcount": headcount,
            "roles": team.lines("roles"),
            "oncall": None if "oncall" in ours.lines("notKnown") or (headcount is None and not oncall) else oncall,
            "review": ours.words("codeReview"),
            **_pains(given.lines("painPoints"), ours.part("pains")),
            "budget": binds.number("monthlyInfraBudget", MOST),
            "compliance": binds.lines("complianceRequirements"),
            "hard_constraints": binds.lines("hardConstraints"),
        }
        facts["steps"] = frozenset(step for step in STEPS if str(step) in ours.lines("steps")) or _steps(facts)
        given.many(DECIDED)
        stage, why = given.choice("maturityStage", Stage), ours.words("stageWhy")
        judged = Stack(team="", channel="", changed_by="", changed_at=NEVER, **facts).stage
        is_said = bool(why) or (stage is not None and (judged is None or judged.stage != stage))
        said = {"stage_override": stage, "stage_why": why or AS_IT_CAME} if is_said and stage else {}
        return {**facts, **said, UPDATED: given.day("lastUpdated")}

    def from_anybody(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the stage that the rule says."""
        return {name: value for name, value in facts.items() if name not in {"stage_override", "stage_why"}}

    async def page_drawn(self, record: Stack, *, seen_by: Viewer, db: Transaction) -> dict[str, Any]:
        """The file, field for field."""
        stage = record.stage
        not_known = ["oncall"] if record.oncall is None and record.headcount is not None else []
        ours = {
            "steps": sorted(record.steps),
            "codeReview": record.review,
            "pains": known({name: getattr(record, name) for name in PAINS}),
            "notKnown": not_known,
            "stageWhy": record.stage_why,
        }
        drawn = {
            "version": VERSION,
            "lastUpdated": stamp(record),
            "maturityStage": stage.stage.value if stage else None,
            "stack": {name: _drawn(getattr(record, name)) for name in PARTS},
            "team": {"headcount": record.headcount or 0, "roles": list(record.roles), "oncallRotation": bool(record.oncall)},
            "constraints": {
                "monthlyInfraBudget": plain(record.budget),
                "complianceRequirements": list(record.compliance),
                "hardConstraints": list(record.hard_constraints),
            },
            "painPoints": [line for pain in record.pains for line in pain.splitlines() if line.strip()],
            DECIDED: await _decisions(record.project, seen_by, db),
        }
        return drawn | known({OURS: known(ours)})

    def with_theirs(self, item: dict[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
        """With the decisions that are only in the file."""
        decided, came = item.get(DECIDED) or [], raw.get(DECIDED) or []
        theirs = [one for one in came if one not in decided and not str(one).startswith(f"{ADR.prefix}-")]
        return {**item, DECIDED: [*decided, *theirs]} if theirs and decided != came else item

    def words(self, record: Stack) -> tuple[str, Iterable[str], str]:
        """By everything that is in it."""
        said = [getattr(record, name).said for name in PARTS] + [*record.pains, *record.roles, *record.compliance]
        return "Stack", [*said, *record.hard_constraints], record.stage.stage if record.stage else "begun"


def _steps(facts: Mapping[str, Any]) -> frozenset[int]:
    """Which questions a file of others answers; that of code review it has no place for."""
    about = {1: PARTS, 3: PAINS, 4: ("budget", "compliance", "hard_constraints")}
    return frozenset(step for step, names in about.items() if any(_is_known(facts[name]) for name in names))


def _is_known(value: Any) -> bool:
    return value != type(value)() if isinstance(value, Part) else value not in (None, "", ())


def _part(kind: type[Part], given: Given) -> Part:
    facts = {name: given.lines(_called(name)) if name == "key_services" else given.words(_called(name)) for name in kind.model_fields}
    return kind(**facts)


def _drawn(part: Part) -> dict[str, Any]:
    names = [name for name in type(part).model_fields if name != "notes"]
    said = {name: getattr(part, name) for name in (*names, "notes")}
    return {_called(name): list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _called(name: str) -> str:
    """A field's name in the file."""
    first, *more = name.split("_")
    return first + "".join(word.title() for word in more)


def _pains(points: tuple[str, ...], ours: Given) -> dict[str, str]:
    """What hurts, by what it is; points that were changed by hand are all what slows them down."""
    said = {name: ours.words(name) for name in PAINS}
    lines = [line for pain in said.values() for line in pain.splitlines() if line.strip()]
    return said if lines == list(points) else {**dict.fromkeys(PAINS, ""), "slowing": "\n".join(points)}


async def _decisions(project: int | None, viewer: Viewer, db: Transaction) -> list[str]:
    """Those that were accepted, the newest first."""
    shelf = db.documents.of(ADR)
    found = await shelf.listed(seen_by=viewer, statuses=("accepted",), project=project, limit=RECENT)
    return [f"{one.key(ADR)}: {one.title}" for one in found if one.project == project and one.is_numbered]
