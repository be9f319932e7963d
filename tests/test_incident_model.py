"""Random people go through random doors, and an incident stays what the simplest model of one says it is."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.records.entries import EntryKind
from bot.records.incidents import ORDER, Incident, Severity, Status
from sandbox import Message, Person
from tests.deployment import Team
from tests.looking import headlines

STATUSES = [one for one in ORDER if one is not Status.RESOLVED]
SEVERAL = settings(max_examples=max(4, settings().max_examples // 25), stateful_step_count=8)
T = TypeVar("T")
titles = count(1)


@dataclass
class Model:
    """What an incident is, in as few words as will do."""

    status: Status = Status.INVESTIGATING
    severity: Severity = Severity.SEV2
    lead: str = ""
    notes: list[str] = field(default_factory=list)

    def hears(self, words: str, person: Person) -> None:
        verb, _, rest = words.partition(" ")
        is_open = self.status is not Status.RESOLVED
        if verb == "note":
            self.notes.append(rest)
        elif verb == "sev":
            self.severity = Severity(rest)
        elif verb == "role":
            self.lead = person.id
        elif verb == "resolve" and is_open:
            self.status = Status.RESOLVED
        elif verb == "reopen" and not is_open:
            self.status = Status.INVESTIGATING
        elif verb == "status" and is_open:
            to, _, why = rest.partition(" ")
            if why or ORDER.index(Status(to)) > ORDER.index(self.status):
                self.status = Status(to)


members = st.sampled_from(["ana", "bo", "chi", "guest"])
others = st.sampled_from(["gus", "gone"])
texts = st.sampled_from(["rolled back", "<b> & `x`", "=1+1", "-3 of 5 nodes", "SEV1 again?", "as in INC-1"])
words = st.one_of(
    texts.map("note ".__add__),
    st.sampled_from(list(Severity)).map("sev {}".format),
    st.builds("status {} {}".format, st.sampled_from(STATUSES), st.sampled_from(["", "we know why"])).map(str.strip),
    st.sampled_from(["role lead me", "resolve it is fixed", "reopen it is back"]),
)


class Outage(RuleBasedStateMachine):
    """An incident of #general. A rule is a door; a guest is a member there, Gus is not, and somebody is deactivated."""

    def __init__(self, team: Team, people: dict[str, Person], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.team, self.people, self.loop, self.model = team, people, loop, Model()

    def happens(self, what: Coroutine[Any, Any, T]) -> T:
        """Hypothesis is in a thread of its own, the workspace in its loop."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result()

    @initialize()
    def declared(self) -> None:
        self.title = f"Outage number {next(titles)}."
        self.headline: Message = self.happens(self.team.declares(self.team.ana, f"SEV2 {self.title}"))
        self.key = self.headline.shown.split()[1]

    @rule(who=members, said=words)
    def command(self, who: str, said: str) -> None:
        self.happens(self.team.runs(self.people[who], f"/incident {self._named(said)}", in_=self.team.general))
        self.model.hears(said, self.people[who])

    @rule(who=members, said=words)
    def words_in_the_room(self, who: str, said: str) -> None:
        self.happens(self.team.says(self.people[who], f"@CTO Co-Pilot {said}", in_=self.team.general, thread=self.headline))
        self.model.hears(said, self.people[who])

    @rule(who=members, said=words)
    def direct_message(self, who: str, said: str) -> None:
        direct = self.team.workspace.dm(self.people[who])
        self.happens(self.team.says(self.people[who], f"incident {self._named(said)}", in_=direct))
        self.model.hears(said, self.people[who])

    @rule(who=members)
    def button(self, who: str) -> None:
        if "I lead it" in str(self.headline.blocks):
            self.happens(self.team.clicks(self.people[who], "I lead it", on=self.headline))
            self.model.hears("role lead me", self.people[who])

    @rule(who=members, text=texts)
    def form(self, who: str, text: str) -> None:
        self.happens(self.team.runs(self.people[who], f"/incident note {self.key}", in_=self.team.general))
        self.happens(self.team.submits(self.people[who], {"text": text}))
        self.model.hears(f"note {text}", self.people[who])

    @rule(who=members, text=texts)
    def reaction(self, who: str, text: str) -> None:
        """Taken twice, a message is noted once."""
        said = self.happens(self.team.says(self.people[who], text, in_=self.team.general, thread=self.headline))
        self.happens(self.team.reacts(self.people[who], "pushpin", to=said))
        self.happens(self.team.reacts(self.team.ana, "pushpin", to=said))
        self.model.hears(f"note {text}", self.people[who])

    @rule(who=members, text=texts)
    def message_menu(self, who: str, text: str) -> None:
        said = self.happens(self.team.says(self.people[who], text, in_=self.team.general, thread=self.headline))
        self.happens(self.team.uses(self.people[who], "Add to incident timeline", on=said))
        self.model.hears(f"note {text}", self.people[who])

    @rule(who=others, said=words)
    def whoever_does_not_belong(self, who: str, said: str) -> None:
        """Guesses the key where they are: nothing changes, and they read nothing of it."""
        for line in (f"/incident {self._named(said)}", f"/incident show {self.key}", "/incident list all"):
            reply = self.happens(self.team.runs(self.people[who], line, in_=self.team.payments))
            assert self.title not in reply.shown, (who, line)

    @invariant()
    def is_what_the_model_says(self) -> None:
        shown = [one for one in headlines(self.team) if self.title in one.shown] if hasattr(self, "title") else []
        if not shown:
            return
        found, notes, in_order, audited, recorded = self.happens(self._kept())
        assert Model(found.status, found.severity, found.lead, notes) == self.model
        assert in_order
        assert audited >= recorded
        assert len(shown) == 1
        assert str(self.model.severity) in self.headline.shown
        assert ("Fixed by" in self.headline.shown) == (self.model.status is Status.RESOLVED)

    def _named(self, said: str) -> str:
        verb, _, rest = said.partition(" ")
        return f"{verb} {self.key} {rest}"

    async def _kept(self) -> tuple[Incident, list[str], bool, int, int]:
        """It, what was noted in the order it was said, whether its timeline is in order, its audit's rows and its timeline's."""
        async with self.team.store.reading() as db:
            found = await db.incidents.numbered(int(self.key.split("-")[1]), seen_by=self.team.operator)
            assert found is not None
            entries = await db.entries.timeline(found, seen_by=self.team.operator, limit=100)
            audit = await db.audit.of(self.team.id, found.key)
        said = sorted((one for one in entries if one.kind is EntryKind.NOTE), key=lambda one: one.id)
        happened = [one.happened_at for one in entries]
        return found, [one.text for one in said], happened == sorted(happened), len(audit), len(entries)


async def test_an_incident_is_what_the_model_says(team: Team) -> None:
    guest = team.workspace.person("Gil", guest=True, emit=True)
    gone = team.workspace.person("Dot", emit=True)
    await team.ana.invites(guest, to=team.general)
    await gone.joins(team.payments)
    await team.workspace.changes(gone, deactivated=True)
    await team.settled()
    gone.deactivated = False  # we know them for gone: what they still say was under way when they went
    people = {"ana": team.ana, "bo": team.bo, "chi": team.chi, "gus": team.gus, "guest": guest, "gone": gone}
    loop = asyncio.get_running_loop()

    class Theirs(Outage):
        def __init__(self) -> None:
            super().__init__(team, people, loop)

    await asyncio.to_thread(run_state_machine_as_test, Theirs, settings=SEVERAL)
