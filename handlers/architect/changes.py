"""Words that change a plan: answer what it asks, choose, confirm, skip, have it written again, stop, resume, publish."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import create_model

from bot.errors import Conflict, Offer, Unclear
from bot.records.architect.asked import Topic
from bot.records.architect.requirements import Requirement, gaps
from bot.records.plans import DELEGATION, KIND, LONGEST_REQUIREMENT, REQUIREMENTS, TECHNOLOGY, Plan, State, Step
from handlers.architect import acts, beginning, filing
from handlers.architect.ground import grounded, kept_requirement, understood, with_more
from handlers.architect.which import for_form, is_in_its_room, meant, step_and_words, to_change
from handlers.asking import Asked
from handlers.blocks import architect_forms as drawn
from handlers.blocks.architect_steps import BY_RULE
from handlers.blocks.document_forms import INPUTS
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction

GAPS, MORE, SKIP = f"{KIND}.gaps", f"{KIND}.more", f"{KIND}.skip"
ADD = "more"
ALL = "all"
LONGEST_CHOICE = 40

_FIELDS: dict[str, Any] = {topic.value: (str, "") for topic in Topic}
Answering = create_model("Answering", __base__=Values, **_FIELDS)
"""The answers to what was asked, by topic; those that a form did not ask are not in it."""


class Adding(Values):
    """What else is to be known."""

    said: str


class Skipping(Values):
    """Why, if somebody says so."""

    why: str = ""


async def answer(asked: Asked, db: Transaction) -> Reply:
    """`answer PLAN-3 [words]`: what is asked, in a form; with words, these are added to the requirement."""
    if asked.intent.number is None and not is_in_its_room(asked) and asked.rest:
        return await beginning.new(asked, db)  # said in the room of something else: it is a requirement
    plan = await to_change(asked, db)
    if asked.rest.lower() not in {"", ADD}:
        return await _added(plan, asked.rest, asked, db)
    if asked.rest or plan.step(REQUIREMENTS).proposal is None or not gaps(understood(plan)):
        return _asking_more(plan)
    return _asking(plan)


async def answered(values: Any, asked: Asked, db: Transaction) -> Reply:
    """The same by its form. When nothing is left to be asked, the plan goes on."""
    plan = await for_form(asked, db)
    shown = [str(one) for one in asked.about["topics"]]
    answers = {**plan.answers, **{one: getattr(values, one) for one in shown}}
    after = _understanding(plan.changed(answers=answers, changed_at=asked.now), understood, asked)
    step = after.step(REQUIREMENTS)
    more = gaps(understood(after))
    if step.state is State.TO_CONFIRM and not more:
        after = after.confirmed(REQUIREMENTS, by=asked.viewer.user, at=asked.now)
    await acts.saved(plan, after, db, **_by(asked, "answer"))
    if more and step.state is State.TO_CONFIRM:
        form = _asking(after).form
        return Reply("", form=replace(form, in_its_place=True)) if form else Reply("", recorded=True)
    return Reply("", recorded=True)


async def added(values: Adding, asked: Asked, db: Transaction) -> Reply:
    """More words, by their form."""
    return await _added(await for_form(asked, db), values.said, asked, db)


async def confirm(asked: Asked, db: Transaction) -> Reply:
    """`confirm PLAN-3 [step | all]`: what it is for is done, once; of delegations all that are left."""
    plan = await to_change(asked, db)
    if asked.rest.lower() == ALL:
        plan.must_wait_for(plan.step("").name)
        return await filing.all_delegated(plan, asked, db)
    step = plan.step(asked.rest.lower())
    plan.must_wait_for(step.name)
    return await filing.confirmed(plan, step, asked, db)


async def skip(asked: Asked, db: Transaction) -> Reply:
    """`skip PLAN-3 [step] [why]`: the rest goes on without it."""
    plan = await to_change(asked, db)
    step, why = step_and_words(plan, asked.rest)
    if not why:
        plan.skipped(step.name, by=asked.viewer.user, why="", at=asked.now)  # which raises where it cannot be
        form = Form(SKIP, drawn.why(step), {"plan": plan.id, "step": step.name})
        return Reply.asking(form, "Why is it left out?", Offer("Say why", f"{KIND} skip {plan.key} {step.name}"))
    return await _skipped(plan, step, why, asked, db)


async def skipped(values: Skipping, asked: Asked, db: Transaction) -> Reply:
    """The same by its form."""
    plan = await for_form(asked, db)
    return await _skipped(plan, plan.step(str(asked.about["step"])), values.why, asked, db)


async def again(asked: Asked, db: Transaction) -> Reply:
    """`again PLAN-3 [step]`: written once more, with what is known by now."""
    plan = await to_change(asked, db)
    step = plan.step(asked.rest.lower())
    await acts.saved(plan, plan.again(step.name, at=asked.now), db, **_by(asked, f"again {step.name}"))
    return Reply.saying(f"{step.title} of {plan.key} is written again.", recorded=True)


async def choose(asked: Asked, db: Transaction) -> Reply:
    """`choose PLAN-3 <technology>`: whatever the rules say; their reasons stay to be read."""
    plan = await to_change(asked, db)
    word = asked.rest
    if not word or len(word) > LONGEST_CHOICE:
        raise Unclear(f"Which technology? `/{KIND} choose {plan.key} Django`")
    plan.must_wait_for(TECHNOLOGY)
    known = {one.name.lower(): one.name for one in grounded(plan, understood(plan)).choice.candidates}
    choice = "" if word.lower() == BY_RULE else known.get(word.lower(), word)
    step = plan.step(TECHNOLOGY)
    after = plan.changed(choice=choice, changed_at=asked.now).edited(TECHNOLOGY, step.proposal or {}, by=asked.viewer.user, at=asked.now)
    await acts.saved(plan, after, db, **_by(asked, "choose"))
    return Reply.saying(f"{plan.key} is planned with {choice or 'what the rules say'}.", recorded=True)


async def stop(asked: Asked, db: Transaction) -> Reply:
    """`stop PLAN-3`."""
    plan = await to_change(asked, db)
    await acts.saved(plan, plan.stopped(at=asked.now), db, **_by(asked, "stop"))
    return Reply.saying(f"{plan.key} is stopped. Nothing goes on until somebody resumes it.", recorded=True)


async def resume(asked: Asked, db: Transaction) -> Reply:
    """`resume PLAN-3`: from where it was. What failed is tried again."""
    plan = await to_change(asked, db)
    after = await acts.saved(plan, plan.resumed(at=asked.now), db, **_by(asked, "resume"), again=True)
    for step in after.of(DELEGATION):
        if step.filed:
            await acts.enqueue_delivery(after, step.name, step.record, db)
    return Reply.saying(f"{plan.key} goes on.", recorded=True)


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish PLAN-3`: every member may read it. What was filed of it is published by itself."""
    plan = await to_change(asked, db)
    await acts.saved(plan, plan.opened(), db, **_by(asked, "publish"))
    return Reply.saying(f"Every member of this workspace can read {plan.key} now.", recorded=True, tells=True)


async def requirement(asked: Asked, db: Transaction) -> Reply:
    """`requirement PLAN-3`: the words it began with, and what was answered."""
    plan = await meant(asked, db)
    said = [f"{topic}: {words or 'not known'}" for topic, words in plan.answers.items()]
    return Reply.saying(f"What {plan.key} begins from:", copy="\n".join([plan.requirement or "Not read yet.", *said]))


async def _added(plan: Plan, words: str, asked: Asked, db: Transaction) -> Reply:
    """More words of the requirement; where it could not be read, these are it."""
    if not plan.is_open:
        raise Conflict(f"{plan.key} is done. What comes next is another plan.", offers=[Offer("Plan this", f"{KIND} new {words}")])
    whole = f"{plan.requirement}\n\n{words}".strip()
    if len(whole) > LONGEST_REQUIREMENT:
        raise Unclear(f"That is more than a requirement holds ({LONGEST_REQUIREMENT:,} characters).", field="said")
    step = plan.step(REQUIREMENTS)
    read = partial(with_more, words=words, whole=whole)
    after = _understanding(plan.changed(requirement=whole, changed_at=asked.now), lambda now: read(understood(now)), asked)
    if step.state is State.FAILED:
        after = after.changed(source=None, changed_at=asked.now).resumed(at=asked.now)
    await acts.saved(plan, after, db, **_by(asked, "answer"), again=step.state is State.FAILED)
    return Reply.saying(f"{plan.key} knows that now.", recorded=True)


def _understanding(plan: Plan, read: Callable[[Plan], Requirement], asked: Asked) -> Plan:
    """The same with more that is known; before anything was read, it is read with the rest."""
    if plan.step(REQUIREMENTS).proposal is None:
        return plan
    return plan.with_step(REQUIREMENTS, at=asked.now, proposal=kept_requirement(read(plan)))


async def _skipped(plan: Plan, step: Step, why: str, asked: Asked, db: Transaction) -> Reply:
    after = plan.skipped(step.name, by=asked.viewer.user, why=why, at=asked.now)
    await acts.saved(plan, after, db, **_by(asked, f"skip {step.name}"))
    return Reply.saying(f"{step.title} of {plan.key} is skipped.", recorded=True)


def _asking(plan: Plan) -> Reply:
    open_ = gaps(understood(plan))[:INPUTS]
    about = {"plan": plan.id, "topics": [one.topic.value for one in open_]}
    return Reply.asking(Form(GAPS, drawn.ask(open_, plan.answers), about), "What is not known yet?", *_offers("Answer", plan))


def _asking_more(plan: Plan) -> Reply:
    form = Form(MORE, drawn.more(), {"plan": plan.id})
    return Reply.asking(form, "What else should I know?", *_offers("Say more", plan, ADD))


def _offers(label: str, plan: Plan, rest: str = "") -> list[Offer]:
    return [Offer(label, f"{KIND} answer {plan.key} {rest}".strip())]


def _by(asked: Asked, did: str) -> dict[str, Any]:
    return {"by": asked.viewer.user, "door": asked.place.door, "did": did, "at": asked.now}
