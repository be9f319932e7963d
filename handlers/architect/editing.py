"""What is proposed, in other words, before it is filed: a section of text, one item after the other, its title."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError, create_model

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.architect.proposed import BODIES, KINDS, body_of
from bot.records.bodies import Body, Item, Section, as_line
from bot.records.documents import TITLE
from bot.records.plans import BREAKDOWN, DOCUMENTS, KIND, Plan, Step
from bot.records.workings import Tasks
from handlers.architect import acts
from handlers.architect.ground import proposal
from handlers.architect.which import for_form, meant, step_and_words
from handlers.asking import Asked
from handlers.blocks import architect_forms as drawn
from handlers.blocks import document_forms as of_documents
from handlers.blocks import kit
from handlers.documents.sections import Sectioning, as_typed
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction

SECTION, ITEM, TITLED = f"{KIND}.section", f"{KIND}.item", f"{KIND}.title"
NEW = "new"


class Titling(Values):
    """What it is called."""

    title: str = Field(min_length=1, max_length=TITLE)


_FIELDS: dict[str, Any] = {
    name: (str, "") for body in BODIES.values() for one in body.sections() if one.item for name in one.item.model_fields
}
Itemizing = create_model("Itemizing", __base__=Values, removed=(list[str], Field(default_factory=list)), **_FIELDS)
"""An item of whichever section: its fields as words, looked at by the item itself."""


async def edit(asked: Asked, db: Transaction) -> Reply:
    """`edit PLAN-3 [step] [section [which]]`, as the buttons of what is proposed say it."""
    plan = await meant(asked, db)
    step, words = step_and_words(plan, asked.rest.lower())
    which, item, *_ = [*words.split(), "", ""]
    plan.must_wait_for(step.name)
    body = body_of(step)
    if body is None:
        offers = [Offer("Answer", f"{KIND} answer {plan.key}"), Offer("Choose", f"{KIND} choose {plan.key}")]
        raise Conflict(f"{step.title} is not edited: it follows from what you answer, or choose.", offers=offers)
    about = {"plan": plan.id, "step": step.name, "revision": step.revision}
    again = Offer("Edit it", f"{KIND} edit {plan.key} {step.name} {which} {item}".strip())
    if which == "title" and step.kind in DOCUMENTS:
        title = kit.asks("title", "Title", kit.words(_title(step, plan), longest=TITLE), hint=KINDS[step.kind].titled)
        view = kit.modal("Title", [title], submit="Save", close="Cancel")
        return Reply.asking(Form(TITLED, view, about), "What is it called?", again)
    section = next((one for one in body.sections() if which in {one.name, one.heading.lower()}), None)
    if section is None:
        return Reply.asking(Form(f"{KIND}.sections", drawn.sections(plan, step, body)), "Which part?", again)
    about["section"] = section.name
    if section.item:
        return Reply.asking(_of_items(plan, step, section, item, about), section.heading, again)
    if drawn.is_too_long(body, section):
        raise Conflict(f"“{section.heading}” is longer than a form holds. File it, and edit it as a file.")
    return Reply.asking(Form(SECTION, drawn.section(body, section), about), f"{section.heading}: {section.asks}", again)


def _of_items(plan: Plan, step: Step, section: Section, item: str, about: dict[str, Any]) -> Form:
    """All items of a section, or the form for one of them."""
    body = body_of(step)
    if section.item is None or body is None:
        raise NotFound(f"There is no such part of {step.title.lower()}.")
    if not item:
        return Form(f"{KIND}.items", drawn.items(plan, step, body, section))
    items = getattr(body, section.name)
    if item != NEW and not (item.isdecimal() and 1 <= int(item) <= len(items)):
        raise NotFound(f"There is no such part of {step.title.lower()}.")
    value = None if item == NEW else items[int(item) - 1]
    view = of_documents.item(section.item, value, section.heading)
    return Form(ITEM, view, {**about, "item": item})


async def rewrite(values: Sectioning, asked: Asked, db: Transaction) -> Reply:
    """A section in other words."""
    plan, step, body = await _unchanged(asked, db)
    section = body.section(str(asked.about["section"]))
    shown = of_documents.as_text(body, section)
    text = values.text(shown)
    return await _kept(plan, step, body if text == shown else _checked(body, section.name, as_typed(text, section)), asked, db)


async def rewrite_item(values: Any, asked: Asked, db: Transaction) -> Reply:
    """An item in other words, one more, or one less."""
    plan, step, body = await _unchanged(asked, db)
    name, which = str(asked.about["section"]), str(asked.about["item"])
    items: list[Any] = [one.model_dump() if isinstance(one, Item) else one for one in getattr(body, name)]
    section = body.section(name)
    fields = {field: getattr(values, field) for field in (section.item.model_fields if section.item else ())}
    if which == NEW:
        items.append(fields)
    elif values.removed:
        del items[int(which) - 1]
    else:
        items[int(which) - 1] = fields
    return await _kept(plan, step, _checked(body, name, items), asked, db)


async def retitle(values: Titling, asked: Asked, db: Transaction) -> Reply:
    """Another title."""
    plan, step, body = await _unchanged(asked, db)
    return await _kept(plan, step, body, asked, db, title=as_line(values.title))


async def _unchanged(asked: Asked, db: Transaction) -> tuple[Plan, Step, Body]:
    """What a form was opened for, unless it was filed, or changed by somebody, since."""
    plan = await for_form(asked, db)
    step = plan.step(str(asked.about["step"]))
    plan.must_wait_for(step.name)
    body = body_of(step)
    if body is None or step.revision != int(asked.about["revision"]):
        raise Conflict("Somebody has changed it meanwhile. Copy your words, close this, and open it again to see how it reads now.")
    return plan, step, body


async def _kept(plan: Plan, step: Step, body: Body, asked: Asked, db: Transaction, *, title: str = "") -> Reply:
    if step.kind == BREAKDOWN and isinstance(body, Tasks):
        _must_be_workable(body)
    kept = proposal(body, title or _title(step, plan))
    if kept == step.proposal:
        return Reply("", recorded=True)
    after = plan.edited(step.name, kept, by=asked.viewer.user, at=asked.now)
    await acts.saved(plan, after, db, by=asked.viewer.user, door=asked.place.door, did=f"edit {step.name}", at=asked.now)
    return Reply.saying(f"{step.title} of {plan.key} is changed.", recorded=True)


def _must_be_workable(tasks: Tasks) -> None:
    """Tasks that nobody can be handed are told at once, where they were typed."""
    names = [one.name for one in tasks.tasks]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Unclear(f"Two tasks are called “{twice}”. Give them names that tell them apart.", field="name")
    missing = next((other for one in tasks.tasks for other in one.task.after if other not in names), "")
    if missing:
        raise Unclear(f"There is no task “{missing}” to wait for.", field="after")


def _checked(body: Body, name: str, value: Any) -> Body:
    try:
        return body.changed(name, value)
    except ValidationError as error:
        first = error.errors()[0]
        cause = (first.get("ctx") or {}).get("error")
        raise Unclear(str(cause) if isinstance(cause, ValueError) else "Please fill this in.", field=str(first["loc"][-1])) from None


def _title(step: Step, plan: Plan) -> str:
    return str((step.proposal or {}).get("title") or (plan.title if step.kind in DOCUMENTS else ""))
