"""What only delegations have: a task in one line to a specialist; what comes back is in delivering.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from bot.errors import NotFound, Offer, Unclear
from bot.records.bodies import Body
from bot.records.delegations import DELEGATION, DELIVER, RETURN, Delegation, begun_from
from bot.records.documents import TITLE, Document
from bot.records.specialists import Specialist, named
from bot.records.specs import SPEC
from handlers.asking import Answers, Asked
from handlers.belonging import must_be_in
from handlers.blocks import delegations as drawn
from handlers.blocks import kit
from handlers.documents import acts, changes, delivering, forms, saying, sections
from handlers.documents.own import Own
from handlers.forms import Values
from handlers.grammar import Verb
from handlers.reply import Form, Reply
from storage.store import Transaction

TASK = "delegate.task"
OFFERED = 5
_TO = re.compile(r"^(?P<task>.*?\S)\s+to\s+@?(?P<who>[\w-]+)[.!]?$", re.IGNORECASE | re.DOTALL)


class Tasking(Values):
    """A task, who does it, and what they are given."""

    title: str = Field(min_length=1)
    specialist: str
    requirements: str = ""
    specifications: str = ""
    constraints: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Delegating:
    """Handing tasks to these specialists."""

    specialists: Sequence[Specialist]

    @property
    def own(self) -> Own:
        """The words and forms that delegations have beside those of all kinds."""
        return Own(
            verbs=(Verb("specialists", "", "Who there is, and what each is for.", reads=True, takes_key=False, alone=True),),
            answers={
                "new": self.new,
                "specialists": self.listed,
                DELIVER.verb: delivering.deliver,
                RETURN.verb: delivering.send_back,
            },
            forms={
                TASK: (Tasking, self.tasked),
                delivering.FORM: (delivering.Delivering, delivering.delivered),
                f"{DELEGATION.name}.{RETURN.verb}": (forms.Reason, delivering.sent_back),
            },
            of_words="new",
            instead=self.instead,
        )

    def instead(self, verb: str, does: Answers) -> Answers:
        """A task may begin with a word of ours: “export the invoices to django” is one, and nothing is exported. The form asks if it is."""

        async def answered(asked: Asked, db: Transaction) -> Reply:
            said = _TO.match(asked.rest)
            specialist = named(said["who"], self.specialists) if said and asked.intent.number is None else None
            if said is None or specialist is None or verb in {"", "new"}:
                return await does(asked, db)
            return self._asking(asked, f"{verb.capitalize()} {said['task']}", specialist)

        return answered

    async def new(self, asked: Asked, db: Transaction) -> Reply:
        """`<task> to <specialist>`: handed over at once, where others see it. What is missing is asked for, and what a spec is done by."""
        title, spec, warning = await changes.implementing(asked, db, DELEGATION)
        if spec:
            return self._asking(asked, title, None, spec=spec)
        if warning:
            raise NotFound("There is no such tech spec that you can see. Those there are: `/spec list`")
        said = _TO.match(asked.rest)
        task, who = (said["task"], said["who"]) if said else (asked.rest, "")
        specialist = named(who, self.specialists) if who else None
        if who and specialist is None:
            words = f"{DELEGATION.name} new {task} to"
            offers = [Offer(one.name, f"{words} {one.name}") for one in self.specialists[:OFFERED]]
            raise Unclear(
                f"There is no specialist called {kit.cut(who, 40)}. Who does it? All of them: `/delegate specialists`", offers=offers
            )
        if specialist is None or asked.is_direct or len(task) > TITLE:
            return self._asking(asked, task, specialist)
        return await self._handed(asked, db, task, specialist, channel=asked.place.channel, body=Delegation())

    async def tasked(self, values: Tasking, asked: Asked, db: Transaction) -> Reply:
        """The form of a task."""
        specialist = named(values.specialist, self.specialists)
        if specialist is None:
            raise Unclear("That specialist is not there any more. Choose another.", field="specialist")
        if values.channel:
            await must_be_in(values.channel, asked, db)
        body: Body = Delegation()
        for name in ("requirements", "specifications", "constraints"):
            body = body.changed(name, sections.as_typed(getattr(values, name), Delegation.section(name)))
        return await self._handed(asked, db, values.title, specialist, channel=values.channel or asked.place.channel, body=body)

    async def listed(self, asked: Asked, db: Transaction) -> Reply:  # noqa: ARG002 - as every answer
        """Who there is."""
        return Reply(kit.fallback("Specialists"), drawn.specialists(self.specialists))

    def _asking(self, asked: Asked, task: str, specialist: Specialist | None, *, spec: Document | None = None) -> Reply:
        title = task if len(task) <= TITLE else ""
        given = "" if title else task
        about = {"implements": spec.id} if spec else {}
        if spec:
            given = "\n".join(begun_from(spec.body, spec.key(SPEC)).requirements)
        view = drawn.tasking(self.specialists, title, given, specialist, channel=not asked.place.channel or asked.is_direct)
        words = f"{DELEGATION.name} new {task} to {specialist.name}" if specialist else f"{DELEGATION.name} new {task}"
        return Reply.asking(
            Form(TASK, view, about), "Which task, and to whom? `/delegate <task> to <specialist>`", Offer("Hand it over", words.strip())
        )

    async def _handed(self, asked: Asked, db: Transaction, task: str, specialist: Specialist, *, channel: str, body: Body) -> Reply:
        project = await db.projects.of_channel(channel, seen_by=asked.viewer) if channel else None
        begun = {"specialist": specialist.name, "project": project.name if project else "", "deliverables": (specialist.expect,)}
        whole = Delegation.model_validate({**body.model_dump(), **begun, "criteria": specialist.criteria})
        title = task if len(task) <= TITLE else kit.cut(task, TITLE)
        made = await acts.draft(asked, db, DELEGATION, title=title, body=whole, channel=channel)
        if "implements" in asked.about:
            await forms.implemented(asked, db, DELEGATION, made)
        return await saying.drafted(made, asked, db, DELEGATION)
