"""Whatever people say of an incident, the file we write of it is read back to the same; whatever stands in a file, reading it ends well."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.records.accounts import Account, in_words
from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident, Severity, Status
from bot.templates.front_matter import Malformed
from bot.templates.postmortems import filed, markdown
from bot.templates.reading.incidents import read

STARTED = datetime(2026, 11, 20, 9, 12, 33, tzinfo=UTC)
NAME = "incident_2026-11-20.md"
SIGNS = st.sampled_from(["\\", "*", "_", "|", "`", "#", "-", "—", ":", "<b>", "&lt;", "1. ", "09:00", "\n", " ", "a", "Ü", "DRILL · "])
SAID = st.lists(SIGNS, min_size=1, max_size=12).map("".join) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
ENTRIES = st.tuples(st.integers(0, 3000), st.sampled_from([EntryKind.NOTE, EntryKind.STATUS, EntryKind.RESOLVED]), SAID)


def plain(words: str) -> list[str]:
    """As Markdown keeps it: lines that are not empty, with a space between words."""
    return [line for one in words.splitlines() if (line := " ".join(one.split()))]


def account(title: str, entries: list[tuple[int, EntryKind, str]], impact: str, actions: list[str]) -> Account:
    incident = Incident.declared(team="T1", channel="C1", title=title, severity=Severity.SEV2, by="U1", at=STARTED)
    facts = {"impact": impact, "customers": 1200, "revenue": Decimal("1200.50"), "slo": "p99", "number": 7}
    incident = incident.resolved(at=STARTED + timedelta(minutes=50, seconds=5), fix="").model_copy(update=facts)
    happened = [
        Entry(kind=kind, value=Status.MONITORING if kind is EntryKind.STATUS else "", text=text, by="U1", happened_at=at, recorded_at=at)
        for minutes, kind, text in sorted(entries, key=lambda one: one[0])
        for at in [STARTED + timedelta(minutes=minutes)]
    ]
    made = {"team": "T1", "incident": 1, "created_by": "U1", "created_at": STARTED, "due_on": STARTED.date(), "owner": "U2"}
    return Account(incident=incident, entries=happened, actions=[Action(what=what, **made) for what in actions], names={"U2": "Bo_b | *"})


@given(SAID.filter(plain), st.lists(ENTRIES, max_size=4), SAID, st.lists(SAID.filter(plain), max_size=2))
def test_what_we_wrote_is_read_back_to_the_same(
    title: str, entries: list[tuple[int, EntryKind, str]], impact: str, actions: list[str]
) -> None:
    known = account(" ".join(title.split()), entries, impact, actions)

    told = read(NAME, filed(known, markdown(known, None, now=STARTED), record="T1:1", project="").encode())

    incident = known.incident
    assert told.is_as_we_wrote_it
    assert plain(told.title) == plain(incident.title) or told.drill
    assert (told.severity, told.status, told.resolved) == (
        incident.severity,
        incident.status,
        STARTED.replace(second=0) + timedelta(minutes=50),
    )
    assert (told.customers, told.revenue, told.slo) == (incident.customers, incident.revenue, incident.slo)
    assert plain(told.impact) == plain(impact)
    assert [plain(in_words(_entry(one.kind, one.value, one.text))) for one in told.timeline] == [
        plain(in_words(one)) for one in known.entries
    ]
    assert [one.at.replace(second=0) for one in told.timeline] == [one.happened_at.replace(second=0) for one in known.entries]
    assert [(plain(one.what), one.owner) for one in told.actions] == [(plain(" ".join(what.split())), "Bo_b | *") for what in actions]


@given(st.lists(st.sampled_from(["## Incident: x", "**Started:** 2026-11-20", "**Status:** resolved", "### Timeline", "---", "- "]) | SAID))
def test_any_text_is_an_incident_or_says_why_not(lines: list[str]) -> None:
    with suppress(Malformed):
        told = read(NAME, "\n".join(lines).encode())
        assert told.resolved is None or told.resolved >= told.started


def _entry(kind: EntryKind, value: str, text: str) -> Entry:
    return Entry(kind=kind, value=value, text=text, by="U1", happened_at=STARTED, recorded_at=STARTED)
