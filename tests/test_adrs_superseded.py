"""One decision takes another's place, and a decision is looked at again when its day comes."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.schedule import Schedule
from sandbox import Message
from tests.deciding import accepted, proposed
from tests.deployment import Team, by_day
from tests.looking import buttons, in_channel, lines, links, told
from tests.staged import did, let_in, undisturbed

DAY = timedelta(days=1)
NINE_IN_BERLIN = [datetime(2027, *day, tzinfo=UTC) for day in ((3, 27, 8), (3, 28, 7), (10, 30, 7), (10, 31, 8))]
"""Around the days on which its clocks change."""


@pytest.fixture
async def alone(alone: Team) -> Team:
    """Days may pass there, each the same day for all of them, and no digest comes in between."""
    return await by_day(await undisturbed(alone))


def reminders(card: Message) -> list[Message]:
    return [one for one in card.replies if "Is it still right?" in one.shown]


async def test_superseding_by_one_that_stands_changes_both_at_once(team: Team) -> None:
    old, new = await accepted(team, "Use MySQL"), await accepted(team, "Use PostgreSQL", by=team.bo)

    reply = await team.runs(team.chi, "/adr supersede ADR-1 by ADR-2 as agreed")

    assert reply.shown == "ADR-001 is superseded by ADR-002."
    assert old.shown.startswith("⚪ ADR-001")
    assert lines(old.shown, "superseded by ADR-002 Use PostgreSQL")
    assert lines(new.shown, "supersedes ADR-001 Use MySQL")
    assert new.permalink in links(old)
    assert old.permalink in links(new)
    assert [one.shown for one in old.replies] == ["ADR-001 is accepted — Ana", "ADR-001 is superseded by ADR-002 — Chi"]
    assert "Edit" not in buttons(old)
    assert "look at it again" not in old.shown


async def test_superseding_by_a_proposed_one_waits_until_it_is_accepted(team: Team) -> None:
    old = await accepted(team, "Use MySQL")
    new = await proposed(team, by=team.bo)

    reply = await team.runs(team.bo, "/adr supersede ADR-1 by ADR-2")
    waiting, still = new.shown, old.shown
    await team.runs(team.ana, "/adr accept ADR-2")

    assert reply.shown == "ADR-002 takes the place of ADR-001 once it is accepted."
    assert lines(waiting, "Is to take the place of ADR-001 Use MySQL")
    assert still.startswith("🟢 ADR-001")
    assert old.shown.startswith("⚪ ADR-001")
    assert lines(old.shown, "superseded by ADR-002")
    assert lines(new.shown, "supersedes ADR-001")


async def test_the_next_one_is_written_from_the_old_one_s_card(team: Team) -> None:
    old = await accepted(team, "Use MySQL")

    await team.clicks(team.bo, "Supersede…", on=old)
    [offered] = told(team, team.bo)
    await team.clicks(team.bo, "Write the next one", on=offered)
    await team.submits(team.bo, {"title": "Use PostgreSQL", "decision": "We move."})
    await did(team, *((team.bo, team.general, f"adr {words}") for words in ("propose DRAFT-2 now", "accept ADR-2")))

    assert lines(old.shown, "superseded by ADR-002 Use PostgreSQL")


async def test_a_chain_is_superseded_link_by_link_and_what_is_over_takes_no_place(team: Team) -> None:
    cards = [await accepted(team, f"Take {at}") for at in (1, 2, 3)]
    await did(team, *((team.ana, team.general, f"adr supersede {words}") for words in ("ADR-1 by ADR-2", "ADR-2 by ADR-3")))

    replies = [
        (await team.runs(team.ana, f"/adr supersede {words}")).shown for words in ("ADR-3 by ADR-1", "ADR-1 by ADR-3", "ADR-2 by ADR-3")
    ]

    assert replies[0] == "ADR-001 is superseded: it cannot take the place of another."
    assert replies[1] == "ADR-001 is superseded: only what is accepted can be superseded."
    assert lines(cards[1].shown, "supersedes ADR-001 Take 1")
    assert lines(cards[1].shown, "superseded by ADR-003 Take 3")


async def test_who_accepts_need_not_see_what_it_replaces(team: Team) -> None:
    await let_in(team, team.secret)
    old = await accepted(team, "Keys are kept", in_=team.secret)
    new = await proposed(team)
    await did(team, (team.ana, team.general, "adr supersede ADR-1 by ADR-2"))

    await team.runs(team.bo, "/adr accept ADR-2")

    assert new.shown.startswith("🟢 ADR-002")
    assert lines(old.shown, "superseded by ADR-002")
    assert "Keys" not in new.shown
    assert "ADR-001" not in new.shown


async def test_its_day_comes_once_in_the_morning_and_still_right_moves_it(alone: Team) -> None:
    team = alone
    card = await accepted(team)
    await did(team, (team.ana, team.general, f"adr deciders ADR-1 <@{team.bo.id}>"))
    due = (team.slack.clock.now() + 180 * DAY).date()

    await team.time_passes(179 * DAY)
    early = reminders(card)
    team.slack.clock.advance(2 * DAY)
    for _ in range(3):
        await Schedule(team.store, team.slack.clock.now).tick()
    await team.settled()
    [asked] = reminders(card)
    await team.clicks(team.bo, "Still right", on=asked)

    assert early == []
    assert asked.pings >= {team.bo.id}
    assert lines(asked.shown, "ADR-001 was to be looked at again today. Is it still right?")
    assert not lines(card.shown, f"{due:%d %b %Y}")
    assert lines(card.shown, f"look at it again on {(team.slack.clock.now() + 180 * DAY).date():%d %b %Y}")
    await team.time_passes(30 * DAY)
    assert reminders(card) == [asked]
    assert (await team.runs(team.ana, "/adr review")).shown == "No decision waits to be looked at again."


async def test_not_any_more_starts_the_next_one(alone: Team) -> None:
    team = alone
    card = await accepted(team)
    await team.time_passes(182 * DAY)
    waiting = (await team.runs(team.bo, "/adr review")).shown

    await team.clicks(team.bo, "Not any more", on=reminders(card)[0])
    await team.submits(team.bo, {"title": "Use something else"})

    assert "ADR-001 Use PostgreSQL" in waiting
    assert "DRAFT-2 Use something else" in (await team.runs(team.bo, "/adr list draft")).shown
    assert lines((await team.runs(team.bo, "/adr show DRAFT-2")).shown, "Is to take the place of ADR-001 Use PostgreSQL")


async def test_it_is_nine_in_the_morning_there_whatever_the_clocks_did(alone: Team) -> None:
    team = alone
    cards = [await accepted(team, f"Take {number}") for number in range(len(NINE_IN_BERLIN))]
    days = ((team.ana, team.general, f"adr review ADR-{number} {nine:%Y-%m-%d}") for number, nine in enumerate(NINE_IN_BERLIN, 1))
    await did(team, *days)

    for card, nine in zip(cards, NINE_IN_BERLIN, strict=True):
        await team.time_passes(nine - timedelta(minutes=1) - team.slack.clock.now())
        early = reminders(card)
        await team.time_passes(timedelta(minutes=2))

        assert (early, len(reminders(card))) == ([], 1), nine


async def test_rejected_and_superseded_ones_are_never_looked_at_again(alone: Team) -> None:
    team = alone
    old = await accepted(team, "Use MySQL")
    await accepted(team, "Use PostgreSQL")
    await did(team, (team.ana, team.general, "adr supersede ADR-1 by ADR-2"))

    await team.time_passes(200 * DAY)

    assert reminders(old) == []
    assert (await team.runs(team.ana, "/adr review ADR-1 in 6 months")).shown.startswith("ADR-001 is superseded")
    assert len(in_channel(team)) == 2
