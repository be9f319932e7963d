"""A forecast, a roadmap, a CLAUDE.md by the front door: listed with their age, used with it, forgotten when asked, nothing for guests."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.records.people import Viewer
from sandbox import Person
from storage.folder.bringing import Bringing
from storage.folder.papers_file import taken
from tests.deployment import Team
from tests.looking import buttons, lines
from tests.talking import asks
from tests.test_folder_incidents_in import THEIRS
from tests.test_folder_scorecards import THEIRS as SCORECARD
from tests.test_folders import drops, received


async def brings(team: Team, name: str, content: str, *, by: Person | None = None) -> str:
    """A file comes in; returns what is told of it."""
    viewer = Viewer(team=team.id, user=by.id) if by else Viewer.operator(team.id)
    async with team.store.transaction() as db:
        told = await taken(name, content.encode(), Bringing(viewer, "", team.slack.clock.now()), None, db)
    return " ".join(told.notes)


def forecast(team: Team, *, days_ago: int, **facts: object) -> str:
    return json.dumps({"asOf": f"{team.slack.clock.now() - timedelta(days=days_ago):%Y-%m-%d}", **facts})


def old(team: Team, reader: Person) -> str:
    """How old a forecast of 49 days ago is where its reader is: a day may have begun there, or not yet."""
    now = team.slack.clock.now()
    return f"{(now.astimezone(ZoneInfo(reader.tz)).date() - (now - timedelta(days=49)).date()).days} days old"


@pytest.fixture
async def planned(team: Team) -> Team:
    """An old forecast that nobody brought, with a short runway, and Bo's roadmap of today."""
    await brings(team, "latest_forecast.json", forecast(team, days_ago=49, runwayMonths=4, cash=400_000, note="Zebra round"))
    await brings(team, "roadmap.md", "# Roadmap\n\nZebras in spring.\n", by=team.bo)
    return team


async def test_each_is_listed_with_its_day_its_age_and_who_brought_it(planned: Team) -> None:
    shown = (await planned.runs(planned.chi, "/cto papers")).shown

    assert lines(shown, "⚠️ Forecast of ")[0].endswith(old(planned, planned.chi))
    assert lines(shown, "roadmap.md · brought by Bo")
    [forecast_] = [one for one in await found(planned) if one.title.startswith("Forecast")]
    assert lines((await planned.runs(planned.chi, f"/cto papers show {forecast_.key}")).shown, "runway 4 months, cash 400,000")


async def test_guests_see_nothing_of_them(planned: Team) -> None:
    said = [
        await planned.runs(planned.gus, words, in_=planned.payments) for words in ("/cto papers", "/cto papers list", "/cto find Zebra")
    ]
    [key] = [one.key for one in await found(planned) if one.key and one.title.startswith("Forecast")]
    said += [await planned.runs(planned.gus, f"/cto papers {verb} {key}", in_=planned.payments) for verb in ("show", "remove")]
    said.append(await planned.runs(planned.gus, "/cost report", in_=planned.payments))

    assert not [one.shown for one in said if "Zebra" in one.shown or "Forecast" in one.shown or "4 months" in one.shown]
    assert len(await found(planned)) == 2


async def test_the_runway_is_in_the_report_the_scorecard_and_the_read_with_its_age(planned: Team) -> None:
    await planned.runs(planned.bo, "/cost record 2020-01 AWS 1000, Datadog 900")

    report = (await planned.runs(planned.bo, "/cost report")).shown
    read = (await planned.runs(planned.bo, "/cto read full")).shown
    card = (await planned.runs(planned.bo, "/scorecard")).shown

    assert lines(report, "🔴 Runway: 4 months, by the forecast of")[0].endswith(f"{old(planned, planned.bo)} · target: 6 months or more")
    assert lines(report, "🚩 The runway is short: 4 months")
    assert "Make the money last longer" in read
    assert lines(card, "Runway: 4 months, by the forecast of")


async def test_it_is_read_before_an_answer_and_what_is_old_says_so(planned: Team) -> None:
    await planned.claude.claude.ready()
    await asks(planned, planned.bo, "can we afford to hire?")

    told = planned.claude.asked[0].words
    assert f"{old(planned, planned.bo)}: runway 4 months, cash 400,000" in told
    assert "Zebras in spring" in told
    assert '"note":"Zebra round"' in told


async def test_whoever_brought_it_and_admins_have_it_forgotten(planned: Team) -> None:
    keys = {one.title.split()[0]: one.key for one in await found(planned)}

    refused = await planned.runs(planned.chi, f"/cto papers remove {keys['Roadmap']}")
    asked_which = await planned.runs(planned.bo, "/cto papers remove")
    removed = await planned.runs(planned.bo, f"/cto papers remove {keys['Roadmap']}")
    again = await planned.runs(planned.bo, f"/cto papers remove {keys['Roadmap']}")
    by_admin = await planned.runs(planned.ana, f"/cto papers remove {keys['Forecast']}")

    assert "Bo, who brought it, and for admins" in refused.shown
    assert "Which one?" in asked_which.shown
    assert "is forgotten" in removed.shown
    assert "that you can see" in again.shown
    assert "is forgotten" in by_admin.shown
    assert await found(planned) == []
    assert "Drop the file" in (await planned.runs(planned.bo, "/cto papers")).shown


async def test_a_later_one_takes_its_place_and_an_older_one_stays_out(team: Team) -> None:
    later, older = forecast(team, days_ago=3, cash=2), forecast(team, days_ago=80, cash=1)

    await brings(team, "latest_forecast.json", forecast(team, days_ago=40))
    took, same, stays = [await brings(team, "Latest_Forecast.json", content) for content in (later, later, older)]

    assert "takes the place of the forecast of" in took
    assert same == ""
    assert "is later, and stays" in stays
    async with team.store.reading() as db:
        [paper] = await db.papers.all(seen_by=team.operator)
        assert (paper.money.cash, paper.revision, len(await db.audit.of(team.id, f"papers {paper.id}"))) == (2, 2, 2)


async def test_dropped_they_are_known_by_their_names_and_leave_as_they_came(team: Team) -> None:
    files = {
        "latest_forecast.json": forecast(team, days_ago=49, runwayMonths=4),
        "ROADMAP.md": "# Roadmap\r\n",
        "CLAUDE.md": "# Shop\n",
        "incident_2026-03-12.md": THEIRS,
        "engineering_scorecard.json": json.dumps(SCORECARD, ensure_ascii=False, indent=2) + "\n",
        "tech_debt.json": json.dumps({"items": []}),
    }
    looked = await drops(team, team.bo, files)
    said = looked.shown

    await team.clicks(team.bo, next(one for one in buttons(looked) if one.startswith("Import")), on=looked)

    await team.runs(team.bo, "/cto export")
    await team.settled()  # Slack looks files over first
    sent = received(team, team.bo)
    assert "49 days old" in said  # by UTC, as all that an import tells
    assert "brought by Bo" in (await team.runs(team.bo, "/cto papers")).shown
    assert sent["data/cfo/latest_forecast.json"] == files["latest_forecast.json"]
    assert sent["data/product/ROADMAP.md"] == files["ROADMAP.md"]
    assert sent["CLAUDE.md"] == files["CLAUDE.md"]
    assert sent["data/engineering/incidents/incident_2026-03-12.md"] == THEIRS
    assert sent["data/engineering/scorecards/scorecard_2026-10-01.json"] == files["engineering_scorecard.json"]
    assert json.loads(sent["data/engineering/engineering_scorecard.json"])["mood"] == "theirs"


async def found(team: Team) -> list:  # type: ignore[type-arg]
    async with team.store.reading() as db:
        return await db.search.find("Zebra", seen_by=team.operator, limit=9)
