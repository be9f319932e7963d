"""Proposals where they are not looked for: drafted by a link, told in the digest, sent as files."""

from datetime import UTC, datetime

from tests.deployment import Team
from tests.looking import in_channel, lines
from tests.test_rfcs import in_review

MONDAY = datetime(2035, 11, 26, 8, tzinfo=UTC)
"""09:00 in Berlin; far ahead, since no clock goes back."""


async def test_a_link_to_a_thread_is_drafted_from_in_that_thread(team: Team) -> None:
    team.claude.is_taken_away()
    first = await team.says(team.bo, "should orders stay in PostgreSQL?", in_=team.payments)
    await team.says(team.ana, "the reports need joins", in_=team.payments, thread=first)

    reply = await team.runs(team.bo, f"/rfc {first.permalink}")

    assert "I read the thread" in reply.shown
    [card] = [one for one in first.replies if one.user == team.bot.id]
    assert "RFC-0001" in card.shown
    assert "the reports need joins" in card.shown


async def test_the_digest_tells_which_proposals_wait_and_for_whom(alone: Team) -> None:
    team = alone
    await team.time_passes(datetime(2035, 11, 22, 11, tzinfo=UTC) - team.slack.clock.now())
    await team.runs(team.bo, "/cto project Payments", in_=team.general)
    await team.runs(team.ana, "/scorecard digest here")
    await in_review(team, team.ana, team.bo)

    await team.time_passes(MONDAY - team.slack.clock.now())

    [digest] = [one for one in in_channel(team) if "The week to" in one.shown]
    assert lines(digest.shown, "RFC-0001 Where orders are kept · REVIEW, waits for Bo")


async def test_one_is_sent_as_a_file_in_the_form_of_its_kind(team: Team) -> None:
    await in_review(team, team.ana, team.bo)

    await team.runs(team.ana, "/rfc export RFC-1")
    direct = team.workspace.dm(team.ana)
    await direct.until(lambda messages: any(one.files for one in messages))

    [sent] = [one for one in direct.live if one.files]
    text = team.ana.downloads(sent.files[0]).decode()
    assert "# RFC-0001: Where orders are kept" in text
    assert "## Evaluation Criteria" in text
    assert "| Cost a month | High |" in text
