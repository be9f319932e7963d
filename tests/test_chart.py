"""The chart: a picture of every number, drawn where nobody waits for it, and a card without one where there is none to be had."""

import asyncio
import io
import json
import struct
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import chart
from bot.records.delivery import Facts, Metric, Went
from bot.records.paydown import counted
from bot.records.scorecards import Counted, Scorecard
from bot.records.windows import last_days
from handlers import pictures
from handlers.blocks import charts
from sandbox import Message
from sandbox.faults import Faults
from tests.deployment import Team
from tests.forked import Forked
from tests.looking import in_channel
from tests.test_charts import debts, months

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAYS = "drawn:"
LABELS = ["1.6.", "1.7.", "1.8.", "1.9.", "1.10.", "1.11."]


def a_card(number: int = 60) -> Scorecard:
    went = tuple(Went(n, n % 7 != 0, NOW - timedelta(days=3 * n), False) for n in range(1, number + 1))
    facts = Facts(went=tuple(reversed(went)), known_since=NOW - timedelta(days=300))
    targets = dict.fromkeys((Metric.DEPLOYS, Metric.FAILURES), 0.1)
    return Scorecard.of(facts, last_days(NOW), project="Payments $x_1$", targets=targets, incidents=Counted(), at=NOW)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


async def draws(*every: str) -> None:
    """Draw figures one after the other, and say of each a picture's first bytes, or what kept it from being one."""
    for figures in every:
        picture = io.BytesIO()
        try:
            chart.draw(json.loads(figures), picture)
        except Exception as error:  # noqa: BLE001 - what it is is what is asked
            print(SAYS, type(error).__name__)  # noqa: T201 - read by who started it
        else:
            print(SAYS, picture.getvalue()[:24].hex())  # noqa: T201


async def drawn(*every: dict[str, Any]) -> list[str]:
    process = Forked([json.dumps(figures) for figures in every], does=draws)
    said = await (await process.start()).read()
    assert await process.wait() == 0, said
    return [line.removeprefix(f"{SAYS} ") for line in said.decode().splitlines() if line.startswith(SAYS)]


async def test_it_is_drawn_in_a_process_of_its_own_and_nothing_waits_for_it() -> None:
    worst, done = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal worst
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - before)

    watching, began = asyncio.create_task(watch()), time.perf_counter()
    picture = await pictures.in_a_process(charts.scorecard(a_card(), LABELS))
    took = time.perf_counter() - began
    done.set()
    await watching

    assert picture is not None
    assert size(picture) == (1080, 1296)
    assert "matplotlib" not in sys.modules
    assert worst < took / 2  # drawn here, all of it would be waited for at once


async def test_what_cannot_be_drawn_is_no_picture() -> None:
    assert await pictures.in_a_process({"shape": "of tomorrow"}) is None


@pytest.mark.slow
async def test_every_chart_is_drawn_of_nothing_and_of_much_and_of_half_of_it_none() -> None:
    card = a_card()
    every = {
        "a card": charts.scorecard(card, LABELS),
        "a card of nothing": charts.scorecard(a_card(0), LABELS),
        "a card of one": charts.scorecard(a_card(1), LABELS),
        "no debt": charts.debt(counted([]), ""),
        "much debt": charts.debt(counted(debts() * 300), "x" * 90),
        "a month without spend": charts.cost(months(1, 0), ""),
        "a year": charts.cost(months(12, 9), "P"),
        "half a card": charts.scorecard(card.model_copy(update={"figures": card.figures[:2]}), LABELS),
        "no panels": {"shape": "panels", "title": ""},
    }

    found = dict(zip(every, await drawn(*every.values()), strict=True))

    assert (found.pop("half a card"), found.pop("no panels")) == ("ValueError", "KeyError")
    assert {name: size(bytes.fromhex(one)) for name, one in found.items()} == {
        **dict.fromkeys(("a card", "a card of nothing", "a card of one"), (1080, 1296)),
        **dict.fromkeys(("no debt", "much debt"), (1080, 1080)),
        **dict.fromkeys(("a month without spend", "a year"), (1080, 1008)),
    }


def test_every_word_it_has_is_in_the_figures_it_is_given() -> None:
    card = a_card()
    given: dict[str, Any] = json.loads(json.dumps(charts.scorecard(card, LABELS)))

    assert [panel["now"] for panel in given["panels"]][:3] == [card.figures[0].current, "not known", card.figures[2].current]
    assert given["panels"][0]["stands"] == "green · target 3 a month"


@pytest.fixture
def faults(team: Team) -> Iterator[Faults]:
    """What goes wrong in a Slack that has looked a picture over at once: one that takes its time is in tests/test_scorecards.py."""
    before, team.slack.processing_seconds = team.slack.processing_seconds, 0
    yield team.slack.faults
    team.slack.faults.clear()
    team.slack.processing_seconds = before


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.postgresql
async def test_a_card_whose_picture_slack_refuses_comes_without(team: Team, faults: Faults, method: str) -> None:
    faults.add(method, "unknown_method", times=None)
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)

    await team.runs(team.bo, "/scorecard publish", in_=team.payments)

    [card] = cards(team)
    assert pictures_in(card) == []


@pytest.mark.parametrize("fault", ["drop", "drop_after"])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"])
async def test_an_answer_that_is_lost_makes_neither_a_second_card_nor_a_second_picture(
    team: Team, faults: Faults, method: str, fault: str
) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    faults.add(method, fault)

    await team.runs(team.bo, "/scorecard publish", in_=team.payments)

    [card] = cards(team)
    [picture] = pictures_in(card)
    kept = [one for one in team.workspace.files._known.values() if one.kept]
    assert [one.id for one in kept] == [picture["slack_file"]["id"]]


def cards(team: Team) -> list[Message]:
    return [one for one in in_channel(team, team.payments) if one.shown.startswith("Payments · ")]


def pictures_in(message: Message) -> list[dict[str, Any]]:
    return [block for block in message.blocks if block["type"] == "image"]
