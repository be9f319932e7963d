"""The chart: a picture of every number, drawn where nobody waits for it, and a card without one where there is none to be had."""

import asyncio
import io
import json
import struct
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import chart
from bot.records.delivery import Facts, Metric, Went
from bot.records.scorecards import Counted, Scorecard
from bot.records.windows import last_days
from handlers import pictures
from handlers.blocks import charts
from sandbox import Message
from tests.deployment import Team
from tests.looking import in_channel

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LABELS = ["1.6.", "1.7.", "1.8.", "1.9.", "1.10.", "1.11."]


def a_card(number: int = 60) -> Scorecard:
    went = tuple(Went(n, n % 7 != 0, NOW - timedelta(days=3 * n), False) for n in range(1, number + 1))
    facts = Facts(went=tuple(reversed(went)), known_since=NOW - timedelta(days=300))
    targets = dict.fromkeys((Metric.DEPLOYS, Metric.FAILURES), 0.1)
    return Scorecard.of(facts, last_days(NOW), project="Payments $x_1$", targets=targets, incidents=Counted(), at=NOW)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


async def test_it_is_drawn_in_a_process_of_its_own_and_nothing_waits_for_it() -> None:
    worst, done = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal worst
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    picture = await pictures.in_a_process(charts.scorecard(a_card(), LABELS))
    done.set()
    await watching

    assert picture is not None
    assert size(picture) == (1080, 1296)
    assert "matplotlib" not in sys.modules
    assert worst < 1.5  # of the two seconds it takes, and more where others work, too


@pytest.mark.parametrize("number", [0, 1])
async def test_it_is_drawn_though_nothing_is_known(number: int) -> None:
    picture = await pictures.in_a_process(charts.scorecard(a_card(number), LABELS))

    assert picture is not None
    assert size(picture) == (1080, 1296)


async def test_what_cannot_be_drawn_is_no_picture() -> None:
    card = a_card()

    assert await pictures.in_a_process(charts.scorecard(card.model_copy(update={"figures": card.figures[:2]}), LABELS)) is None


def test_every_word_it_has_is_in_the_figures_it_is_given() -> None:
    card = a_card()
    given: dict[str, Any] = json.loads(json.dumps(charts.scorecard(card, LABELS)))

    assert [panel["now"] for panel in given["panels"]][:3] == [card.figures[0].current, "not known", card.figures[2].current]
    assert given["panels"][0]["stands"] == "green · target 3 a month"
    with pytest.raises(KeyError):
        chart.draw({"shape": "panels", "title": ""}, io.BytesIO())


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_card_whose_picture_slack_refuses_comes_without(alone: Team, method: str) -> None:
    alone.slack.faults.add(method, "unknown_method", times=None)
    await alone.runs(alone.bo, "/cto project Payments", in_=alone.payments)

    await alone.runs(alone.bo, "/scorecard publish", in_=alone.payments)

    [card] = cards(alone)
    assert pictures_in(card) == []


@pytest.mark.parametrize("fault", ["drop", "drop_after"])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"])
async def test_an_answer_that_is_lost_makes_neither_a_second_card_nor_a_second_picture(alone: Team, method: str, fault: str) -> None:
    await alone.runs(alone.bo, "/cto project Payments", in_=alone.payments)
    alone.slack.faults.add(method, fault)

    await alone.runs(alone.bo, "/scorecard publish", in_=alone.payments)

    [card] = cards(alone)
    [picture] = pictures_in(card)
    kept = [one for one in alone.workspace.files._known.values() if one.kept]
    assert [one.id for one in kept] == [picture["slack_file"]["id"]]


def cards(team: Team) -> list[Message]:
    return [one for one in in_channel(team, team.payments) if one.shown.startswith("Payments · ")]


def pictures_in(message: Message) -> list[dict[str, Any]]:
    return [block for block in message.blocks if block["type"] == "image"]
