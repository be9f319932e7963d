"""The discovery in four steps: each is kept when it is sent, and the next one takes its place; left, it goes on where it was."""

from typing import Any

from pydantic import Field, field_validator

from bot.errors import Offer, Unclear
from bot.records.stack import MOST_PEOPLE, PARTS, STEPS, Stack, several
from handlers.asking import Asked
from handlers.belonging import channel_of, project_for, to_choose_from
from handlers.blocks import kit
from handlers.blocks import stack as drawn
from handlers.blocks import stack_forms as forms
from handlers.doors.forms import Sent
from handlers.forms import Values
from handlers.pages import for_form, found_by, kept
from handlers.reply import Form, Reply
from handlers.stack.which import known, project_of
from storage.stack import KIND
from storage.store import Transaction

DISCOVER = "/stack discover"
LAST = max(STEPS)


class Running(Values):
    """What it runs on, each in words with commas."""

    frontend: str = ""
    backend: str = ""
    database: str = ""
    infrastructure: str = ""
    cicd: str = ""
    observability: str = ""
    project: int | None = None

    def facts(self, before: Stack) -> dict[str, Any]:
        """As the record has them; a part left as it was shown stays as it was, commas and all."""
        given = {name: (part, getattr(self, name)) for name, part in PARTS.items()}
        read = {
            name: part.read(words)
            for name, (part, words) in given.items()
            if words != kit.cut(getattr(before, name).said, kit.TYPED).strip()
        }
        if "cicd" in read:
            read["cicd"] = read["cicd"].model_copy(update={"deployment_frequency": before.cicd.deployment_frequency})
        return dict(read)


class Working(Values):
    """Who works on it, and how."""

    headcount: int | None = Field(default=None, ge=0, le=MOST_PEOPLE)
    roles: str = ""
    frequency: str = ""
    oncall: str = ""
    review: str = ""

    @field_validator("headcount", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value

    def facts(self, before: Stack) -> dict[str, Any]:
        """As the record has them."""
        cicd = before.cicd.model_copy(update={"deployment_frequency": self.frequency})
        oncall = {"yes": True, "no": False}.get(self.oncall)
        return {"headcount": self.headcount, "roles": several(self.roles), "oncall": oncall, "review": self.review, "cicd": cicd}


class Hurting(Values):
    """What hurts."""

    slowing: str = ""
    breaking: str = ""
    scariest: str = ""
    exposed: str = ""

    def facts(self, before: Stack) -> dict[str, Any]:  # noqa: ARG002 - every step is called alike
        """As the record has them."""
        return self.model_dump()


class Binding(Values):
    """What binds."""

    budget: float | None = Field(default=None, ge=0)
    compliance: str = ""
    hard: str = ""

    @field_validator("budget", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value

    def facts(self, before: Stack) -> dict[str, Any]:  # noqa: ARG002 - every step is called alike
        """As the record has them."""
        hard = tuple(line.strip() for line in self.hard.splitlines() if line.strip())
        return {"budget": self.budget, "compliance": several(self.compliance), "hard_constraints": hard}


ASKS: dict[int, type[Running | Working | Hurting | Binding]] = {1: Running, 2: Working, 3: Hurting, 4: Binding}


async def discover(asked: Asked, db: Transaction) -> Reply:
    """`discover [1|2|3|4] [project]`: the step that is next, or that one."""
    word, _, rest = asked.rest.partition(" ")
    step = int(word) if word.isdecimal() else None
    if step is not None and step not in STEPS:
        raise Unclear("There are four steps: `/stack discover 1` to `4`.")
    channel_of(asked, usage=DISCOVER)
    name = rest if step else asked.rest
    chosen = await db.projects.named(name, seen_by=asked.viewer) if name else None
    if name and chosen is None:
        raise Unclear(f"There is no project “{kit.cut(name, 60)}”. `/stack discover [1|2|3|4] [project]`")
    projects = [] if chosen else await to_choose_from(asked, db)
    project = chosen.id if chosen else await project_for(None, asked.place.channel, asked, db)
    there = None if projects else await db.stacks.of(project, seen_by=asked.viewer)
    return asking(step or (there.next_step if there else 1) or 1, there, project, projects)


def asking(step: int, stack: Stack | None, project: int | None, projects: list[tuple[str, str]], *, in_its_place: bool = False) -> Reply:
    """The form of a step, with what is known in it."""
    about = {"stack": stack.id if stack else 0, "project": project}
    form = Form(f"stack.step{step}", forms.step(step, stack, projects), about, in_its_place=in_its_place)
    sentence = f"Step {step} of {LAST}: {STEPS[step].lower()}. Give what you have; gaps tell as much as answers."
    return Reply.asking(form, sentence, Offer(f"Step {step} of {LAST}", f"stack discover {step}"))


def answered(step: int) -> Sent:
    """What a step does when it is sent: it is kept, and the next one is asked, or how far they are is told."""

    async def sent(values: Running | Working | Hurting | Binding, asked: Asked, db: Transaction) -> Reply:
        before, project = await _before(values, asked, db)
        blank = Stack(
            team=asked.place.team,
            project=project,
            channel=before.channel if before else channel_of(asked, usage=DISCOVER),
            changed_by=asked.viewer.user,
            changed_at=asked.now,
        )
        was = before or blank
        facts = {**values.facts(was), "steps": was.steps | {step}}
        is_same = before is not None and all(getattr(before, name) == value for name, value in facts.items())
        stack = was if is_same else was.written(by=asked.viewer.user, at=asked.now, **facts)
        if not is_same:
            stack = await kept(stack, db.stacks, before=before, action=f"step {step}", kind=KIND, asked=asked, db=db)
            await found(stack, asked, db)
        if step < LAST:
            return asking(step + 1, stack, stack.project, [], in_its_place=True)
        return Reply(kit.fallback("Saved"), drawn.saved(stack))

    return sent


async def found(stack: Stack, asked: Asked, db: Transaction) -> None:
    """Let it be found by what it says."""
    project = await project_of(stack, asked, db)
    said = [getattr(stack, name).said for name in PARTS] + [*stack.pains, *stack.roles, *stack.compliance, *stack.hard_constraints]
    title = f"Stack of {project.name}" if project else "Stack"
    stage = stack.stage
    await found_by(stack, kind=KIND, title=title, body=said, status=stage.stage if stage else "begun", db=db)


async def _before(values: Running | Working | Hurting | Binding, asked: Asked, db: Transaction) -> tuple[Stack | None, int | None]:
    """What there is already, for this form and the project that was chosen in it."""
    if asked.about["stack"]:
        there = for_form(await db.stacks.for_change(int(asked.about["stack"]), seen_by=asked.viewer), "stack")
        return there, there.project
    chosen = getattr(values, "project", None) or asked.about["project"]
    project = await project_for(chosen, asked.place.channel, asked, db)
    return await known(project, asked, db), project
