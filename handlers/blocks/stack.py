"""How a stack looks: the card with its gaps, how far they are and why, the brief."""

from collections.abc import Sequence

from bot.records.stack import PARTS, STEPS, Stack
from bot.records.stages import FOCUS, Advice, Judged
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

CALLED = {
    "frontend": "Frontend",
    "backend": "Backend",
    "database": "Database",
    "infrastructure": "Infrastructure",
    "cicd": "CI/CD",
    "observability": "Observability",
}
WORDS = 600
GAP = "not known yet"


def card(stack: Stack, project: str, *, is_open: bool) -> list[Block]:
    """Everything that is known, and what is not."""
    left = stack.next_step
    lines = [[kit.text(f"Stack{f' of {project}' if project else ''}", bold=True), kit.text(" · as of "), kit.when(stack.changed_at)]]
    lines += _running(stack) + _working(stack) + _hurting(stack) + _binding(stack)
    drawn = [kit.rich(*lines), *stage(stack)]
    if gaps := stack.gaps:
        told = "; ".join(f"{CALLED.get(name, name)}: {', '.join(of)}" for name, of in gaps.items())
        drawn.append(kit.context(f"Gaps: {told}"))
    begun = [kit.button(f"Go on with step {left}", f"stack discover {left}", style="primary")] if left else []
    steps = kit.menu("Change a step…", [(f"{step}. {called}", f"stack discover {step}") for step, called in STEPS.items()])
    public = [] if is_open else [kit.button("Let every member see it", "stack publish")]
    return [*drawn, kit.actions(*begun, kit.button("Brief", f"stack brief STACK-{stack.id}"), steps, *public)]


def saved(stack: Stack) -> list[Block]:
    """After the last step: how far they are."""
    return [kit.rich([kit.text("Saved. Thank you.", bold=True)]), *stage(stack)]


def stage(stack: Stack) -> list[Block]:
    """How far they are, why, what to look at; what of theirs is too early or too late."""
    judged = stack.stage
    if judged is None:
        return [kit.rich([kit.text("How far you are follows from how many engineers you are: step 2.")])]
    lines = [
        [kit.text(f"Stage: {judged.stage}", bold=True), kit.text(f" · {'; '.join(judged.reasons)}")],
        [kit.text(f"What counts now: {FOCUS[judged.stage]}.")],
        *([kit.text(f"⚠️ {one.says}")] for one in stack.advice),
    ]
    return [kit.rich(*lines)]


def fits(given: Sequence[Advice], judged: Judged) -> list[Block]:
    """Whether something is too early or too late."""
    if not given:
        said = f"Nothing speaks against it for a team in {judged.stage}, by the rules I have. What counts now: {FOCUS[judged.stage]}."
        return [kit.rich([kit.text(said)])]
    return [kit.rich(*([kit.text(f"⚠️ {one.says}")] for one in given), [kit.text(f"Stage: {judged.stage} · {'; '.join(judged.reasons)}")])]


def brief(stack: Stack, project: str) -> list[Block]:
    """Architecture, components and constraints, for designers and newcomers."""
    judged = stack.stage
    how_far = f"A team in {judged.stage}: {FOCUS[judged.stage]}." if judged else ""
    people = f"{stack.headcount} engineers" if stack.headcount is not None else ""
    who = " · ".join(part for part in (people, ", ".join(stack.roles)) if part)
    drawn = [kit.header(f"{project or 'The product'} on a page"), kit.rich(*([kit.text(one)] for one in (how_far, who) if one))]
    drawn = drawn if how_far or who else drawn[:1]
    drawn.append(kit.rich([kit.text("Architecture and components", bold=True)], *_running(stack)))
    binding = _binding(stack)
    drawn.append(kit.rich([kit.text("Constraints", bold=True)], *(binding or [[kit.text(GAP, italic=True)]])))
    careful = [(label, said) for label, said in (("Breaks most", stack.breaking), ("Scariest part", stack.scariest)) if said]
    if careful:
        drawn.append(kit.rich([kit.text("Be careful with", bold=True)], *(_line(label, said) for label, said in careful)))
    return [*drawn, kit.context(f"As of {stack.changed_at:%Y-%m-%d}. What is not here nobody has said yet: /stack show")]


def _running(stack: Stack) -> list[list[Element]]:
    return [_line(CALLED[name], getattr(stack, name).said) for name in PARTS]


def _working(stack: Stack) -> list[list[Element]]:
    oncall = {True: "on-call rotation", False: "no on-call rotation", None: ""}[stack.oncall]
    people = f"{stack.headcount} engineers" if stack.headcount is not None else ""
    told = [people, ", ".join(stack.roles), stack.cicd.deployment_frequency and f"deploys {stack.cicd.deployment_frequency}"]
    told += [oncall, stack.review and f"review: {stack.review}"]
    return [_line("Team", " · ".join(one for one in told if one))]


def _hurting(stack: Stack) -> list[list[Element]]:
    said = {"Slows down": stack.slowing, "Breaks": stack.breaking, "Scary": stack.scariest, "Exposed": stack.exposed}
    return [_line(label, words) for label, words in said.items() if words]


def _binding(stack: Stack) -> list[list[Element]]:
    budget = f"{stack.budget:,.0f} a month" if stack.budget is not None else ""
    said = {"Budget": budget, "Compliance": ", ".join(stack.compliance), "Hard constraints": "; ".join(stack.hard_constraints)}
    return [_line(label, words) for label, words in said.items() if words]


def _line(label: str, said: str) -> list[Element]:
    return [kit.text(f"{label}: ", bold=True), *(kit.said(said, WORDS) if said else [kit.text(GAP, italic=True)])]


__all__ = ["Stack", "brief", "card", "fits", "saved", "stage"]
