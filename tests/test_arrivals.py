"""What was given is imported within a day, once, and never without being asked; its message fits into Slack's."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Conflict
from bot.records.arrivals import KEPT_FOR, Arrival, Given, Line, Outcome, State
from handlers.blocks import kit
from handlers.blocks.folders import arrival
from handlers.downloads import is_slacks

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
GIVEN = Arrival(id=5, team="T1", user="U1", given=(Given(id="F1", name="ours.zip"),), at=AT)
NEW = Line(name="a.md", outcome=Outcome.IMPORTED, key="ADR-1")


def test_what_was_looked_at_is_wanted_once_and_within_a_day() -> None:
    looked = GIVEN.looked_at([NEW], unread=(), digest="x")

    assert looked.wanted(at=AT + KEPT_FOR).state is State.KEEPING
    with pytest.raises(Conflict, match="more than a day ago"):
        looked.wanted(at=AT + KEPT_FOR + timedelta(seconds=1))
    with pytest.raises(Conflict, match="nothing new"):
        GIVEN.looked_at([], unread=(), digest="x").wanted(at=AT)


@pytest.mark.parametrize("state", [state for state in State if state is not State.LOOKED])
def test_only_what_was_looked_at_is_wanted(state: State) -> None:
    with pytest.raises(Conflict):
        GIVEN.model_copy(update={"state": state, "told": (NEW,)}).wanted(at=AT)


@pytest.mark.parametrize(
    ("url", "is_it"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.zip", True),
        ("https://slack-files.com/a.zip", True),
        ("https://gateway.example:8443/files-pri/a.zip", True),
        ("http://files.slack.com/a.zip", False),
        ("https://files.slack.com.example/a.zip", False),
        ("https://notslack.com/a.zip", False),
        ("https://files.slack.com@10.0.0.1/a.zip", False),
        ("http://gateway.example:8443/a.zip", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slack_only(url: str, is_it: bool) -> None:  # noqa: FBT001
    assert is_slacks(url, AsyncWebClient(base_url="https://gateway.example:8443/api/")) is is_it


@pytest.mark.parametrize("state", list(State))
def test_the_message_of_very_much_fits(state: State) -> None:
    notes = ("It says much. " * 50,)
    told = [Line(name=f"{'a' * 200}{at}.md", outcome=outcome, notes=notes) for outcome in Outcome for at in range(500)]
    found = GIVEN.looked_at(told, unread=["b" * 300] * 500, digest="x").model_copy(update={"state": state, "why": "x" * 320})

    drawn = arrival(found, [f"Project {at}" for at in range(40)])

    assert len(drawn["blocks"]) <= kit.MESSAGE_BLOCKS
    assert kit.length(drawn["blocks"]) <= kit.MESSAGE_TEXT
    assert all(len(one["elements"]) <= 25 for one in drawn["blocks"] if one["type"] == "actions")
