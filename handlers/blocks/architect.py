"""How a plan looks: its card with every step, what it comes to, the lists. Records in, blocks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.records.documents import Origin
from bot.records.plans import KIND, REQUIREMENTS, Plan, State, Status, Step
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

TASK_TITLE = 120
WHY = 200
TITLE_IN_A_LIST = 100
SIGNS = {Status.RUNNING: "🧭", Status.STOPPED: "⏸️", Status.DONE: "✅"}
TASKS = {
    State.WAITING: "pending",
    State.WORKING: "in_progress",
    State.TO_CONFIRM: "in_progress",
    State.FILED: "complete",
    State.DONE: "complete",
    State.SKIPPED: "complete",
    State.FAILED: "error",
}
"""What Slack calls it."""
SAID = {State.WORKING: "at work", State.TO_CONFIRM: "waits for you", State.SKIPPED: "skipped", State.FAILED: "needs you"}
MILLION = 1_000_000
CENT = 10_000
WRITTEN_BY = {
    Origin.CLAUDE: "Written by Claude: a proposal. Check it before it is filed.",
    Origin.OUTLINE: "An outline, by rule: what is known, nothing added.",
    Origin.PERSON: "",
    Origin.FILE: "",
}


@dataclass(frozen=True)
class Around:
    """What stands around a plan on its card: people's names, its project, what it cost in millionths of a dollar, where documents are."""

    names: Mapping[str, str]
    project: str = ""
    usd: int = 0
    links: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)


def text(plan: Plan) -> str:
    """A plan where blocks are not shown."""
    return kit.fallback(f"{heading(plan)} · {plan.status}")


def heading(plan: Plan) -> str:
    """One line, whole."""
    return f"{SIGNS[plan.status]} {plan.key} {kit.one_line(plan.title)}"


def card(plan: Plan, around: Around) -> list[Block]:
    """The one message that shows a plan, edited as it goes."""
    above = [kit.header(heading(plan)), kit.rich(*_facts(plan, around))]
    return [*above, _steps(plan, around), *_comes_to(plan), kit.actions(*_moves(plan))]


def listed(plans: Sequence[Plan], links: Mapping[int, str], names: Mapping[str, str]) -> list[list[Element]]:
    """One a line: where each is, and whether it waits for somebody."""
    return [_line(one, links.get(one.id, ""), names) for one in plans]


def dollars(usd: int) -> str:
    """Money, as far as one can pay it."""
    return "nothing" if not usd else "less than $0.01" if usd < CENT else f"${usd / MILLION:,.2f}"


def stands(plan: Plan) -> str:
    """Where it is, in a few words."""
    step = plan.current
    if plan.status is not Status.RUNNING or step is None:
        return str(plan.status)
    return f"{step.title}: {SAID.get(step.state, step.state)}"


def _facts(plan: Plan, around: Around) -> list[list[Element]]:
    who = kit.cut(kit.one_line(around.names.get(plan.by, "somebody")), 80)
    parts = [kit.text(stands(plan), bold=True), kit.text(f" · begun by {who}{f' · {around.project}' if around.project else ''}")]
    if around.source:
        parts += [kit.text(" · "), kit.link(around.source, "what it was asked with")]
    cost = f"Claude has cost {dollars(around.usd)} so far." if around.usd else "Claude has cost nothing so far."
    tail = "" if plan.status is Status.DONE else " Whoever sees this may confirm, edit or skip; nothing is filed before."
    return [parts, [kit.text(f"{cost}{tail}", italic=True)]]


def _steps(plan: Plan, around: Around) -> Block:
    over = sum(one.is_over for one in plan.steps)
    tasks = [_task(plan, one, around) for one in plan.steps]
    return {"type": "plan", "title": f"{over} of {len(plan.steps)} steps are over", "tasks": tasks}


def _task(plan: Plan, step: Step, around: Around) -> Block:
    tail = step.filed or SAID.get(step.state, "")
    title = kit.cut(kit.one_line(step.title), TASK_TITLE)
    task: Block = {
        "type": "task_card",
        "task_id": f"{plan.key}-{step.name}",
        "title": f"{title}{f' · {tail}' if tail else ''}",
        "status": TASKS[step.state],
    }
    said = step.why or (step.note if step.state in {State.DONE, State.TO_CONFIRM} else "")
    if said:
        task["details"] = kit.rich(kit.said(kit.one_line(said), WHY))
    url = around.links.get(step.filed) or around.shown.get(step.name, "")
    if url:
        task["sources"] = [{"type": "url", "url": url, "text": step.filed or "Look at it"}]
    return task


def _comes_to(plan: Plan) -> list[Block]:
    """What a plan that is done has filed, and what it left out."""
    if plan.status is not Status.DONE:
        return []
    filed = [one.filed for one in plan.steps if one.filed]
    skipped = [f"{one.title}{f' ({one.why})' if one.why else ''}" for one in plan.steps if one.state is State.SKIPPED]
    lines = [[kit.text("Filed: ", bold=True), kit.text(", ".join(filed) or "nothing")]]
    if skipped:
        lines.append([kit.text("Skipped: ", bold=True), *kit.said(kit.one_line(", ".join(skipped)), WHY * 2)])
    return [kit.rich(*lines)]


def _moves(plan: Plan) -> list[Element]:
    if plan.status is Status.STOPPED:
        return [kit.button("Go on", f"{KIND} resume {plan.key}", style="primary")]
    moves = []
    step = plan.current
    if step and step.state is State.FAILED:
        moves.append(kit.button("Try again", f"{KIND} resume {plan.key}", style="primary"))
        moves += [kit.button("Type the requirement", f"{KIND} answer {plan.key}")] if step.name == REQUIREMENTS else []
    if plan.is_open:
        moves.append(kit.button("Stop", f"{KIND} stop {plan.key}"))
    others = [("The requirement", f"{KIND} requirement {plan.key}")]
    others += [] if plan.published else [("Let every member read it", f"{KIND} publish {plan.key}")]
    return [*moves, kit.more(others)]


def _line(plan: Plan, link: str, names: Mapping[str, str]) -> list[Element]:
    key = kit.link(link, plan.key) if link else kit.text(plan.key, bold=True)
    who = kit.cut(kit.one_line(names.get(plan.by, "somebody")), 80)
    title = kit.cut(kit.one_line(plan.title), TITLE_IN_A_LIST)
    return [kit.text(f"{SIGNS[plan.status]} "), key, kit.text(f" {title}", bold=True), kit.text(f" · {stands(plan)} · {who}")]
