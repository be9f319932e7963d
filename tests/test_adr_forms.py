"""Both forms of a decision record, line by line, and what other tools find in them."""

from datetime import date

import yaml
from markdown_it import MarkdownIt

from bot.records.adrs import ADR, Decision, Effort, Option
from bot.templates.documents import Reference, Written, file_name, file_names, folder, markdown

WRITTEN = Written(
    key="ADR-007",
    number=7,
    title="Use PostgreSQL",
    status="accepted",
    on=date(2026, 11, 21),
    deciders=("Ana", "Bo"),
    review_on=date(2027, 5, 20),
    form="adr",
    body=Decision(
        context="Reports are slow.",
        options=(
            Option(name="PostgreSQL", pros="known", cons="to be run", effort=Effort.M),
            Option(name="MongoDB", pros="fast\nnew", cons="no joins", effort=Effort.L, rejected="reports join a | b"),
        ),
        decision="PostgreSQL, since we know it.",
        easier=("Reports", "Backups"),
        harder=("Upgrades",),
        accepted=("One writer",),
        operational=("On-call learns vacuum",),
    ),
)
FIRST = """
## ADR: Use PostgreSQL
**Status:** accepted
**Date:** 2026-11-21
**Deciders:** Ana, Bo
### Context
Reports are slow.
### Options Considered
| Option | Pros | Cons | Effort |
|--------|------|------|--------|
| PostgreSQL | known | to be run | M |
| MongoDB | fast<br>new | no joins<br>**Rejected because** reports join a \\| b | L |
| Do nothing |  |  | — |
### Decision
PostgreSQL, since we know it.
### Consequences
- What becomes easier
  - Reports
  - Backups
- What becomes harder
  - Upgrades
- What we're explicitly accepting as trade-offs
  - One writer
- Operational implications (on-call, monitoring, etc.)
  - On-call learns vacuum
### Review Date
2027-05-20
"""
SHORT = """
# ADR-007: Use PostgreSQL
## Status
Accepted
## Context
Reports are slow.
## Decision
PostgreSQL, since we know it.
## Consequences
### Positive
- Reports
- Backups
### Negative
- Upgrades
## Alternatives Considered
- PostgreSQL
  - Pros: known
  - Cons: to be run
- MongoDB: Rejected because reports join a | b
"""


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_the_first_form_stands_below_the_title() -> None:
    _, front, below = markdown(WRITTEN, ADR).split("---\n", 2)

    assert lines_of(below) == ["# ADR-007: Use PostgreSQL", *lines_of(FIRST)]
    assert {name: yaml.safe_load(front)[name] for name in ("status", "date", "decision-makers")} == {
        "status": "accepted",
        "date": date(2026, 11, 21),
        "decision-makers": ["Ana", "Bo"],
    }


def test_the_short_form_has_more_only_where_there_is_more() -> None:
    body = WRITTEN.body.model_copy(update={"accepted": (), "operational": ()})
    short = WRITTEN.model_copy(update={"form": "adr_short", "body": body})

    below = lines_of(markdown(short, ADR).split("---\n", 2)[2])
    more = lines_of(markdown(short.model_copy(update={"body": WRITTEN.body}), ADR).split("---\n", 2)[2])

    assert below[: len(lines_of(SHORT))] == lines_of(SHORT)
    added = ["### What we're explicitly accepting as trade-offs", "- One writer", "### Operational implications", "- On-call learns vacuum"]
    assert [line for line in more if line not in below] == added


def test_readers_of_markdown_alone_find_status_and_date_in_the_first_list_above_any_section() -> None:
    later = Reference(relation="superseded by", key="ADR-009", title="Use SQLite")
    old = WRITTEN.model_copy(update={"status": "superseded", "links": (later,), "unknown": {"tags": "[data]", "consulted": "[Cy]"}})
    new = WRITTEN.model_copy(update={"key": "ADR-009", "number": 9, "title": "Use SQLite"})

    tokens = MarkdownIt("commonmark").parse(folder([old, new], ADR)["adr_2026-11-21_use-postgresql.md"])

    sections = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2" and token.level == 0]
    above = tokens[: sections[0]]
    assert [token.type for token in above if token.level == 0 and token.type == "bullet_list_open"] == ["bullet_list_open"]
    begun = next(number for number, token in enumerate(above) if token.type == "bullet_list_open")
    assert [token.content for token in above[begun:] if token.type == "inline"] == [
        "Status: superseded by adr_2026-11-21_use-sqlite",
        "Date: 2026-11-21",
        "Deciders: Ana, Bo",
        "Tags: data",
        "ADR-007: Use PostgreSQL",
    ]


def test_files_are_called_by_day_and_title_and_the_second_of_a_name_by_its_key_too() -> None:
    same = [WRITTEN.model_copy(update={"key": ADR.key(number), "number": number}) for number in (9, 7, 8)]
    titles = ["Crème brûlée: “why”?", "データベース", "../../etc/passwd", "?!", "x" * 300]

    assert file_names([*same, WRITTEN.model_copy(update={"key": "ADR-010", "number": 10, "title": "USE postgreSQL!"})]) == {
        "ADR-007": "adr_2026-11-21_use-postgresql.md",
        "ADR-008": "adr_2026-11-21_use-postgresql_adr-008.md",
        "ADR-009": "adr_2026-11-21_use-postgresql_adr-009.md",
        "ADR-010": "adr_2026-11-21_use-postgresql_adr-010.md",
    }
    assert [file_name(WRITTEN.model_copy(update={"title": title})).split("_", 2)[2] for title in titles] == [
        "creme-brulee-why.md",
        "データベース.md",
        "etc-passwd.md",
        "adr-007.md",
        f"{'x' * 60}.md",
    ]


def test_the_index_leads_to_every_file_and_says_what_counts_no_more() -> None:
    over = WRITTEN.model_copy(update={"key": "ADR-003", "number": 3, "title": "Old | <b>", "status": "deprecated"})

    index = folder([WRITTEN, over], ADR)["index.md"]

    assert index == (
        "# Decisions\n\n| Key | Title | Status | Date |\n|-----|-------|--------|------|\n"
        "| [ADR-007](adr_2026-11-21_use-postgresql.md) | Use PostgreSQL | accepted | 2026-11-21 |\n\n"
        "## No longer in force\n\n| Key | Title | Status | Date |\n|-----|-------|--------|------|\n"
        "| [ADR-003](adr_2026-11-21_old-b.md) | Old \\| &#60;b> | deprecated | 2026-11-21 |\n"
    )
