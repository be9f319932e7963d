"""A day that plays itself."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.story import CHAPTERS
from bot.trying import WHERE, an_afternoon
from sandbox import Person, Sandbox, Workspace
from sandbox.claude.answers import says
from sandbox.page import log
from sandbox.story import OVER, Chapter, Place, Player, Stage, Stuck
from tests.browser.pictures import PICTURES, TAKEN
from tests.deployment import drawn_at_once
from tests.forked import Forked
from tests.playing import a_day
from tests.process import free_port

PATIENCE = 5.0
LONG = 3_600.0


@pytest.mark.slow
async def test_the_whole_day_is_played_and_nothing_is_refused_on_the_way(migrated_file: Path, tmp_path: Path) -> None:
    moments: list[str] = []

    async def at(name: str, _place: Place) -> None:
        moments.append(name)

    file = shutil.copy(migrated_file, tmp_path / "sandbox.db")  # which is what the sandbox keeps its records in
    async with a_day(f"sqlite:///{file}", at, drawn_at_once) as (acme, player):
        await player.play()

        entries, told = log.entries(acme), player.told()
        assert [(one["name"], one["trouble"]) for one in entries if one["trouble"]] == []
        assert [one for one in entries if any(attempt["late"] or attempt["problem"] for attempt in one.get("attempts", []))] == []
        assert (told["state"], told["sentence"], told["number"]) == ("over", OVER, len(CHAPTERS))
        assert {one.moment for one in TAKEN} <= set(moments)


def test_the_readme_shows_the_pictures_that_are_taken() -> None:
    shown = set(re.findall(r"docs/pictures/(\S+?)\)", (PICTURES.parents[1] / "README.md").read_text()))

    assert shown == {f"{one.name}.png" for one in TAKEN} == {file.name for file in PICTURES.glob("*.png")}


def test_the_day_is_an_afternoon_of_work_whenever_one_looks() -> None:
    for hours in range(0, 24 * 8, 5):
        now = datetime(2026, 11, 20, 23, tzinfo=UTC).astimezone(WHERE) + timedelta(hours=hours)
        then = an_afternoon(now)

        assert (then.strftime("%a %H:%M"), timedelta() < then - now < timedelta(days=8)) == ("Tue 14:20", True)


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox({"display_information": {"name": "Toy"}, "settings": {"interactivity": {"is_enabled": True}}}) as slack:
        yield slack


@pytest.fixture
def acme(slack: Sandbox) -> Workspace:
    acme = slack.workspace("Acme")
    acme.channel("general", members=[acme.person("Ana"), acme.person("Bo")])
    return acme


def ana_of(acme: Workspace) -> Person:
    return next(one for one in acme.people.values() if one.name == "Ana")


def said(acme: Workspace) -> list[str]:
    return [one.shown for channel in acme.channels.values() for one in channel.live]


async def three_words(stage: Stage) -> None:
    for word in ("one", "two", "three"):
        await stage.person("Ana").says(word, in_="general")


async def until(slack: Sandbox, player: Player, step: int) -> None:
    """Until that step is told; what it does comes when one has read it."""
    assert await slack.changes.until(lambda: player.steps.count >= step, PATIENCE)


async def test_each_step_is_told_with_the_place_where_it_happens_and_then_done(acme: Workspace) -> None:
    seen: list[tuple[str, str]] = []

    async def play(stage: Stage) -> None:
        root = await stage.person("Bo").says("is it slow?", in_="general")
        seen.append((player.steps.sentence, player.steps.place.thread))
        await stage.person("Ana").says("it is", in_=root)
        seen.append((player.steps.sentence, player.steps.place.thread))
        await stage.passes(timedelta(hours=1))
        seen.append((player.steps.sentence, player.steps.place.thread))

    player = Player(acme, [Chapter("A chapter", play)])
    before = acme.slack.clock.now()
    await player.play()

    root = next(iter(acme.channels.values())).messages[0]
    assert seen == [("Bo says: “is it slow?”", ""), ("Ana says in the thread: “it is”", root.ts), ("1 hour later", root.ts)]
    assert said(acme) == ["is it slow?", "it is"]
    assert acme.slack.clock.now() - before > timedelta(hours=1)


async def test_a_story_waits_while_it_is_paused_and_goes_one_step_at_a_time(slack: Sandbox, acme: Workspace) -> None:
    player = Player(acme, [Chapter("A chapter", three_words)], pace=LONG)
    slack.page.player = player
    playing = asyncio.create_task(player.play())
    await until(slack, player, 0)
    async with aiohttp.ClientSession(slack.url) as page:
        await slack.changes.until(lambda: player.steps.state == "playing", PATIENCE)
        await page.post("/sandbox/story", json={"do": "pause"})
        await page.post("/sandbox/story", json={"do": "next"})
        assert await slack.changes.until(lambda: said(acme) == ["one"], PATIENCE)
        paused = (await (await page.get("/sandbox/state", params={"as": ana_of(acme).id})).json())["story"]
        await page.post("/sandbox/story", json={"do": "next"})
        assert await slack.changes.until(lambda: said(acme) == ["one", "two"], PATIENCE)
        await page.post("/sandbox/story", json={"do": "resume"})
        refused = [await page.post("/sandbox/story", json=wrong) for wrong in ({"do": "dance"}, [1])]
    playing.cancel()

    assert (paused["state"], paused["step"], paused["chapter"], paused["sentence"]) == ("paused", 1, "A chapter", "Ana says: “one”")
    assert (player.steps.state, [one.status for one in refused]) == ("playing", [409, 409])


async def test_what_the_app_does_not_do_ends_the_story_with_a_sentence(acme: Workspace) -> None:
    async def play(stage: Stage) -> None:
        await stage.person("Ana").runs("/nothing", in_="general")

    player = Player(acme, [Chapter("A chapter", play)])
    with pytest.raises(Stuck, match="Ana types /nothing: /nothing is not a valid command"):
        await player.play()

    assert player.told()["state"] == "stuck"


async def test_a_chapter_says_what_the_scripted_model_answers_meanwhile(acme: Workspace) -> None:
    given: list[object] = []

    async def play(stage: Stage) -> None:
        await stage.tells("Nothing happens.")

    answers = (says("first"), says("second"))
    player = Player(acme, [Chapter("One", play), Chapter("Two", play, answers)], answering=lambda *more: given.extend(more))
    await player.play()

    assert given == [*answers]


@pytest.mark.slow
async def test_the_command_line_plays_it_chapter_by_chapter_from_when_somebody_looks() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    process = Forked(["sandbox", "--story", "--port", url.rsplit(":", 1)[1]])
    output = await process.start()
    try:
        async with asyncio.timeout(90), aiohttp.ClientSession(url) as page:
            while url not in (line := (await output.readline()).decode()):
                assert line, "the process ended"
            before = (await (await page.get("/sandbox/state")).json())["story"]
            async with page.get("/sandbox/changes") as changes:
                async for _line in changes.content:
                    story = (await (await page.get("/sandbox/state")).json())["story"]
                    if story["state"] == "stuck" or story["number"] > 2:
                        break
                    await page.post("/sandbox/story", json={"do": "next"})
    finally:
        process.terminate()
        await process.wait()

    assert (before["state"], before["step"]) == ("ready", 0)
    assert (story["chapter"], story["state"] == "stuck") == (CHAPTERS[2].title, False)
