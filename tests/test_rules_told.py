"""Every rule has its example in docs/: the red flags of cost, the stages, and what is too early or too late for each.

The rules of the read are told in docs/read.md, which tests/test_read_rules.py holds equal to them.
"""

from pathlib import Path

import pytest

from bot.records.costs import Flag
from bot.records.stages import FOCUS, ORDER, PRACTICES, Practice, Stage, advice

DOCS = Path(__file__).parents[1] / "docs"
SPOKEN = {
    "Kubernetes": "Kubernetes",
    "Microservices": "microservices",
    "A service mesh": "a service mesh",
    "Event streaming": "Kafka",
    "Several regions or clouds": "multi-region",
    "A platform team": "a platform team",
    "Bash scripts as the way to run things": "bash scripts",
    "Deploying by hand": "we deploy by hand",
    "One server": "one server",
    "Watching by users' complaints": "no monitoring",
    "One person on call": "only me on call",
}
"""Words in which each practice is heard."""


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables, by their first cell."""
    lines = [line for line in (DOCS / page).read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {first.removesuffix(" |").strip(): rest for first, *rest in cells}


@pytest.mark.parametrize("flag", Flag)
def test_each_red_flag_has_its_example(flag: Flag) -> None:
    when, example = rows("cost.md")[flag.value]

    assert when
    assert any(sign.isdecimal() for sign in example)


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_is_told_with_what_counts(stage: Stage) -> None:
    told = rows("stack.md")[stage.value]

    assert all(words.split(";")[0].strip() in told[-1] for words in FOCUS[stage].split(", ")[:1])
    assert any(sign.isdecimal() for sign in told[0])


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_each_practice_is_told_as_a_team_reads_it(practice: Practice) -> None:
    assert rows("stack.md")[practice.name] == list(cells(practice)), " | ".join(("", practice.name, *cells(practice), ""))


def cells(practice: Practice) -> tuple[str, str, str]:
    """For which teams it is, words in which it is heard, and what a team reads for which it is not."""
    fits = f"from {practice.since} on" if practice.early else f"up to {practice.until}"
    other = ORDER[ORDER.index(practice.since) - 1] if practice.early else ORDER[ORDER.index(practice.until) + 1]
    [told] = advice(SPOKEN[practice.name], other)
    return fits, f"“{SPOKEN[practice.name]}”", told.says
