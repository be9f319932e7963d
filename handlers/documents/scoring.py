"""What only RFCs have: scores of every option by every criterion, one criterion after the other; and sentences that are meant so."""

from typing import Any

from pydantic import create_model

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.documents import Document
from bot.records.matrix import HIGHEST, LOWEST
from bot.records.rfcs import FEWEST_OPTIONS, RFC, Rfc
from bot.records.rigour import mark, same
from handlers.asking import Asked
from handlers.blocks import document_forms as drawn
from handlers.blocks import scoring as blocks
from handlers.documents import acts, saying
from handlers.documents.own import Own
from handlers.documents.which import to_change, unchanged
from handlers.forms import Values
from handlers.grammar import Verb
from handlers.reply import Form, Reply
from storage.store import Transaction

NAME = "rfc.scores"
_FIELDS: dict[str, Any] = {f"option{at}": (str, "") for at in range(drawn.INPUTS)}
Scoring = create_model("Scoring", __base__=Values, **_FIELDS)
"""A score for each option that the form shows, "" for none yet."""


async def score(asked: Asked, db: Transaction) -> Reply:
    """`score RFC-0001 [criterion]`: from the first criterion that has no score, or that one."""
    document = await to_change(asked, db, RFC)
    body = _body(document)
    if not body.criteria or len(body.options) < FEWEST_OPTIONS:
        lacks = "criteria" if not body.criteria else "two options"
        step = body.steps()[0]
        offers = [Offer(step.label, f"rfc {step.verb.format(key=document.key(RFC))}")]
        raise Conflict(f"{document.key(RFC)} needs {lacks} before there is anything to score.", offers=offers)
    document.edited(RFC, at=asked.now, title=f"{document.title[:-1]}…")  # which raises where it is not to be changed
    at = _criterion(asked.rest, body)
    words = f"rfc score {document.key(RFC)}"
    return Reply.asking(_form(document, at, 0), "How well does each do?", Offer("Score the options", words))


async def scored(values: Any, asked: Asked, db: Transaction) -> Reply:
    """The scores of some options by a criterion; then the next ones."""
    await unchanged(asked, db, RFC, section="criteria")
    document = await unchanged(asked, db, RFC, section="options")
    body = _body(document)
    at, first = int(asked.about["criterion"]), int(asked.about["first"])
    names = [one.name for one in body.options][first : first + drawn.INPUTS]
    given = [getattr(values, f"option{place}") for place in range(len(names))]
    points = {name: int(said) if said else None for name, said in zip(names, given, strict=True)}
    after = body.scored(body.criteria[at].name, points)
    if after != body:
        document = await acts.edit(asked, db, RFC, document, body=after)
    if first + drawn.INPUTS < len(body.options):
        return _next(document, at, first + drawn.INPUTS)
    return _next(document, at + 1, 0) if at + 1 < len(body.criteria) else await saying.changed(document, asked, db, RFC)


async def meant(asked: Asked, db: Transaction) -> Reply:
    """`meant RFC-0001 <word>`: the sentences with that loaded word are meant so."""
    document = await to_change(asked, db, RFC)
    body = _body(document)
    wanted = same(asked.rest)
    marked = [one.sentence for _, one in body.loaded if wanted and (mark(one.sentence) == wanted or wanted in same(one.sentence))]
    if not marked:
        raise NotFound("There is no such sentence with a loaded word any more.", offers=[Offer("Show it", f"rfc show {document.key(RFC)}")])
    after = body.changed("meant", [*body.meant, *dict.fromkeys(marked)])
    document = await acts.edit(asked, db, RFC, document, body=after)
    return Reply.saying(f"It is meant so: {document.key(RFC)} keeps its words.", recorded=True)


OWN = Own(
    verbs=(
        Verb("score", f"{RFC.key(7)} [criterion]", "Score every option by every criterion, from 1 to 5."),
        Verb("meant", f"{RFC.key(7)} <loaded word>", "A sentence with a loaded word is meant so."),
    ),
    answers={"score": score, "meant": meant},
    forms={NAME: (Scoring, scored)},
)


def _next(document: Document, at: int, first: int) -> Reply:
    form = _form(document, at, first)
    return Reply("", form=Form(form.name, form.view, form.about, in_its_place=True))


def _form(document: Document, at: int, first: int) -> Form:
    body = _body(document)
    about = {"document": document.id, "revision": document.revision, "criterion": at, "first": first}
    return Form(NAME, blocks.form(body, at, first, range(LOWEST, HIGHEST + 1)), about)


def _criterion(words: str, body: Rfc) -> int:
    """Which one: named, or the first that has no score for some option."""
    if words:
        named = [at for at, one in enumerate(body.criteria) if same(words) in same(one.name)]
        if not named:
            raise Unclear(f"There is no such criterion. There are: {', '.join(one.name for one in body.criteria)}.")
        return named[0]
    missing = {criterion for _, criterion in body.matrix.missing}
    return next((at for at, one in enumerate(body.criteria) if one.name in missing), 0)


def _body(document: Document) -> Rfc:
    if not isinstance(document.body, Rfc):
        raise NotFound("Only RFCs are scored. Which there are: `/rfc list`")
    return document.body
