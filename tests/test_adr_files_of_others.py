"""Decision records of other tools are read for what they say, and nothing is lost."""

from datetime import date

import pytest

from bot.records.adrs import ADR, Decision, Effort, Option
from bot.templates.documents import Reference, markdown
from bot.templates.reading import Imported, read

MADR_2 = """# Use Markdown <!-- really -->

* Status: [superseded by [ADR-0005](0005-use-x.md)]
* Deciders: Ana, Bo <!-- optional -->
* Date: 2020-03-04

Technical Story: PAY-7

## Context and Problem Statement

Which format?

## Decision Drivers <!-- optional -->

* it is read by people

## Considered Options

* Markdown
* [AsciiDoc](#asciidoc)

## Decision Outcome

Chosen option: "Markdown", because it is there.

### Positive Consequences <!-- optional -->

* everybody can write it

### Negative Consequences <!-- optional -->

* no includes

## Pros and Cons of the Options <!-- optional -->

### Markdown

the usual

* Good, because known
* Bad, because dialects

### AsciiDoc

* Good, because rich

## Links <!-- optional -->

* Refined by [ADR-0006](0006-y.md)
"""
MADR_4 = """---
# These are optional
status: "accepted"
date: 2024-05-06
decision-makers:
  - Ana
  - Bo
consulted: Cy
informed: [Di]
tags: [storage]
---

# Use SQLite

## Context and Problem Statement

Where to keep records?

<!-- This is an optional element. Feel free to remove. -->
## Considered Options

* SQLite
* PostgreSQL

## Decision Outcome

Chosen option: "SQLite", because it needs no server.

<!-- This is an optional element. Feel free to remove. -->
### Consequences

* Good, because nothing has to be installed
* Bad, because one writes at a time
* Neutral, because both speak SQL

### Confirmation

A benchmark.

## More Information

See the wiki.
"""
NYGARD = """# 2. Use PostgreSQL

Date: 2016-02-12

## Status

Accepted

Supercedes [1. Use MySQL](0001-use-mysql.md)

Superceded by [3. Use SQLite](0003-use-sqlite.md)

## Context

We need a database.

## Decision

PostgreSQL.

## Consequences

Somebody has to run it.
"""
SHORT = """# ADR-001: Use queues

## Status
Approved

## Context
Too slow.

## Decision
Queues.

## Consequences
### Positive
- Faster
- Calmer
### Negative
- One more thing

## Alternatives Considered
- Threads: Rejected because they block
- Cron - rejected: too late
"""
FIRST = """## ADR: Buy monitoring
**Status:** proposed
**Date:** 2026-11-02
**Deciders:** Ana and Bo
### Context
We see nothing.
### Options Considered
| Option | Pros | Cons | Effort |
|--------|------|------|--------|
| Buy | quick | money | S |
| Build | ours | a\\|b<br>slow | L |
| Do nothing | free | blind | — |
### Decision
Buy.
### Consequences
- What becomes easier: seeing
- What becomes harder
  - budgets
- Operational implications (on-call, monitoring, etc.): one more login
### Review Date
2027-05-01
"""


def found(name: str, content: str) -> Imported:
    read_ = read(name, content.encode())
    again = markdown(read_.written.model_copy(update={"key": read_.written.key or "ADR-099", "number": read_.written.number or 99}), ADR)
    assert read(name, again.encode()).written.body == read_.written.body
    return read_


def test_madr_2_is_read() -> None:
    read_ = found("0004-use-markdown.md", MADR_2)

    written = read_.written
    assert (written.number, written.title, written.status, written.on) == (4, "Use Markdown", "superseded", date(2020, 3, 4))
    assert written.deciders == ("Ana", "Bo")
    assert written.links[0] == Reference(relation="superseded by", key="ADR-005", title="ADR-0005", file="0005-use-x.md")
    assert written.links[-1].file == "0006-y.md"
    body = written.body
    assert isinstance(body, Decision)
    assert body.options == (
        Option(name="Markdown", pros="the usual\n\n- known", cons="- dialects"),
        Option(name="AsciiDoc", pros="- rich"),
    )
    assert body.easier == ("everybody can write it",)
    assert body.harder == ("no includes",)
    for kept in ("Technical Story: PAY-7", "Which format?", "**Decision Drivers**\n\n* it is read by people", "Refined by"):
        assert kept in body.context


def test_madr_4_is_read_and_what_others_know_stays() -> None:
    read_ = found("0001-use-sqlite.md", MADR_4)

    written = read_.written
    assert (written.number, written.status, written.on, written.deciders) == (1, "accepted", date(2024, 5, 6), ("Ana", "Bo"))
    assert written.unknown == {"consulted": "Cy", "informed": "[Di]", "tags": "[storage]"}
    body = written.body
    assert isinstance(body, Decision)
    assert [option.name for option in body.options] == ["SQLite", "PostgreSQL"]
    assert (body.easier, body.harder) == (("nothing has to be installed",), ("one writes at a time",))
    assert "- Neutral, because both speak SQL" in body.decision
    assert "**Confirmation**\n\nA benchmark." in body.decision
    assert body.context == "Where to keep records?\n\n**More Information**\n\nSee the wiki."
    assert read_.notes == ()
    assert "\nconsulted: Cy\ninformed: [Di]\ntags: [storage]\n" in markdown(written, ADR)


def test_adr_tools_are_read_with_what_superseded_what() -> None:
    written = found("0002-use-postgresql.md", NYGARD).written

    assert (written.number, written.title, written.status, written.form) == (2, "Use PostgreSQL", "superseded", "adr_short")
    assert [(link.relation, link.key, link.file) for link in written.links] == [
        ("supersedes", "ADR-001", "0001-use-mysql.md"),
        ("superseded by", "ADR-003", "0003-use-sqlite.md"),
    ]
    assert "**Consequences**\n\nSomebody has to run it." in written.body.decision  # type: ignore[attr-defined]


def test_the_short_form_is_read() -> None:
    read_ = found("adr_2026-11-01_use-queues.md", SHORT)

    written = read_.written
    assert (written.number, written.title, written.status, written.on) == (1, "Use queues", "accepted", date(2026, 11, 1))
    assert read_.notes == ("Its status “Approved” becomes accepted.",)
    assert written.form == "adr_short"
    assert written.body == Decision(
        context="Too slow.",
        decision="Queues.",
        easier=("Faster", "Calmer"),
        harder=("One more thing",),
        options=(Option(name="Threads", rejected="they block"), Option(name="Cron", rejected="too late")),
    )


def test_the_first_form_is_read() -> None:
    written = found("notes.md", FIRST).written

    assert (written.number, written.title, written.status) == (None, "Buy monitoring", "proposed")
    assert (written.on, written.review_on, written.deciders) == (date(2026, 11, 2), date(2027, 5, 1), ("Ana", "Bo"))
    assert written.form == "adr"
    assert written.body == Decision(
        context="We see nothing.",
        options=(
            Option(name="Buy", pros="quick", cons="money", effort=Effort.S),
            Option(name="Build", pros="ours", cons="a|b\nslow", effort=Effort.L),
            Option(name="Do nothing", pros="free", cons="blind", effort=Effort.NONE),
        ),
        decision="Buy.",
        easier=("seeing",),
        harder=("budgets",),
        operational=("one more login",),
    )


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Accepted", "accepted"),
        ("done", "accepted"),
        ("Superceded by [4. X](0004-x.md)", "superseded"),
        ("superseded by ADR-0004", "superseded"),
        ("replaced by 0004", "superseded"),
        ("rejected", "rejected"),
        ("Draft", "draft"),
        ("maybe", "proposed"),
        ("", "proposed"),
    ],
)
def test_statuses_of_others_are_ours(said: str, status: str) -> None:
    written = read("x.md", f"# X\n\n## Status\n\n{said}\n".encode()).written

    assert written.status == status
    assert [link.key for link in written.links if link.relation == "superseded by"] == ["ADR-004"] * (status == "superseded")
