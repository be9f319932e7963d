"""`/cto which` and `/cto build-or-buy`: questions with two answers each, a verdict with its reasons, the document by a button."""

from functools import partial

from bot.errors import Offer, Unclear
from bot.records.choices import DECIDED, FACTORS, WEIGHS, build_or_buy, which
from bot.records.stages import Advice, advice
from handlers.asking import Asked
from handlers.blocks import choices as drawn
from handlers.blocks import kit
from handlers.closing import closed_form
from handlers.doors import Doors
from handlers.forms import Values
from handlers.grammar import Verb
from handlers.reply import Form, Reply
from storage.jobs.port import Jobs
from storage.store import Transaction

LONGEST = 200
"""So much of what is to be decided travels in a form, and becomes a title."""
YES = "yes"


class Weighing(Values):
    """By question, `yes` for the heavy answer."""

    decided: str = YES
    options: str = ""
    teams: str = ""
    cost: str = ""
    review: str = ""
    technology: str = ""


class Factoring(Values):
    """By factor, `yes` where it speaks for building, `no` where for buying, nothing where nobody knows."""

    core: str = ""
    expertise: str = ""
    time: str = ""
    custom: str = ""
    cost: str = ""
    burden: str = ""


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    says = "RFC, ADR or tech spec: which document a decision deserves, and why."
    doors.verb(Verb("which", "<what is to be decided>", says, reads=True, takes_key=False), ask_which)
    says = "Six factors, a verdict with its reasons; buy until proven."
    doors.verb(Verb("build-or-buy", "<what>", says, reads=True, takes_key=False), ask_factors)
    doors.form("choice.which", "cto", Weighing, partial(weighed, doors=doors))
    doors.form("choice.build", "cto", Factoring, closed_form(partial(judged, doors=doors), doors.parts))


async def ask_which(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
    """`which <what is to be decided>`: what the words tell is chosen already."""
    what = _what(asked, "which Kafka or the database for jobs")
    guesses = {one.name: one.guess(what) for one in WEIGHS}
    form = Form("choice.which", drawn.which(what, (DECIDED, *WEIGHS), {DECIDED.name: True, **guesses}), {"what": what})
    return Reply.asking(form, "Six short questions tell which document it deserves.", Offer("Answer them", f"cto which {what}"))


async def ask_factors(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
    """`build-or-buy <what>`."""
    what = _what(asked, "build-or-buy a feature flag service")
    form = Form("choice.build", drawn.factors(what, FACTORS), {"what": what})
    return Reply.asking(form, "Six factors tell; what you do not know may stay open.", Offer("Weigh them", f"cto build-or-buy {what}"))


async def weighed(values: Weighing, asked: Asked, db: Transaction, *, doors: Doors) -> Reply:
    """The document it deserves, with the reasons, and a button that begins it."""
    what = str(asked.about["what"])
    verdict = which({name: value == YES for name, value in values.model_dump().items()})
    there = {one.kind for one in doors.vocabularies}
    begin = [Offer(f"Begin {drawn.CALLED[verdict.paper]}", f"{verdict.paper} new {what}")] if verdict.paper in there else []
    given = await _advice(what, asked, db)
    return Reply(kit.fallback(f"Which: {verdict.paper}"), drawn.verdict(what, verdict, given, begin), recorded=True, tells=True)


async def judged(values: Factoring, asked: Asked, db: Transaction, *, doors: Doors) -> Reply:
    """Build or buy, with what speaks for either, and the decision record by a button."""
    what = str(asked.about["what"])
    stance = build_or_buy({name: value == YES for name, value in values.model_dump().items() if value})
    says = f"{'Build' if stance.build else 'Buy'}: {what}"
    is_there = "adr" in {one.kind for one in doors.vocabularies}
    record = [Offer("Write it down as an ADR", f"adr new {says}")] if is_there else []
    given = await _advice(what, asked, db)
    return Reply(kit.fallback(says), drawn.stance(what, stance, given, record), recorded=True, tells=True)


async def _advice(what: str, asked: Asked, db: Transaction) -> list[Advice]:
    """What of it is too early or too late for the team of this channel, as far as that is known."""
    project = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer) if asked.place.channel else None
    stack = await db.stacks.of(project.id if project else None, seen_by=asked.viewer) or await db.stacks.of(None, seen_by=asked.viewer)
    return advice(what, stack.stage.stage, stack.headcount) if stack and stack.stage else []


def _what(asked: Asked, example: str) -> str:
    if not asked.rest:
        raise Unclear(f"What is to be decided? `/cto {example}`")
    return kit.cut(kit.one_line(asked.rest), LONGEST)
