"""How bills look: a month against its targets, with what should worry one; the months; the forms."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.records.costs import SHORT_RUNWAY, USED_TARGET, Month, Raised, Runway, amount, percent, share_target
from bot.records.stages import Stage
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SERVICES = 8
MONTHS = 6
LISTED = 36
RED, GREEN, UNKNOWN = "🔴", "🟢", "⚪"
ASKS = {
    "revenue": "Revenue of the month (MRR)",
    "customers": "Active customers",
    "used": "Percent used of what is provisioned",
    "stored": "Data stored, in GB",
    "accessed": "Of that, accessed in the month, in GB",
    "budget": "Budget of the month",
}


@dataclass(frozen=True)
class Around:
    """What stands around a month: the one before it, those there are, its project's name, how far the team is, how long the money lasts."""

    earlier: Month | None
    there: Sequence[Month]
    project: str = ""
    stage: Stage | None = None
    runway: Runway | None = None


def report(month: Month, raised: Sequence[Raised], around: Around) -> list[Block]:
    """A month: what it cost, four ratios against targets, red flags with what to do."""
    earlier, project = around.earlier, around.project
    change = f" ({percent(month.total / earlier.total - 1, sign=True)})" if earlier and earlier.total else ""
    heading = f"{f'{project}: ' if project else ''}{month.name} cost {amount(month.total)}{change}"
    lines: list[list[Element]] = [
        [kit.text(heading, bold=True)],
        *(_service(name, cost, month) for name, cost in month.services[:SERVICES]),
    ]
    if len(month.services) > SERVICES:
        rest = sum(cost for _, cost in month.services[SERVICES:])
        lines.append([kit.text(f"{len(month.services) - SERVICES} more: {amount(rest)}", italic=True)])
    ratios = [[kit.text("Ratios", bold=True)], *_ratios(month, earlier, around.stage), *_runway(around.runway)]
    drawn = [kit.rich(*lines), kit.rich(*ratios)]
    if raised:
        told = [line for one in raised for line in _flag(one)]
        drawn.append(kit.rich([kit.text(f"Red flags: {len(raised)}", bold=True)], *told))
    else:
        drawn.append(kit.rich([kit.text("No red flags, as far as these numbers tell.")]))
    past = [one for one in around.there if one.name <= month.name][-MONTHS:]
    if len(past) > 1:
        drawn.append(kit.context(" · ".join(f"{one.name} {amount(one.total)}" for one in past)))
    edit = kit.button("Put it right", f"cost record {month.name}")
    months, picture = (
        kit.button(label, f"cost {verb} {project}".strip()) for label, verb in (("Months", "list"), ("As a picture", "chart"))
    )
    return [*drawn, kit.actions(edit, months, picture, kit.button("Paste a CSV", "cost csv"))]


def listed(months: Sequence[Month], project: str) -> list[Block]:
    """One a line, the latest first."""
    lines = [
        [
            kit.text(one.name, bold=True),
            kit.text(f" {amount(one.total)}{f' · {percent(one.share)} of revenue' if one.share is not None else ''}"),
        ]
        for one in reversed(months[-LISTED:])
    ]
    shows = [(one.name, f"cost report COST-{one.id}") for one in reversed(months[-LISTED:])]
    heading = f"Cost{f' of {project}' if project else ''}: {len(months)} months"
    return [
        kit.rich([kit.text(heading, bold=True)], *lines),
        kit.actions(kit.menu("Report of…", shows), kit.button("Record one", "cost record")),
    ]


def not_recorded(month: str, projects: Sequence[str]) -> list[Element]:
    """That a bill is not here yet."""
    named = ", ".join(one for one in projects if one)
    where = f" for {named}" if named else ""
    said = f"💸 What {month} cost{where} is not recorded yet: `/cost record {month}` in its channel."
    return kit.sentence(said)


def record(name: str, there: Month | None, words: str, projects: Sequence[tuple[str, str]]) -> Block:
    """A bill, as far as it is known."""
    spend = (
        "\n".join(f"{service} {cost:.2f}".removesuffix(".00") for service, cost in there.services) if there else words.replace(", ", "\n")
    )
    hint = "A service a line: AWS 1200"
    blocks = [
        kit.asks("month", "Which month?", kit.words(name, longest=7, placeholder="2026-10")),
        kit.asks("spend", "What did each service cost?", kit.words(spend, lines=True), optional=True, hint=hint),
    ]
    for field, label in ASKS.items():
        known = getattr(there, field) if there else None
        shown = f"{known:.2f}".removesuffix(".00") if known is not None else ""
        blocks.append(kit.asks(field, label, kit.number(shown, decimals=field != "customers"), optional=True))
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects)))
    return kit.modal("What a month cost", blocks, submit="Save", close="Not now")


def paste(projects: Sequence[tuple[str, str]]) -> Block:
    """A CSV."""
    hint = "month,service,amount in each row; or a row for each month: month,revenue,customers,used,stored,accessed,budget,AWS,Datadog"
    blocks = [kit.asks("csv", "Months as CSV", kit.words(lines=True, placeholder="month,service,amount"), hint=hint)]
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects)))
    return kit.modal("Months as CSV", blocks, submit="Save", close="Not now")


def _service(name: str, cost: float, month: Month) -> list[Element]:
    share = f" · {percent(cost / month.total)}" if month.total else ""
    return [kit.text(f"{kit.one_line(name)}: {amount(cost)}{share}")]


def _ratios(month: Month, earlier: Month | None, stage: Stage | None) -> list[list[Element]]:
    most = share_target(stage)
    why = f"in {stage}" if stage else "while the stage is not known"
    was = earlier.per_customer if earlier else None
    of_revenue = percent(month.share) if month.share is not None else ""
    share = _ratio("Of revenue", of_revenue, f"below {percent(most)} {why}", good=None if month.share is None else month.share < most)
    falls = None if month.per_customer is None or was is None else month.per_customer <= was
    each = _ratio("A customer costs", amount(month.per_customer) if month.per_customer is not None else "", "falling", good=falls)
    is_used = None if month.used is None else month.used >= USED_TARGET
    used = _ratio("Compute used", f"{month.used:g} %" if month.used is not None else "", f"over {USED_TARGET:g} %", good=is_used)
    read = _ratio("Of what is stored, read", percent(month.read) if month.read is not None else "", "watched for bloat", good=None)
    return [share, each, used, read]


def _runway(left: Runway | None) -> list[list[Element]]:
    return [_ratio("Runway", left.says, f"{SHORT_RUNWAY:g} months or more", good=not left.is_short)] if left else []


def _ratio(label: str, value: str, target: str, *, good: bool | None) -> list[Element]:
    sign = {True: GREEN, False: RED, None: UNKNOWN}[good]
    said = [kit.text(value)] if value else [kit.text("not known", italic=True)]
    return [kit.text(f"{sign} {label}: "), *said, kit.text(f" · target: {target}")]


def _flag(raised: Raised) -> list[list[Element]]:
    flag = raised.flag.value
    return [
        [kit.text(f"🚩 {flag[:1].upper()}{flag[1:]}", bold=True), kit.text(f": {raised.why}")],
        [kit.text("    "), *kit.sentence(raised.do)],
    ]
