"""The forms of a review: whom to ask, and why."""

from functools import partial
from typing import Any

from pydantic import Field

from bot.records.documents import Document, Kind
from handlers.asking import Asked
from handlers.belonging import must_be_in, project_for
from handlers.documents import readiness, reviewing, verdicts
from handlers.documents.forms import Reason
from handlers.documents.readiness import ANYWAY
from handlers.documents.settled import form_settles
from handlers.documents.standing import reviews_of, submit_of
from handlers.documents.which import for_form
from handlers.doors import Doors
from handlers.forms import Values
from handlers.reply import Reply
from storage.store import Transaction


class Asking(Values):
    """Whom to ask; nobody in particular: whoever reads it."""

    reviewers: list[str] = Field(default_factory=list)
    project: int | None = None
    channel: str = ""


class Perhaps(Values):
    """Why, if they say so."""

    why: str = ""


def add(doors: Doors, kind: Kind) -> None:
    """What a kind with reviews adds."""
    name, verb, reviews = kind.name, submit_of(kind), reviews_of(kind)
    doors.form(f"{name}.{verb}", name, Asking, partial(submit, kind=kind))
    doors.form(f"{name}.ask", name, Asking, partial(ask, kind=kind))
    doors.form(f"{name}.{reviews.verb}", name, Perhaps, form_settles(partial(approve, kind=kind), kind, doors.parts))
    doors.form(f"{name}.object", name, Reason, partial(object_, kind=kind))
    doors.form(f"{name}.{verb}.{ANYWAY}", name, Reason, partial(submit_anyway, kind=kind))
    doors.form(f"{name}.{reviews.verb}.{ANYWAY}", name, Reason, form_settles(partial(approve_anyway, kind=kind), kind, doors.parts))


async def submit(values: Asking, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """In review."""
    document = await for_form(asked, db, kind)
    document.moved(submit_of(kind), kind, at=asked.now)  # which raises where it cannot be
    readiness.must_be_ready(asked, document, kind, submit_of(kind))
    return await reviewing.submitted(asked, db, kind, await _placed(values, asked, db, document), reviewers=values.reviewers)


async def ask(values: Asking, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """Others are asked."""
    return await reviewing.asked_of(asked, db, kind, await for_form(asked, db, kind), values.reviewers)


async def approve(values: Perhaps, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """They approve."""
    document = await for_form(asked, db, kind)
    document.moved(reviews_of(kind).verb, kind, at=asked.now)  # which raises where it cannot be
    await verdicts.may_approve(asked, db, kind, document)
    return await verdicts.approved(asked, db, kind, document, why=values.why)


async def object_(values: Reason, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """They object."""
    return await verdicts.objected(asked, db, kind, await for_form(asked, db, kind), why=values.why)


async def submit_anyway(values: Reason, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """In review though it is not ready."""
    document = await for_form(asked, db, kind)
    document.moved(submit_of(kind), kind, at=asked.now)  # which raises where it cannot be
    why = await readiness.overridden(asked, db, kind, document, submit_of(kind), why=values.why)
    return await reviewing.submitted(asked, db, kind, document, reviewers=[*document.deciders, asked.viewer.user], why=why)


async def approve_anyway(values: Reason, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """They approve it though it is not ready."""
    document = await for_form(asked, db, kind)
    document.moved(reviews_of(kind).verb, kind, at=asked.now)  # which raises where it cannot be
    await verdicts.may_approve(asked, db, kind, document)
    return await verdicts.approved(asked, db, kind, document, why=values.why, anyway=True)


async def _placed(values: Asking, asked: Asked, db: Transaction, document: Document) -> Document:
    """Where it will be read, and of which project it is."""
    project = await project_for(values.project, document.channel, asked, db) if values.project else None
    facts: dict[str, Any] = {"project": project} if project else {}
    if values.channel:
        await must_be_in(values.channel, asked, db)
        facts["channel"] = values.channel
    return document.with_(at=asked.now, **facts) if facts else document
