"""What a sentence may rest on: its words and its numbers have to be in what it cites, and it shows where that is."""

from datetime import UTC, datetime

import pytest

from bot.records.citing import OF_ITS_WORDS, cited, doubt, sentences
from bot.records.threads import Remark

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
SAID = {
    "e1": "Identified: 4.2.1 opens a connection for each item, which exhausts the pool of the card service",
    "e2": "Resolved: rolled back to 4.2.0",
    "m1": "forty more tickets, 1,340 in all",
}
SOURCES = {id_: Remark(id=id_, by="Bo", text=text, at=AT, url=f"https://acme.slack.com/archives/C1/p{id_}") for id_, text in SAID.items()}
SOURCES["m2"] = Remark(id="m2", by="Bo", text="no alert fired", at=AT)


@pytest.mark.parametrize(
    ("text", "cites", "share", "why"),
    [
        ("4.2.1 opened one connection for each item.", ["e1"], 0.0, ""),
        ("The pool of the card service was exhausted.", ["e1"], OF_ITS_WORDS, ""),
        ("4.2.0 was back.", ["e2", "e99"], 0.0, ""),
        ("There were 1340 tickets.", ["m1"], 0.0, ""),
        ("It took 42 minutes until it was rolled back.", ["e2"], 0.0, ""),
        ("At 14:05 it was rolled back.", ["e2"], 0.0, ""),
        ("Two services were rolled back, and 3 pools.", ["e2"], 0.0, ""),
        ("The pool was exhausted.", [], 0.0, "cites nothing that is there"),
        ("The pool was exhausted.", ["e99", "INC-1"], 0.0, "cites nothing that is there"),
        ("There were 2,000 tickets.", ["m1"], 0.0, "2,000 is not in what it cites"),
        ("4.3.0 opened a connection for each item.", ["e1"], 0.0, "4.3.0 is not in what it cites"),
        ("It was rolled back after 17 minutes.", ["e2"], 0.0, "17 is not in what it cites"),
        ("A power cut stopped the whole region.", ["e1"], 0.0, "is not what it cites says"),
        ("The pool of electricity failed in every region of that provider.", ["e1"], OF_ITS_WORDS, "is not what it cites says"),
    ],
)
def test_what_is_not_in_its_sources_is_doubted(text: str, cites: list[str], share: float, why: str) -> None:
    assert doubt(text, cites, SOURCES, known="it took 42 minutes", share=share) == why


def test_every_sentence_shows_what_it_rests_on() -> None:
    shown = cited("The pool was exhausted. Version 4.2.1 did it, e.g. for baskets.", ["e1", "e1", "e2", "e99"], SOURCES)

    marks = "[↗](https://acme.slack.com/archives/C1/pe1) [↗](https://acme.slack.com/archives/C1/pe2)"
    assert shown == f"The pool was exhausted. {marks} Version 4.2.1 did it, e.g. for baskets. {marks}"


def test_what_stands_nowhere_in_slack_is_named_by_its_time() -> None:
    assert cited("No alert fired.", ["m2"], SOURCES) == "No alert fired. (14:05 UTC)"


def test_a_point_within_a_version_ends_no_sentence() -> None:
    assert sentences("4.2.1 went out.  Then p99 was 9.5 s. 40 tickets came!") == [
        "4.2.1 went out.",
        "Then p99 was 9.5 s.",
        "40 tickets came!",
    ]
