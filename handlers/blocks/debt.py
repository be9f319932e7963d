"""How debt looks: a card, a list, the plan with its reasons, all of it counted by the four quadrants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.records.debt import MEANS, Debt, Priority, Quadrant
from bot.records.paydown import Line, Plan, Summary
from bot.records.search import Found
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SIGN = {Priority.CRITICAL: "🔴", Priority.HIGH: "🟠", Priority.MEDIUM: "🟡", Priority.LOW: "⚪"}
PAID = "✅"
TITLE = 120
WORDS = 2_500
SHOWN_LATER = 10
OF_QUADRANTS = (
    (Quadrant.RECKLESS_DELIBERATE, Quadrant.RECKLESS_INADVERTENT),
    (Quadrant.PRUDENT_DELIBERATE, Quadrant.PRUDENT_INADVERTENT),
)


@dataclass(frozen=True)
class Around:
    """What stands around an item on its card, as far as its reader sees it."""

    names: Mapping[str, str]
    related: Sequence[tuple[str, Found]]
    project: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Turn:
    """Which page of which list."""

    words: str
    page: int
    pages: int


def in_words(value: str) -> str:
    """A quadrant or an impact as people say it."""
    return value.replace("_", " ")


def number(value: float) -> str:
    """At most one digit after the point, and none where it is 0."""
    return f"{value:,.1f}".removesuffix(".0")


def text(debt: Debt) -> str:
    """An item where blocks are not shown."""
    return kit.fallback(f"{debt.key} {debt.title}")


def card(debt: Debt, around: Around) -> list[Block]:
    """Everything about one, with the next moves."""
    guess = [kit.text(" (a guess)", italic=True)] if debt.is_guess else []
    means = kit.text(f": {MEANS[debt.quadrant]}")
    by = "" if debt.priority_is_set else " by rule"
    lines: list[list[Element]] = [
        [kit.text(f"{debt.priority.capitalize()}{by}", bold=True), kit.text(f" · {in_words(debt.impact)} · {_days(debt)}")],
        [kit.text(in_words(debt.quadrant).capitalize(), bold=True), *guess, means],
    ]
    lines += _costs(debt)
    lines += _said("", debt.description) + _said("Left for a year: ", debt.left_for_a_year)
    lines += [[kit.text(f"{how.capitalize()} {one.key} {kit.cut(kit.one_line(one.title), TITLE)}")] for how, one in around.related]
    lines.append(_history(debt, around))
    if debt.resolved_at:
        paid = [kit.text("Paid "), kit.when(debt.resolved_at), kit.text(f" by {around.names.get(debt.resolved_by, debt.resolved_by)}")]
        lines.append([*paid, *([kit.text(": "), *kit.said(debt.resolution, WORDS)] if debt.resolution else [])])
    return [kit.header(f"{_sign(debt)} {debt.key} {debt.title}"), kit.rich(*lines), kit.actions(*_moves(debt))]


def listed(heading: str, debts: Sequence[Debt], turn: Turn) -> list[Block]:
    """One a line; the ways on."""
    lines = [_line(one) for one in debts]
    shows = [(f"{one.key} {one.title}", f"debt show {one.key}") for one in debts]
    moves = [kit.button("Log tech debt", "debt add"), kit.menu("Show one…", shows)]
    moves += [kit.button("What to pay first", "debt plan")]
    moves += [kit.button("Back", f"{turn.words} {turn.page - 1}")] if turn.page > 1 else []
    moves += [kit.button("More", f"{turn.words} {turn.page + 1}")] if turn.page < turn.pages else []
    return [kit.rich([kit.text(heading, bold=True)], *lines), kit.actions(*moves)]


def planned(plan: Plan) -> list[Block]:
    """What to pay first, each with its reasons; then what has to wait."""
    heading = f"{number(plan.days)} of {number(plan.capacity)} days, and {number(plan.hours)} hours a week are won"
    drawn = [kit.header("What to pay first"), kit.rich([kit.text(heading, bold=True)], *_reasoned(plan.pay))]
    if plan.later:
        more = len(plan.later) - SHOWN_LATER
        rest = [[kit.text(f"… {more} more", italic=True)]] if more > 0 else []
        drawn.append(kit.rich([kit.text("Later, or with more days", bold=True)], *_reasoned(plan.later[:SHOWN_LATER]), *rest))
    how = "What is critical or was reckless and known comes first, then what pays back soonest. More days: `/debt plan 20`"
    shows = [(f"{line.debt.key} {line.debt.title}", f"debt show {line.debt.key}") for line in (*plan.pay, *plan.later)]
    return [*drawn, kit.context(how), kit.actions(kit.menu("Show one…", shows))]


def counted(summary: Summary, project: str) -> list[Block]:
    """By the four quadrants, by priority, and what it costs."""
    heading = f"Tech debt{f' of {project}' if project else ''}: {summary.items} open"
    days = "nobody has estimated any" if summary.days is None else f"{number(summary.days)} days estimated"
    missing = f", {summary.not_estimated} not estimated" if summary.not_estimated and summary.days is not None else ""
    lines = [
        [kit.text(heading, bold=True)],
        [kit.text(" · ".join(f"{SIGN[one]} {summary.by_priority[one]} {one}" for one in Priority))],
        [kit.text(f"{days}{missing} · {number(summary.hours)} hours lost a week, as far as they were counted")],
        *(_quadrant(one, summary) for row in OF_QUADRANTS for one in row),
    ]
    drawn = [kit.button("As a picture", f"debt chart {project}".strip())] if summary.items else []
    return [kit.rich(*lines), kit.actions(kit.button("What to pay first", "debt plan"), kit.button("List", "debt list"), *drawn)]


def at_home(debts: Sequence[Debt], shown: int, count: int) -> list[Block]:
    """What is critical, of which there are `count`, with the plan a click away."""
    lines = [_line(one) for one in debts[:shown]]
    if count > shown:
        lines.append([kit.text(f"… {count - shown} more", italic=True)])
    shows = [(f"{one.key} {one.title}", f"debt show {one.key}") for one in debts]
    moves = [kit.button("What to pay first", "debt plan"), kit.menu("Show one…", shows)]
    return [kit.header("Critical tech debt"), kit.rich(*lines), kit.actions(*moves)]


def _moves(debt: Debt) -> list[Element]:
    key = debt.key
    if not debt.is_open:
        return [kit.button("Not paid after all", f"debt reopen {key}")]
    return [
        kit.button("Paid", f"debt resolve {key}", confirm=f"{key} is owed no more."),
        kit.button("Edit", f"debt edit {key}"),
        kit.button("What does it cost?", f"debt ask {key}"),
    ]


def _line(debt: Debt) -> list[Element]:
    title = f" {kit.cut(kit.one_line(debt.title), TITLE)} · "
    words = [debt.priority.value if debt.is_open else "paid", in_words(debt.impact), _days(debt)]
    return [kit.text(f"{_sign(debt)} "), kit.text(debt.key, bold=True), kit.text(title + " · ".join(words))]


def _reasoned(lines: Sequence[Line]) -> list[list[Element]]:
    drawn: list[list[Element]] = []
    for line in lines:
        debt = line.debt
        what = f" {kit.cut(kit.one_line(debt.title), TITLE)}"
        drawn += [[kit.text(f"{_sign(debt)} "), kit.text(debt.key, bold=True), kit.text(what)], [kit.text(f"    {line.why}", italic=True)]]
    return drawn


def _quadrant(quadrant: Quadrant, summary: Summary) -> list[Element]:
    return [kit.text(f"{summary.by_quadrant[quadrant]} {in_words(quadrant)}", bold=True), kit.text(f" — {MEANS[quadrant]}")]


def _costs(debt: Debt) -> list[list[Element]]:
    hours = f"{number(debt.hours_a_week)} hours a week" if debt.hours_a_week is not None else ""
    whose = f"{'of ' if hours else ''}{kit.one_line(debt.whose_hours)}" if debt.whose_hours else ""
    said = [f"Costs {' '.join(part for part in (hours, whose) if part)}" if hours or whose else ""]
    said.append("on the roadmap's path" if debt.on_the_roadmap else "")
    told = " · ".join(part for part in said if part)
    return [[kit.text(kit.cut(told[:1].upper() + told[1:], WORDS))]] if told else []


def _said(label: str, words: str) -> list[list[Element]]:
    start = [kit.text(label, bold=True)] if label else []
    return [[*start, *kit.said(words, WORDS)]] if words else []


def _history(debt: Debt, around: Around) -> list[Element]:
    by = kit.cut(kit.one_line(around.names.get(debt.logged_by, debt.logged_by)), TITLE)
    elements = [kit.text(f"Logged by {by} "), kit.when(debt.logged_at)]
    if around.project:
        elements.append(kit.text(f" for {around.project}"))
    if debt.published:
        elements.append(kit.text(" · every member sees it"))
    return [*elements, kit.text(" · "), kit.link(around.origin, "the message")] if around.origin else elements


def _days(debt: Debt) -> str:
    return f"{number(debt.estimated_days)} days" if debt.estimated_days is not None else "not estimated"


def _sign(debt: Debt) -> str:
    return SIGN[debt.priority] if debt.is_open else PAID
