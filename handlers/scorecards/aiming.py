"""What a project aims at: `/scorecard target deploys 1/day`, or a form with all of them."""

from bot.errors import NotAllowed, Offer, Unclear
from bot.records.amounts import EXAMPLE, read_target, typed
from bot.records.delivery import SAYS, Metric
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.forms import Values
from handlers.parts import Subject
from handlers.reply import Form, Reply
from handlers.scorecards.looks import MEANT
from handlers.scorecards.subjects import meant
from storage.audit import Change
from storage.store import Transaction

NONE = {"none", "off", "-"}


class Aiming(Values):
    """A target each, as it is typed; empty is none."""

    deploys: str = ""
    lead: str = ""
    failures: str = ""
    recovery: str = ""
    rework: str = ""
    resolve: str = ""


async def target(asked: Asked, db: Transaction) -> Reply:
    """`target [deploys 1/day | lead none]`; else the form."""
    word, _, rest = asked.rest.partition(" ")
    metric = MEANT.get(word.lower())
    if metric is None:
        subject, _ = await meant(asked.rest, asked, db)
        return await _asking(subject, db)
    _must_be_member(asked)
    value, name = _read(metric, rest)
    subject, _ = await meant(name, asked, db)
    await _kept(subject, metric, value, asked, db)
    if value is None:
        return Reply.saying(f"{SAYS[metric]} has no target any more.")
    return Reply.saying(f"{SAYS[metric]}: the target is {typed(metric, value)}.")


async def aim(values: Aiming, asked: Asked, db: Transaction) -> Reply:
    """The form: every target as it should be."""
    _must_be_member(asked)
    given = {metric: getattr(values, metric.value) for metric in Metric}
    wanted = {metric: read_target(metric, words) if words else None for metric, words in given.items()}
    subject, _ = await meant(str(asked.about["project"]), asked, db)
    before = await db.scorecards.targets(subject.team, _id(subject))
    changed = {
        metric: value for metric, value in wanted.items() if typed_or_none(metric, before.get(metric)) != typed_or_none(metric, value)
    }
    for metric, value in changed.items():
        await _kept(subject, metric, value, asked, db)
    return Reply.saying(f"{len(changed)} targets changed." if len(changed) != 1 else "One target changed.")


def typed_or_none(metric: Metric, value: float | None) -> str:
    """A target as it would be typed; "" for none."""
    return "" if value is None else typed(metric, value)


async def _asking(subject: Subject, db: Transaction) -> Reply:
    there = await db.scorecards.targets(subject.team, _id(subject))
    blocks = [
        kit.asks(
            metric.value,
            SAYS[metric],
            kit.words(typed_or_none(metric, there.get(metric)), longest=20, placeholder=EXAMPLE[metric]),
            optional=True,
        )
        for metric in Metric
    ]
    view = kit.modal(
        "Targets", [kit.rich([kit.text(subject.name or "This workspace", bold=True)]), *blocks], submit="Save", close="Not now"
    )
    form = Form("scorecard.target", view, {"project": subject.name})
    return Reply.asking(form, "What do you aim at?", Offer("Set targets", f"scorecard target {subject.name}".strip()))


def _read(metric: Metric, words: str) -> tuple[float | None, str]:
    """A target, and the words after it, which name a project: `2 a week Payments`."""
    parts = words.split()
    if not parts:
        raise Unclear(f"What do you aim at? `/scorecard target {metric} {EXAMPLE[metric]}`, or `none`.")
    if parts[0].lower() in NONE:
        return None, " ".join(parts[1:])
    for many in range(min(len(parts), 3), 1, -1):
        try:
            return read_target(metric, " ".join(parts[:many])), " ".join(parts[many:])
        except Unclear:
            continue
    return read_target(metric, parts[0]), " ".join(parts[1:])


async def _kept(subject: Subject, metric: Metric, value: float | None, asked: Asked, db: Transaction) -> None:
    project, by, at = _id(subject), asked.viewer.user, asked.now
    before = (await db.scorecards.targets(subject.team, project)).get(metric)
    await db.scorecards.aim(subject.team, project, metric, value, by=by, at=at)
    record = subject.project.key if subject.project else "project 0"
    was, is_ = typed_or_none(metric, before), typed_or_none(metric, value)
    await db.audit.changed(subject.team, Change(record, f"target {metric}", by, was, is_, asked.place.door, at))


def _id(subject: Subject) -> int | None:
    return subject.project.id if subject.project else None


def _must_be_member(asked: Asked) -> None:
    if not asked.viewer.sees_what_is_public:
        raise NotAllowed("Targets are set by full members of this workspace. Ask one of them to type `/scorecard target` here.")
