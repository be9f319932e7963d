"""A plan as a file: what was wanted, what was settled, what was filed, and what is kept with the plan alone."""

from collections.abc import Iterable, Iterator, Mapping

from bot.records.bodies import Body, Item
from bot.records.plans import Plan, Step
from bot.templates.documents import slug


def file_name(plan: Plan) -> str:
    """plan_2026-11-21_refunds-by-support-staff.md."""
    return f"plan_{plan.made_at:%Y-%m-%d}_{slug(plan.title)}.md"


def markdown(plan: Plan, kept: Mapping[str, Body], *, by: str, cost: str) -> str:
    """The whole of it. `kept` are the bodies of steps that filed no document, by the step's name."""
    said = [f"- {topic}: {words or 'not known'}" for topic, words in plan.answers.items()]
    parts = [
        f"# {plan.key}: {plan.title}",
        f"Status: {plan.status} · begun by {by} on {plan.made_at:%Y-%m-%d} · Claude has cost {cost}",
        "## Requirement",
        plan.requirement or "Not read yet.",
        *(["## Answers", "\n".join(said)] if said else []),
        "## Steps",
        "\n".join(_step(one) for one in plan.steps),
        *(part for one in plan.steps if one.name in kept for part in (f"## {one.title}", *_sections(kept[one.name]))),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _step(step: Step) -> str:
    tick = "x" if step.is_over else " "
    said = step.filed or (f"{step.state}: {step.why}" if step.why else str(step.state))
    return f"- [{tick}] {step.title}: {said}{f' ({step.why})' if step.filed and step.why else ''}"


def _sections(body: Body) -> Iterator[str]:
    for section in body.sections():
        if not body.is_empty(section.name):
            value = getattr(body, section.name)
            yield f"### {section.heading}"
            yield value if isinstance(value, str) else "\n".join(_lines(value))


def _lines(several: Iterable[Item | str]) -> Iterator[str]:
    for one in several:
        yield f"- {one.called if isinstance(one, Item) else one}"
        if isinstance(one, Item):
            named = list(type(one).model_fields.items())[1:]
            values = [(info.title or name, " / ".join(str(getattr(one, name)).splitlines())) for name, info in named]
            yield from (f"  - {title}: {value}" for title, value in values if value)
