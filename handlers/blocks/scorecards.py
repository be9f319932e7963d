"""How a scorecard looks: the card, the evidence of a number, publications beside each other, and the words for investors."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.amounts import said
from bot.records.delivery import BOUNDS, DORA, SAYS, TIERS_OF, Colour, Metric, Tier
from bot.records.periods import DIGEST, SCORECARD, Scheduled
from bot.records.scorecards import Counted, Figure, Published, Scorecard
from bot.records.windows import Window
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

MARK = {Colour.GREEN: "🟢", Colour.YELLOW: "🟡", Colour.RED: "🔴", None: "⚪"}
SAMPLE = {
    Metric.DEPLOYS: "deployment",
    Metric.LEAD: "commit",
    Metric.FAILURES: "deployment",
    Metric.RECOVERY: "recovery",
    Metric.REWORK: "deployment",
    Metric.RESOLVE: "incident",
}
HOW = {
    Metric.DEPLOYS: "Deployments to production that went well, by the days of the window.",
    Metric.LEAD: "From writing a commit to its first deployment to production: the median over commits.",
    Metric.FAILURES: "Deployments that failed or caused an incident, each once, of all.",
    Metric.RECOVERY: "From a failed deployment to the end of what it caused, or to the next that went well: the median.",
    Metric.REWORK: "Deployments that nobody had planned, or that fixed an incident, of all.",
    Metric.RESOLVE: "From the start of an incident to its end: the mean over all that ended, whatever caused them.",
}
ALT = 2_000
COMING = 3
BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
Line = list[Element]


def card(card_: Scorecard, lines: Sequence[Line] = (), *, ref: str, picture: str | None = None) -> list[Block]:
    """The whole card. `ref` are the words that say which one, as buttons carry them: "2026-10 Payments"; `picture` is a file in Slack."""
    figures = [line for metric in DORA for line in _figure(card_.figure(metric))]
    apart = _figure(card_.figure(Metric.RESOLVE))
    options = [(SAYS[metric], f"scorecard why {metric} {ref}".strip()) for metric in Metric]
    shown = [_picture(picture, in_words(card_))] if picture else []
    drawn = [kit.header(title(card_)), *shown, kit.rich(*figures), kit.divider(), kit.rich(*apart, [kit.text(_counted(card_.incidents))])]
    if lines:
        drawn.append(kit.rich(*lines))
    drawn.append(kit.context(_small_print(card_)))
    return [*drawn, kit.actions(kit.menu("Where a number comes from…", options))]


def coming(scheduled: Sequence[Scheduled]) -> Block:
    """What comes by itself next, and where."""
    says = {DIGEST: "The digest comes", SCORECARD: "The scorecard comes"}
    lines = []
    for one in scheduled[:COMING]:
        where = [kit.text(" to "), kit.channel(one.channel)] if one.channel else [kit.text(" to an admin, as long as no channel is chosen")]
        left_out = " The next one is left out." if one.muted_until and one.next_at < one.muted_until else ""
        lines.append([kit.text(f"{says[one.kind]} "), kit.when(one.next_at), *where, kit.text(f".{left_out}")])
    return kit.rich(*lines)


def at_home(card_: Scorecard) -> list[Block]:
    """A card in a few lines, with what leads to it."""
    lines = [[kit.text(title(card_), bold=True)]]
    for figure in (card_.figure(metric) for metric in DORA):
        told = f"{figure.current}  {spark(figure.series)}" if figure.current else "not known"
        lines.append([kit.text(f"{MARK[figure.colour]} {SAYS[figure.metric]}: {told}")])
    return [kit.rich(*lines), kit.actions(kit.button("The whole card", f"scorecard show {card_.project}".strip()))]


def moves(ref: str) -> Block:
    """What to do with a card that one person looks at."""
    buttons = [
        kit.button("Publish it here", f"scorecard publish {ref}".strip()),
        kit.button("Targets", f"scorecard target {ref}".strip()),
        kit.button("History", f"scorecard history {ref}".strip()),
        kit.button("For investors", f"scorecard investor {ref}".strip()),
    ]
    return kit.actions(*buttons)


def title(card_: Scorecard) -> str:
    """What it is of."""
    return f"{card_.project or 'Scorecard'} · {called(card_.window)}"


def called(window: Window) -> str:
    """A window as people call it: "October 2026"."""
    return f"{datetime.strptime(window.name, '%Y-%m'):%B %Y}" if window.is_month else window.name  # noqa: DTZ007 - a name, no instant


def spark(series: Sequence[float | None]) -> str:
    """A trend in a word: ▁▃▅▇, with a dot where there is no number; "" for less than two numbers, which are no trend."""
    known = [value for value in series if value is not None]
    most = max(known, default=0.0)
    if len(known) <= 1:
        return ""
    return "".join(GAP if value is None else BARS[round(value / most * (len(BARS) - 1)) if most else 0] for value in series)


def evidence(metric: Metric, figure: Figure, window: Window, items: Sequence[Line], unseen: int) -> list[Block]:
    """What a number was counted from, as far as the reader may see it."""
    told = f"{figure.current} in {called(window)}, from {_sample(figure)}" if figure.current else f"not known: {figure.why}"
    lines = [[kit.text(f"{SAYS[metric]}: ", bold=True), kit.text(told)], [kit.text(HOW[metric], italic=True)], *_tiers(metric), *items]
    if unseen:
        lines.append([kit.text(f"{unseen} more counted, of channels you are not in.", italic=True)])
    return [kit.rich(*lines)]


def _tiers(metric: Metric) -> list[Line]:
    """Where each tier ends, for what has tiers of its own."""
    if metric not in DORA or metric not in BOUNDS:
        return []
    how = {Metric.DEPLOYS: "at least {}", Metric.FAILURES: "at most {}"}.get(metric, "less than {}")
    named = [f"{tier.name.lower()} {how.format(said(metric, bound))}" for tier, bound in zip(Tier, BOUNDS[metric], strict=False)]
    return [[kit.text(f"{', '.join(named)}, low beyond that (DORA {TIERS_OF}).", italic=True)]]


def beside(one: Scorecard, other: Scorecard) -> list[Block]:
    """Two cards beside each other, the earlier first."""
    rows = [("", called(one.window), called(other.window))]
    rows += [(SAYS[metric], one.figure(metric).current or "–", other.figure(metric).current or "–") for metric in Metric]
    rows.append(("Incidents", str(one.incidents.total), str(other.incidents.total)))
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    table = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return [kit.rich([kit.text(one.project or "This workspace", bold=True)]), kit.preformatted(table)]


def history(published: Sequence[Published], names: dict[str, str]) -> list[Block]:
    """What was published, the latest first, each with its numbers in a line."""
    lines = []
    for one in published:
        values = [f"{MARK[figure.colour]} {figure.current or '–'}" for figure in (one.card.figure(metric) for metric in DORA)]
        by = f" · {names[one.published_by]}" if one.published_by in names else ""
        lines.append([kit.text(called(one.card.window), bold=True), kit.text(f"{by} · "), kit.when(one.published_at)])
        lines.append([kit.text(" · ".join(values))])
    return [kit.rich(*lines)]


def investor(card_: Scorecard, sentences: Sequence[str]) -> str:
    """The month in the words of investors, to paste."""
    lines = [f"Engineering, {called(card_.window)}" + (f": {card_.project}" if card_.project else "")]
    lines += [f"- {told}" for figure in card_.figures if (told := _for_investors(figure))]
    incidents = card_.incidents
    outages = incidents.declared.get("SEV1", 0)
    lines.append(f"- {_many(incidents.total, 'incident')}, {outages or 'none'} of them an outage that customers saw.")
    lines += [f"- {sentence}" for sentence in sentences]
    unknown = [SAYS[figure.metric].lower() for figure in card_.figures if figure.value is None and figure.metric in DORA]
    if unknown:
        lines.append(f"Not measured yet: {', '.join(unknown)}.")
    return "\n".join(lines)


def in_words(card_: Scorecard) -> str:
    """Every number of a card in a line, for whoever cannot see the picture."""
    told = [f"{SAYS[one.metric]}: {one.current or 'not known'}{f' ({one.colour})' if one.colour else ''}" for one in card_.figures]
    return f"{title(card_)}. " + "; ".join(told) + "."


def _picture(file: str, alt: str) -> Block:
    """A picture that is a file in Slack, and what it says to those who cannot see it."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": kit.cut(alt, ALT)}


def _figure(figure: Figure) -> list[Line]:
    if figure.value is None:
        head = [kit.text(f"{MARK[None]} {SAYS[figure.metric]}: ", bold=True), kit.text(f"not known, {figure.why}")]
        return [head]
    head = [kit.text(f"{MARK[figure.colour]} {SAYS[figure.metric]}: {figure.current}", bold=True), kit.text(f"  {spark(figure.series)}")]
    return [head, [kit.text("     " + " · ".join(_said_of(figure)))]]


def _said_of(figure: Figure) -> list[str]:
    """How it stands: its colour in words, its tier, its trend, its sample."""
    told = [f"{figure.colour}" + _why_that_colour(figure)] if figure.colour else []
    if figure.colour is None and figure.target is None:
        told.append("no target")
    if figure.tier is not None and figure.metric in DORA:
        told.append(figure.tier.name.lower())
    if figure.trend and figure.before is not None:
        told.append(f"{figure.trend} {'as' if figure.trend == 'the same' else 'than'} before ({said(figure.metric, figure.before)})")
    return [*told, f"from {_sample(figure)}"]


def _why_that_colour(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return {Colour.GREEN: ", meets", Colour.YELLOW: ", near", Colour.RED: ", far from"}[
        figure.colour or Colour.RED
    ] + f" its target of {figure.aim}"


def _sample(figure: Figure) -> str:
    return _many(figure.sample, SAMPLE[figure.metric])


def _many(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _counted(incidents: Counted) -> str:
    if not incidents.total:
        return f"No incident began; {incidents.resolved} ended."
    by = ", ".join(f"{many} {severity}" for severity, many in incidents.declared.items())
    return f"{_many(incidents.total, 'incident')} began ({by}); {incidents.resolved} ended."


def _small_print(card_: Scorecard) -> str:
    window = card_.window
    when = f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC"
    windows = len(card_.figures[0].series)
    return f"{when}. Tiers: DORA {TIERS_OF}, the last published. Medians, unless named a mean. ▁▇: the last {windows} windows."


def _for_investors(figure: Figure) -> str:
    if figure.value is None:
        return ""
    before = f" (before: {said(figure.metric, figure.before)})" if figure.before is not None else ""
    aim = f"; our target is {figure.aim}" if figure.aim else ""
    tier = f", {figure.tier.name.lower()} by the DORA {TIERS_OF} benchmark" if figure.tier is not None and figure.metric in DORA else ""
    sentences = {
        Metric.DEPLOYS: f"We {'ship to customers ' + figure.current if figure.value else 'shipped nothing to customers'}{before}{tier}",
        Metric.LEAD: f"A change reaches customers {figure.current} after it is written{before}{tier}",
        Metric.FAILURES: f"{figure.current} of releases went wrong{before}{tier}",
        Metric.RECOVERY: f"When a release goes wrong, we recover within {figure.current}{before}{tier}",
        Metric.REWORK: f"{figure.current} of releases were unplanned repairs{before}",
        Metric.RESOLVE: f"Incidents of every cause took {figure.current} to resolve on average{before}",
    }
    return f"{sentences[figure.metric]}{aim}."
