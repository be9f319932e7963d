"""Who may do what: the page says what the table says, and every cell of it is tried."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import func, select

from bot.errors import BotError, NotAllowed, NotFound, Unavailable
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import REOPEN_BY_ANYONE_WITHIN, Incident, Severity
from bot.records.papers import Paper
from bot.records.people import Person, Standing, Viewer
from bot.records.permissions import ANYBODY, OWNERS, RULES, SEES, Rule, Who, rule_of
from bot.records.postmortems import must_sign
from handlers.asking import Kind, Request, ask
from handlers.places import Place
from storage.database import metadata
from storage.store import Transaction
from tests import walked
from tests.deployment import Deployment, Team
from tests.permitted import page
from tests.test_privacy_walk import WORDS

PAGE = Path(__file__).parents[1] / "docs" / "permissions.md"
ELSEWHERE = "T0ELSEWHERE"
STANDINGS = {
    Who.MEMBER: Standing.MEMBER,
    Who.GUEST: Standing.GUEST,
    Who.EXTERNAL: Standing.EXTERNAL,
    Who.DEACTIVATED: Standing.DEACTIVATED,
}
DOCUMENTS = {"adr": "ADR", "rfc": "RFC", "spec": "TS", "design": "SD", "delegate": "TD"}
SAID = {
    "incident link": "link INC-1",
    "adr review": "review ADR-1",
    **{f"{kind} {verb}": f"{verb} {key}-1" for kind, key in DOCUMENTS.items() for verb in ("link", "supersede", "status")},
    **{f"{kind} review": f"review {key}-3" for kind, key in DOCUMENTS.items() if kind != "adr"},
    "debt add": "add x",
    "architect new": "new x",
    "delegate deliver": "deliver TD-3 x",
    "debt link": "link DEBT-1",
    "scorecard target": "target",
    "incident pin": "pin INC-1 {link}",
    "team remove": "remove <@{author}>",
    "papers show": "show PAPER-{paper}",
    "papers remove": "remove PAPER-{paper}",
    "scorecard target: another one": "target deploys 1/day",
    "stack stage: another one": "stage scale because",
    "rfc submit: anyway": "submit RFC-4 anyway because",
}
"""Where the words of the walk do not come to the question of who may."""
RULED_ELSEWHERE = {"incident edit: another's words", "incident reopen: after a week", "postmortem sign"}
PLAIN = [Who.GUEST, Who.OUTSIDER, Who.DEACTIVATED]
"""Who makes the difference where nothing is said but who sees it; `make pages` tries the others as well."""
NOTHING_THERE = {"scorecard history", "security closed", "postmortem keep"}
"""Which is what everybody is told who may ask."""


class Matrix:
    """A workspace with somebody of each sort in it, whose private channel has a record of every kind, all begun by one of them."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.desk = team.deployment.copilot.doors._desk
        self.people = {Who.ADMIN: team.ana.id, Who.AUTHOR: team.chi.id, Who.OUTSIDER: team.bo.id}
        self.people |= {who: f"U0{standing.name}" for who, standing in STANDINGS.items()}
        self.paper = 0
        self.known: dict[tuple[Who, str, str], bool] = {}
        self.reading: Transaction
        self.writing: Transaction

    async def may(self, who: Who, kind: Kind, words: str) -> bool:
        """Whether somebody may, said where they are. Whatever it did is undone, so that it is asked once."""
        asked = (who, kind.vocabulary.kind, words)
        if asked not in self.known:
            self.known[asked] = await self._may(who, kind, self.filled(words))
        return self.known[asked]

    async def _may(self, who: Who, kind: Kind, words: str) -> bool:
        channel = self.team.payments if who is Who.OUTSIDER else self.team.secret
        place = Place("command", "x", self.team.id, channel.id, self.people[who], words=words)
        try:
            async with self.undone(reads=kind.vocabulary.reads(words)) as db:
                asked, _ = await ask(Request(kind, place, words), db, now=self.team.slack.clock.now(), admins=frozenset())
                await kind.answer(asked, db)
        except Unavailable:
            raise
        except (NotAllowed, NotFound):
            return False
        except BotError:
            return True
        return True

    @asynccontextmanager
    async def undone(self, *, reads: bool) -> AsyncIterator[Transaction]:
        """A part of one transaction, for all who change something; who reads is given a snapshot, into which nothing can be written."""
        if reads:
            yield self.reading
            return
        part = await self.writing.connection.begin_nested()
        try:
            yield self.writing
        finally:
            await part.rollback()

    async def elsewhere(self, name: str, words: str, *, team: str = ELSEWHERE) -> tuple[int, str]:
        """What somebody of a workspace where the bot is not installed gets for the words, though they know every id of ours."""
        typed = next(one.payload for one in reversed(self.team.slack.deliveries) if one.type == "slash_commands")
        named = {"team_id": team, "channel_id": self.team.secret.id, "user_id": self.people[Who.AUTHOR]}
        body = {**typed, **named, "command": "/cto", "text": f"{name} {self.filled(words)}"}
        answer = await self.team.deployment.copilot.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        return answer.status, str(answer.body)

    async def telling(self, kind: Kind, samples: list[str]) -> str:
        """The first of these words that come to the question of who may: a member may, or whoever wrote it."""
        for words in samples[:-1]:
            if await self.may(Who.MEMBER, kind, words) or await self.may(Who.AUTHOR, kind, words):
                return words
        return samples[-1]

    async def kept(self, team: str) -> Counter[str]:
        """How many rows of a workspace there are, by table."""
        there = {name: table for name, table in metadata.tables.items() if "team" in table.c and not table.info.get("only")}
        async with self.team.store.reading() as db:
            counts = {name: select(func.count()).select_from(table).where(table.c.team == team) for name, table in there.items()}
            return Counter({name: await db.connection.scalar(counted) or 0 for name, counted in counts.items()})

    def filled(self, words: str) -> str:
        link = next(one.permalink for one in self.team.secret.live if not one.is_reply and one.user == self.people[Who.AUTHOR])
        return words.format(link=link, author=self.people[Who.AUTHOR], paper=self.paper)


@pytest.fixture
async def matrix(team: Team) -> Matrix:
    there = Matrix(team)
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    now = team.slack.clock.now()
    async with team.store.transaction() as db:
        for who, standing in STANDINGS.items():
            user = there.people[who]
            await db.people.keep_person(Person(team=team.id, user=user, name=who.value, standing=standing), at=now)
            await db.people.joined(team.id, team.secret.id, user, at=now)
        paper = Paper.brought("CLAUDE.md", b"x", team=team.id, project=None, by=team.chi.id, at=now, file_day=None)
        there.paper = (await db.papers.keep(paper)).id
    await walked.keeps(team)
    await team.runs(team.chi, "/team add @Chi tester", in_=team.secret)
    await walked.decides(team)
    swapped = copy(team)
    swapped.ana, swapped.chi = team.chi, team.ana
    await walked.proposes(swapped, *walked.PROPOSED, "delegate", "architect")
    return there


@pytest.mark.postgresql
async def test_every_cell_is_tried(matrix: Matrix, pytestconfig: pytest.Config) -> None:
    wrong: list[str] = await nothing_elsewhere(matrix)
    everybody = pytestconfig.getoption("--write")
    async with matrix.team.store.reading() as matrix.reading, matrix.team.store.transaction() as matrix.writing:
        for row, rule, kind, samples in rows(matrix):
            words = await matrix.telling(kind, samples)
            people = PLAIN if rule in {ANYBODY, SEES} and not everybody else list(matrix.people)
            cells = {who: await matrix.may(who, kind, words) for who in people}
            expected = {who: who in rule.who and row not in NOTHING_THERE for who in people}
            wrong += [f"{row}: {who} {'may' if cells[who] else 'may not'}" for who in cells if cells[who] != expected[who]]

    assert not wrong, "\n".join(wrong)


async def nothing_elsewhere(matrix: Matrix) -> list[str]:
    """What is wrong where the bot is not installed: all words get one and the same answer there, and leave nothing anywhere."""
    here = await matrix.kept(matrix.team.id)
    told = {row: await matrix.elsewhere(row.split()[0], samples[0]) for row, _, _, samples in rows(matrix)}
    refusal, _ = Counter(told.values()).most_common(1)[0]

    assert not (await matrix.kept(ELSEWHERE)).total()
    assert await matrix.kept(matrix.team.id) == here
    assert refusal != await matrix.elsewhere("incident", "list", team=matrix.team.id)
    return [f"{row}: elsewhere may, {answer}" for row, answer in told.items() if answer != refusal]


def rows(matrix: Matrix) -> list[tuple[str, Rule, Kind, list[str]]]:
    found = []
    for name, kind in matrix.desk.kinds.items():
        usages = {verb.name: kind.vocabulary.usage(verb.name) for verb in kind.vocabulary.verbs}
        for verb in kind.answers:
            row = f"{name} {verb}".strip()
            samples = [SAID[row]] if row in SAID else list(WORDS[name][verb])
            found.append((row, rule_of(f"{name} {verb}", usages.get(verb, "")), kind, samples))
        found += [(row, RULES[row], kind, [SAID[row]]) for row in RULES if row.startswith(f"{name} ") and ":" in row and row in SAID]
    return [one for one in found if one[0] not in RULED_ELSEWHERE]


@pytest.mark.parametrize("who", [Who.ADMIN, Who.MEMBER, Who.AUTHOR, Who.GUEST])
def test_what_is_for_whoever_said_it_their_lead_and_admins(team: Team, who: Who) -> None:
    now = team.slack.clock.now()
    viewer = Viewer(team="T", user="U0LEAD" if who is Who.AUTHOR else f"U0{who.name}", admin=who is Who.ADMIN)
    incident = Incident.declared(team="T", channel="C", title="x", severity=Severity.SEV2, by="U0BO", at=now)
    resolved = incident.resolved(at=now, fix="").model_copy(update={"lead": "U0LEAD"})
    entry = Entry(kind=EntryKind.NOTE, text="x", by="U0BO", recorded_by="U0BO", happened_at=now, recorded_at=now)

    late = now + REOPEN_BY_ANYONE_WITHIN + timedelta(seconds=1)
    reopens = allowed(lambda: resolved.reopened(by=viewer, at=late))
    strikes = allowed(lambda: entry.struck(by=viewer, lead="U0LEAD", at=now))
    signs = allowed(lambda: must_sign(resolved, viewer, lead="Lead"))

    assert reopens == strikes == (who in OWNERS.who)
    assert signs == (who in RULES["postmortem sign"].who)


def allowed(does: Callable[[], object]) -> bool:
    try:
        does()
    except NotAllowed:
        return False
    return True


def test_the_page_says_what_the_table_says(deployment: Deployment, pytestconfig: pytest.Config) -> None:
    made = page(deployment.copilot.doors._desk.kinds)
    if pytestconfig.getoption("--write"):
        PAGE.write_text(made)

    assert PAGE.read_text() == made, "write it anew: make pages"
