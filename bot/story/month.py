"""A month in one card: what went live is told, the month ends, and on the 1st its numbers stand in the channel."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.story import Chapter, Stage

BERLIN = ZoneInfo("Europe/Berlin")
RELEASES = (
    "-24d 4.1.0",
    "-20d 4.1.1",
    "-17d 4.1.2 failed",
    "-17d 4.1.3 hotfix",
    "-13d 4.1.4",
    "-9d 4.2.0",
    "-6d 4.3.0",
    "-2d 4.3.1",
)
"""As somebody without a pipeline tells them."""
BEFORE = timedelta(hours=3)
"""So long before the end of its afternoon the incident had begun, and the deployment that caused it was live."""


async def play(stage: Stage) -> None:
    """Ana names the project and has the digest come; Bo tells what went live; the month ends."""
    ana, bo = stage.person("Ana"), stage.person("Bo")
    await ana.runs("/cto project Payments", in_="payments", telling="Ana gives what they work on in #payments a name")
    await ana.runs("/scorecard digest here", in_="payments", telling="… and has each week's digest and each month's card come here")
    incident = _now(stage) - BEFORE
    await stage.passes(_last_afternoon(_now(stage)) - _now(stage), telling="The month goes by…")
    for words in RELEASES:
        await bo.runs(f"/cto deploy {words}", in_="payments", telling=f"Bo tells what went live: {words}")
    hours = (_now(stage) - incident) // timedelta(hours=1)
    await bo.runs(f"/cto deploy -{hours}h 4.2.1", in_="payments", telling="… and the one that took checkout down")
    await bo.runs(f"/cto deploy DEP-{len(RELEASES) + 1} caused INC-1", in_="payments")
    await ana.runs("/scorecard target failures 15%", in_="payments")
    await stage.passes(_first_morning(_now(stage)) - _now(stage), telling="On the 1st, at nine…")
    card = await stage.sees("Change fail rate", in_="payments")
    await stage.tells("… the month stands there in one card, every number with what it was counted from.", looking=ana, at="payments")
    await stage.moment("card")
    await bo.runs("/scorecard why failures", in_="payments", telling="Bo asks where a number comes from")
    await stage.tells("It leads to the deployments themselves.", looking=bo, at=card.channel.name)


def _now(stage: Stage) -> datetime:
    return stage.workspace.slack.clock.now().astimezone(BERLIN)


def _last_afternoon(now: datetime) -> datetime:
    """The last afternoon of a month that is still to come."""
    this = _first_morning(now) - timedelta(hours=17)
    return this if this > now else _first_morning(now + timedelta(days=2)) - timedelta(hours=17)


def _first_morning(now: datetime) -> datetime:
    """Nine in the morning of the next first."""
    later = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    return later.replace(hour=9, minute=0, second=1, microsecond=0)


CHAPTER = Chapter("A month in one card", play)
