"""Words that only look: the card, the evidence of a number, what was published, two months beside each other, the words for investors."""

from bot.errors import NotFound, Offer, Unclear
from bot.records.delivery import SAYS, Metric
from bot.records.deployments import Deployment
from bot.records.scorecards import Scorecard
from bot.records.windows import is_month, month_before
from handlers.asking import Answers, Asked
from handlers.blocks import deployments as deployed
from handlers.blocks import kit
from handlers.blocks import scorecards as drawn
from handlers.grammar import Vocabulary
from handlers.parts import Line, Parts, Subject
from handlers.reply import Reply
from handlers.scorecards.subjects import meant
from handlers.scoring import score
from storage.store import Transaction

LISTED = 10
PUBLISHED = 8
TWO = 2
TITLE = 100
MEANT = {
    **{metric.value: metric for metric in Metric},
    **dict.fromkeys(("frequency", "deployments", "deploy"), Metric.DEPLOYS),
    **dict.fromkeys(("leadtime", "lead-time"), Metric.LEAD),
    **dict.fromkeys(("fail", "failure", "cfr"), Metric.FAILURES),
    **dict.fromkeys(("mttr", "incidents"), Metric.RESOLVE),
}
"""What people call the metrics."""


def show(parts: Parts) -> Answers:
    """`show [2026-10] [project]`, and a bare `/scorecard`."""

    async def show_(asked: Asked, db: Transaction) -> Reply:
        subject, windows = await meant(asked.rest, asked, db)
        scored = await score(subject, windows, parts, db)
        ref = ref_of(subject)
        blocks = [*drawn.card(scored.card, scored.lines, ref=ref), *await parts.closing(subject, db)]
        return Reply(kit.fallback(drawn.in_words(scored.card)), [*blocks, drawn.moves(ref)])

    return show_


def investor(parts: Parts) -> Answers:
    """`investor [2026-10] [project]`; with no month, the last one that is over."""

    async def investor_(asked: Asked, db: Transaction) -> Reply:
        words = (
            asked.rest if any(is_month(word) for word in asked.rest.split()) else f"{month_before(asked.now, asked.viewer.tz)} {asked.rest}"
        )
        subject, windows = await meant(words, asked, db)
        scored = await score(subject, windows, parts, db)
        return Reply.saying("To paste:", copy=drawn.investor(scored.card, scored.investors))

    return investor_


def compare(parts: Parts) -> Answers:
    """`compare [2026-09 2026-10] [project]`: as published, else counted anew; with no months, the last two that are over."""

    async def compare_(asked: Asked, db: Transaction) -> Reply:
        months = [word for word in asked.rest.split() if is_month(word)]
        name = " ".join(word for word in asked.rest.split() if not is_month(word))
        if not months:
            last = month_before(asked.now, asked.viewer.tz)
            _, windows = await meant(f"{last} {name}", asked, db)
            months = [one.name for one in windows[-TWO:]]
        if len(months) != TWO:
            raise Unclear("Which two months? `/scorecard compare 2026-09 2026-10`")
        cards = [await _card(f"{month} {name}", asked, db, parts) for month in sorted(months)]
        return Reply(kit.fallback(f"{months[0]} and {months[1]}"), drawn.beside(*cards))

    return compare_


async def history(asked: Asked, db: Transaction) -> Reply:
    """`history [project] [page]`."""
    *name, last = asked.rest.split() or [""]
    page = int(last) if last.isdecimal() and len(last) < 5 else 1  # noqa: PLR2004 - as many pages as anybody turns
    words = " ".join(name) if last.isdecimal() else asked.rest
    subject, _ = await meant(words, asked, db)
    project = subject.project.id if subject.project else None
    found = await db.scorecards.newest(project, seen_by=asked.viewer, limit=PUBLISHED + 1, offset=(page - 1) * PUBLISHED)
    if not found:
        raise NotFound(
            "No card was published yet that you can see.", offers=[Offer("The card now", f"scorecard show {subject.name}".strip())]
        )
    names = await db.people.names(subject.team, {one.published_by for one in found})
    turns = [kit.button("Back", f"scorecard history {subject.name} {page - 1}")] if page > 1 else []
    turns += [kit.button("Earlier", f"scorecard history {subject.name} {page + 1}")] if len(found) > PUBLISHED else []
    compare_ = kit.button("Compare the last two months", f"scorecard compare {subject.name}".strip())
    return Reply(kit.fallback("Published scorecards"), [*drawn.history(found[:PUBLISHED], names), kit.actions(*turns, compare_)])


async def why(asked: Asked, db: Transaction) -> Reply:
    """`why lead [2026-10] [project]`."""
    word, _, rest = asked.rest.partition(" ")
    metric = MEANT.get(word.lower())
    if metric is None:
        offers = [Offer(SAYS[one], f"scorecard why {one} {asked.kept}".strip()) for one in Metric]
        raise Unclear("Which number?", offers=offers)
    subject, windows = await meant(rest, asked, db)
    card = (await score(subject, windows, Parts(), db)).card
    items, seen = await _evidence(metric, subject, db)
    unseen = max(0, _counted(metric, card) - seen)
    return Reply(kit.fallback(SAYS[metric]), drawn.evidence(metric, card.figure(metric), subject.window, items, unseen))


def helping(vocabulary: Vocabulary) -> Answers:
    """`help`."""

    async def help_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        lines = [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs]
        return Reply(kit.fallback(f"/{vocabulary.kind} help"), [kit.rich(*lines)])

    return help_


def ref_of(subject: Subject) -> str:
    """The words that mean it again: its month, if it is one, and its project."""
    return " ".join(part for part in (subject.window.name if subject.window.is_month else "", subject.name) if part)


async def _card(words: str, asked: Asked, db: Transaction, parts: Parts) -> Scorecard:
    subject, windows = await meant(words, asked, db)
    project = subject.project.id if subject.project else None
    published = await db.scorecards.of_window(project, subject.window.name, seen_by=asked.viewer)
    return published.card if published else (await score(subject, windows, parts, db)).card


def _counted(metric: Metric, card: Scorecard) -> int:
    """How many things a number was counted from."""
    return card.figure(metric).sample


async def _evidence(metric: Metric, subject: Subject, db: Transaction) -> tuple[list[Line], int]:
    """The things themselves, as far as they may see them: the first of them, and how many of the sample they all are."""
    if metric is Metric.RESOLVE:
        incidents = await db.incidents.over(subject.whose, subject.window, seen_by=subject.viewer)
        lines = [[kit.text(f"{one.key} ", bold=True), kit.text(kit.cut(kit.one_line(one.title), TITLE))] for one in incidents]
        return lines[:LISTED], len(incidents)
    window = subject.window
    if metric is Metric.LEAD:
        commits = await db.deployments.slowest(subject.whose, window.start, window.end, seen_by=subject.viewer, limit=LISTED)
        lines = [deployed.commit(*one) for one in commits]
        return lines, await db.deployments.count_shipped(subject.whose, window.start, window.end, seen_by=subject.viewer)
    live = await db.deployments.live(subject.whose, window.start, window.end, seen_by=subject.viewer)
    those = await _those(metric, live, subject, db)
    return [deployed.line(one) for one in those[-LISTED:][::-1]], len(live) if metric in {Metric.FAILURES, Metric.REWORK} else len(those)


async def _those(metric: Metric, live: list[Deployment], subject: Subject, db: Transaction) -> list[Deployment]:
    """Of the deployments those that a number is about."""
    facts = await db.scorecards.facts(subject.whose, subject.window.start, subject.window.end, seen_by=subject.viewer)
    failed = {one.id for one in facts.went if not one.well} | {one.deployment for one in facts.harm}
    mends = {one.id for one in facts.went if one.mends}
    well = {one.id for one in facts.went if one.well}
    ids = {Metric.DEPLOYS: well, Metric.REWORK: mends}.get(metric, failed)
    return [one for one in live if one.id in ids]
