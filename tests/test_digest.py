"""The weekly digest and the monthly card: who chooses, what they tell, and that each comes when it is due."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.records.people import Viewer
from sandbox import Message
from tests.deployment import Team
from tests.looking import buttons, in_channel, lines
from tests.staged import did, let_in

MONDAY = datetime(2035, 11, 26, 8, tzinfo=UTC)
"""09:00 in Berlin; far ahead, since no clock goes back."""
THURSDAY = datetime(2035, 11, 22, 12, tzinfo=UTC)
"""Before it."""


@pytest.fixture
async def berlin(alone: Team) -> Team:
    """Payments is worked on; it is Thursday, the 22nd of November 2035, 12:00."""
    alone.slack.clock.advance(datetime(2035, 11, 22, 11, tzinfo=UTC) - alone.slack.clock.now())
    await did(alone, (alone.bo, alone.payments, "cto project Payments"))
    return alone


@pytest.fixture
async def today(team: Team) -> Team:
    """Payments is worked on, whatever day it is."""
    await did(team, (team.bo, team.payments, "cto project Payments"))
    return team


@pytest.fixture
async def chosen(berlin: Team) -> Team:
    """And its digest comes there."""
    await did(berlin, (berlin.ana, berlin.payments, "scorecard digest here"))
    return berlin


async def until(team: Team, at: datetime) -> None:
    await team.time_passes(at - team.slack.clock.now())


def digests(team: Team) -> list[Message]:
    return [one for one in in_channel(team, team.payments) if "The week to" in one.shown]


def cards(team: Team) -> list[Message]:
    return [one for one in in_channel(team, team.payments) if one.shown.startswith("Payments · ")]


async def test_it_is_chosen_with_a_button_of_the_hello_and_comes_on_monday_morning(berlin: Team) -> None:
    await berlin.ana.invites(berlin.bot, to=berlin.platform)
    await berlin.settled()
    [hello] = [one for one in berlin.platform.live if "Hello" in one.shown]

    await berlin.clicks(berlin.ana, "Post the weekly digest here", on=hello)
    await until(berlin, MONDAY - timedelta(minutes=1))
    before = [one.shown for one in berlin.platform.live if "The week to" in one.shown]
    await until(berlin, MONDAY)

    told = [one.shown for one in berlin.platform.live if one.ephemeral_to == berlin.ana.id]
    assert "The digest comes here Mondays 09:00 Europe/Berlin." in told[-1]
    assert "The scorecard of Payments comes here on the 1st of the month 09:00 Europe/Berlin." in told[-1]
    assert before == []
    assert len([one for one in berlin.platform.live if "The week to" in one.shown]) == 1


async def test_it_tells_what_happened_what_is_overdue_and_what_to_decide(chosen: Team) -> None:
    await did(
        chosen,
        (chosen.bo, chosen.payments, "cto deploy 4.2.1 failed"),
        (chosen.ana, chosen.payments, "incident declare SEV1 Checkout is down"),
        (chosen.bo, chosen.payments, "incident action add an alert me by tomorrow"),
    )

    await until(chosen, MONDAY)

    [digest] = digests(chosen)
    assert lines(digest.shown, "1 deployment to production, 1 of them failed.")
    assert lines(digest.shown, "❌ DEP-1 4.2.1 to production, failed")
    assert lines(digest.shown, "INC-1 Checkout is down · SEV1 · still open after 3 d")
    assert lines(digest.shown, "ACT-1 add an alert")
    assert lines(digest.shown, "Who leads INC-1? /incident role INC-1 lead @who")
    assert "Comes Mondays 09:00 Europe/Berlin" in digest.shown


async def test_an_empty_week_is_one_line(chosen: Team) -> None:
    await until(chosen, MONDAY)

    [digest] = digests(chosen)
    assert digest.shown.splitlines()[0] == (
        "The week to Mon 26 Nov. A quiet week: nothing happened, nothing is overdue, nothing waits for a decision."
    )


async def test_private_incidents_count_and_are_in_no_words_of_it(berlin: Team) -> None:
    await let_in(berlin, berlin.secret)
    await did(
        berlin,
        (berlin.ana, berlin.payments, "scorecard digest here"),
        (berlin.ana, berlin.secret, "scorecard digest here"),
        (berlin.chi, berlin.secret, "incident declare SEV1 Keys leaked"),
        (berlin.chi, berlin.secret, "incident action rotate them by tomorrow"),
    )
    preview = await berlin.runs(berlin.bo, "/scorecard preview digest", in_=berlin.payments)

    await until(berlin, MONDAY)

    [digest] = digests(berlin)
    [inside] = [one for one in berlin.secret.live if "The week to" in one.shown]
    for shown in (digest.shown, preview.shown):
        assert lines(shown, "1 more incident in channels that not everybody here is in.")
        assert "Keys" not in shown
        assert "rotate" not in shown
    assert lines(digest.shown, "1 more action in channels that not everybody here is in.")
    assert lines(inside.shown, "INC-1 Keys leaked")


async def test_where_a_guest_reads_what_comes_from_elsewhere_is_only_counted(chosen: Team) -> None:
    await did(chosen, (chosen.ana, chosen.general, "incident declare SEV2 Search is slow"))
    await until(chosen, MONDAY)

    [digest] = digests(chosen)
    assert "Search" not in digest.shown
    assert lines(digest.shown, "1 more incident in channels that not everybody here is in.")


async def test_muted_the_next_one_is_left_out_and_the_one_after_comes(chosen: Team) -> None:
    muted = await chosen.runs(chosen.bo, "/scorecard digest mute", in_=chosen.payments)

    await until(chosen, MONDAY + timedelta(hours=1))
    first = len(digests(chosen))
    await until(chosen, MONDAY + timedelta(days=7))

    assert muted.shown.startswith("The next digest is left out; the one after it comes.")
    assert (first, len(digests(chosen))) == (0, 1)


async def test_after_downtime_only_the_latest_comes_and_says_that_it_is_late(chosen: Team) -> None:
    await until(chosen, MONDAY + timedelta(days=15, hours=3))

    [digest] = digests(chosen)
    assert "The week to Mon 10 Dec" in digest.shown
    assert "Late: it was due 2035-12-10 08:00 UTC" in digest.shown
    [card] = cards(chosen)
    assert card.shown.startswith("Payments · November 2035")
    assert "Late: it was due 2035-12-01 08:00 UTC" in card.shown


@pytest.mark.postgresql
async def test_nobody_has_chosen_and_it_comes_to_an_admin_with_a_button_that_chooses(berlin: Team) -> None:
    await until(berlin, THURSDAY)
    await until(berlin, MONDAY + timedelta(minutes=1))

    [told] = [one for one in berlin.workspace.dm(berlin.ana).live if "The week to" in one.shown]
    await berlin.clicks(berlin.ana, "Post it in …", on=told)
    given = {"digest": "on", "weekday": "4", "hour": "16", "zone": "Europe/Berlin", "card": "off", "channel": berlin.payments}
    await berlin.submits(berlin.ana, given)
    await until(berlin, MONDAY + timedelta(days=11, hours=7, minutes=1))

    assert "It comes to you as long as no channel is chosen for it." in told.shown
    assert len(digests(berlin)) == 1  # the Friday of the next week: this one's came already, wherever
    assert len([one for one in berlin.workspace.dm(berlin.ana).live if "The week to" in one.shown]) == 1


async def test_nobody_wants_it_and_it_comes_no_more(berlin: Team) -> None:
    await until(berlin, THURSDAY)
    await until(berlin, MONDAY + timedelta(minutes=1))
    dm = berlin.workspace.dm(berlin.ana)
    [told] = [one for one in dm.live if "The week to" in one.shown]

    await berlin.clicks(berlin.ana, "No digest", on=told)
    await until(berlin, MONDAY + timedelta(days=14))

    assert len([one for one in dm.live if "The week to" in one.shown]) == 1


async def test_turned_off_where_it_came_it_does_not_come_to_an_admin_instead(chosen: Team) -> None:
    await did(chosen, (chosen.ana, chosen.payments, "scorecard digest off"))
    await until(chosen, MONDAY + timedelta(days=8))

    assert [one for one in chosen.workspace.dm(chosen.ana).live if "The week to" in one.shown] == []


async def test_another_projects_card_comes_where_its_channels_digest_comes(today: Team) -> None:
    await today.runs(today.ana, "/scorecard digest here", in_=today.general)
    bound = await today.runs(today.ana, "/cto project new Search")

    assert "Its scorecard comes here on the 1st of the month 09:00 Europe/Berlin." in bound.shown


async def test_the_form_tells_what_it_cannot_read(today: Team) -> None:
    await today.runs(today.ana, "/scorecard settings", in_=today.payments)
    given = {"digest": "on", "weekday": "0", "card": "on"}

    zone = await today.submits(today.ana, {**given, "hour": "9", "zone": "Berlin"})
    hour = await today.submits(today.ana, {**given, "hour": "25", "zone": "Europe/Berlin"})
    await today.submits(today.ana, {**given, "hour": "7", "zone": "Asia/Tokyo"})

    assert "I know no such zone" in zone.errors["zone"]
    assert "0 to 23" in hour.errors["hour"]
    async with today.store.reading() as db:
        kept = await db.schedules.get("digest", today.payments.id, seen_by=Viewer.operator(today.id))
    assert kept is not None
    assert kept.timing.in_words() == "Mondays 07:00 Asia/Tokyo"


async def test_turned_off_it_comes_no_more(berlin: Team) -> None:
    await berlin.runs(berlin.ana, "/scorecard digest here", in_=berlin.payments)
    again = await berlin.runs(berlin.ana, "/scorecard digest here", in_=berlin.payments)
    off = await berlin.runs(berlin.ana, "/scorecard digest off", in_=berlin.payments)
    await until(berlin, MONDAY + timedelta(minutes=1))

    assert "It comes here already, Mondays 09:00 Europe/Berlin." in again.shown
    assert off.shown == "The digest comes here no more."
    assert digests(berlin) == []


async def test_on_the_first_the_card_of_the_month_comes_with_its_picture_and_is_kept(chosen: Team) -> None:
    await did(chosen, *((chosen.bo, chosen.payments, f"cto deploy -{number + 1}d 4.2.{number}") for number in range(6)))

    await until(chosen, datetime(2035, 12, 1, 8, tzinfo=UTC))

    [card] = cards(chosen)
    assert card.shown.startswith("Payments · November 2035")
    assert list(buttons(card)) == []
    [picture] = [block for block in card.blocks if block["type"] == "image"]
    assert "Deployment frequency: " in picture["alt_text"]
    [file] = chosen.workspace.files.shown_in(card.blocks)
    assert file.content is not None
    assert file.content.startswith(b"\x89PNG")
    history = await chosen.runs(chosen.bo, "/scorecard history", in_=chosen.payments)
    assert lines(history.shown, "November 2035")


async def test_a_job_that_runs_again_posts_nothing_again(chosen: Team) -> None:
    first, due, monday = datetime(2035, 12, 1, 8, tzinfo=UTC), MONDAY.timestamp(), MONDAY
    await until(chosen, first)

    async with chosen.store.transaction() as db:
        [project] = await db.projects.all(seen_by=chosen.operator)
        week: dict[str, int | str] = {
            "period": "2035-W48",
            "at": int(due),
            "start": int((monday - timedelta(days=7)).timestamp()),
            "end": int(due),
        }
        month: dict[str, int | str] = {"period": "2035-11", "at": int(first.timestamp()), "start": 0, "end": int(first.timestamp())}
        await db.jobs.enqueue("digest.due", team=chosen.id, room="digest:again", target=chosen.payments.id, **week)
        await db.jobs.enqueue("scorecard.due", team=chosen.id, room="scorecard:again", target=str(project.id), **month)
    await chosen.settled()

    assert (len(digests(chosen)), len(cards(chosen))) == (1, 1)


async def test_home_tells_what_comes_next_to_whoever_sees_where(today: Team) -> None:
    await let_in(today, today.secret)
    await today.runs(today.ana, "/scorecard digest here", in_=today.secret)
    for person in (today.ana, today.bo):
        await person.opens("home")
    await today.settled()

    shown = [person.home.shown if person.home else "" for person in (today.ana, today.bo)]
    assert ["The digest comes" in one for one in shown] == [True, False]


async def test_guests_set_nothing(today: Team) -> None:
    assert "full members" in (await today.runs(today.gus, "/scorecard digest here", in_=today.payments)).shown


async def test_a_postmortem_that_is_overdue_is_told_and_a_private_one_is_counted(chosen: Team) -> None:
    await did(
        chosen,
        (chosen.ana, chosen.payments, "incident declare SEV1 Checkout is down"),
        (chosen.ana, chosen.payments, "incident resolve INC-1 rolled back"),
    )
    await chosen.runs(chosen.ana, "/cto project Payments", in_=chosen.secret)
    await chosen.runs(chosen.ana, "/incident declare SEV1 Keys leaked", in_=chosen.secret)
    await chosen.runs(chosen.ana, "/incident resolve INC-2 rotated", in_=chosen.secret)

    await until(chosen, MONDAY)

    [digest] = digests(chosen)
    assert lines(digest.shown, "Postmortem of INC-1 Checkout is down · was due Sun 25 Nov")
    assert lines(digest.shown, "1 more postmortem of incidents in channels that not everybody here is in.")
    assert "Keys" not in digest.shown
