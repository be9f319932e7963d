"""Random people go through random doors, and an incident stays what the simplest model of one says it is."""

from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records.entries import EntryKind
from bot.records.incidents import ORDER, Severity, Status
from sandbox import Message, Person
from tests.deployment import Team
from tests.looking import headlines

STATUSES = [one for one in ORDER if one is not Status.RESOLVED]
SEVERAL = settings(
    max_examples=settings().max_examples // 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
titles = count(1)


@dataclass(frozen=True)
class Step:
    """Somebody says something of the incident, through a door."""

    who: str
    door: str
    words: str


@dataclass
class Model:
    """What an incident is, in as few words as will do."""

    status: Status = Status.INVESTIGATING
    severity: Severity = Severity.SEV2
    lead: str = ""
    notes: list[str] = field(default_factory=list)

    def hears(self, step: Step, person: Person) -> None:
        verb, _, rest = step.words.partition(" ")
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


notes = st.sampled_from(["rolled back", "<b> & `x`", "=1+1", "-3 of 5 nodes", "SEV1 again?", "as in INC-1"]).map("note ".__add__)
words = st.one_of(
    notes,
    st.sampled_from(list(Severity)).map("sev {}".format),
    st.builds("status {} {}".format, st.sampled_from(STATUSES), st.sampled_from(["", "we know why"])).map(str.strip),
    st.sampled_from(["role lead me", "resolve it is fixed", "reopen it is back"]),
)
steps = st.builds(Step, st.sampled_from(["ana", "bo", "chi", "gus"]), st.sampled_from(["command", "room", "message", "button"]), words)


@given(taken=st.lists(steps, min_size=3, max_size=9))
@SEVERAL
async def test_an_incident_is_what_the_model_says(team: Team, taken: list[Step]) -> None:
    title = f"Outage number {next(titles)}."
    headline = await team.declares(team.ana, f"SEV2 {title}")
    key = headline.shown.split()[1]
    model = Model()

    for step in taken:
        person: Person = getattr(team, step.who)
        await take(team, step, person, key, headline)
        if step.who != "gus":  # who is no member of #general, and sees none of it
            model.hears(step, person)

    assert await kept(team, key) == model
    assert [one.shown.count(title) for one in headlines(team) if title in one.shown] == [1]
    assert str(model.severity) in headline.shown
    assert ("Fixed by" in headline.shown) == (model.status is Status.RESOLVED)


async def take(team: Team, step: Step, person: Person, key: str, headline: Message) -> None:
    verb, _, rest = step.words.partition(" ")
    named = f"incident {verb} {key} {rest}"
    if step.who == "gus":  # guesses the key, where he is
        await team.runs(person, f"/{named}", in_=team.payments)
    elif step.door == "command":
        await team.runs(person, f"/{named}", in_=team.general)
    elif step.door == "room":
        await team.says(person, f"@CTO Co-Pilot {step.words}", in_=team.general, thread=headline)
    elif step.door == "message":
        await team.says(person, named, in_=team.workspace.dm(person))
    elif step.words == "role lead me" and "I lead it" in str(headline.blocks):
        await team.clicks(person, "I lead it", on=headline)
    else:
        await team.runs(person, f"/cto {named}", in_=team.general)


async def kept(team: Team, key: str) -> Model:
    async with team.store.reading() as db:
        found = await db.incidents.numbered(int(key.split("-")[1]), seen_by=team.operator)
        assert found is not None
        entries = await db.entries.timeline(found, seen_by=team.operator, limit=100)
    said = sorted((one for one in entries if one.kind is EntryKind.NOTE), key=lambda one: one.id)
    return Model(found.status, found.severity, found.lead, [one.text for one in said])
