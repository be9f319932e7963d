"""Which words read as blame, and which do not though they name somebody."""

import pytest

from bot.records.blame import CARE, CAUSE, SHOULD, findings

NAMES = ("Bo", "Ana Maria", "Will")


@pytest.mark.parametrize(
    ("text", "words", "asks"),
    [
        ("The cause was human error.", "human error", CARE),
        ("An operator error in the deploy.", "operator error", CARE),
        ("A careless change to the pool.", "careless", CARE),
        ("It was deployed carelessly.", "carelessly", CARE),
        ("We will be more careful next time.", "more careful", CARE),
        ("Everybody must pay more attention.", "pay more attention", CARE),
        ("Bo should have checked the dashboard.", "should have checked", SHOULD),
        ("The alert shouldn't have been silenced.", "shouldn't have been", SHOULD),
        ("The alert shouldn’t've been silenced.", "shouldn't've been", SHOULD),
        ("Somebody ought to have looked.", "ought to have looked", SHOULD),
        ("The outage was caused by Bo.", "caused by Bo", CAUSE),
        ("It is down because of Ana.", "because of Ana", CAUSE),
        ("Ana Maria forgot to run the migration.", "Ana Maria forgot", CAUSE),
        ("The on-call engineer failed to notice.", "The on-call engineer failed", CAUSE),
        ("An intern broke the build.", "An intern broke", CAUSE),
        ("It was Bo's fault.", "Bo's fault", CAUSE),
        ("We blame the reviewer.", "blame", CAUSE),
        ("It is their own mistake.", "their own mistake", CAUSE),
        ("First it was slow. Then Bo broke it.", "Bo broke", CAUSE),
    ],
)
def test_a_person_as_the_cause_and_what_should_have_been_are_found(text: str, words: str, asks: str) -> None:
    [finding] = findings(text, NAMES)

    assert (finding.words, finding.asks) == (words, asks)


@pytest.mark.parametrize(
    "text",
    [
        "Bo rolled back 4.2.1, and Ana Maria declared it.",
        "The deploy of 4.2.1 caused the pool to be exhausted.",
        "Caused by Bo's deployment script, which opens a connection for each item.",
        "Nobody is to blame; the review is blameless.",
        "It was nobody's fault.",
        "No human error was involved.",
        "Chi said “Bo should have checked”, and `human error` is a label in the log.",
        "The pool must have been exhausted before 14:05.",
        "A test could have caught this.",
        "The system failed, and they failed over.",
        "An alert should fire when the pool is exhausted.",
        "The release caused by will not be repeated.",
        "We will run it in staging first [should have been](https://acme.slack.com/archives/C1/p1).",
    ],
)
def test_actors_quotes_and_systems_are_not(text: str) -> None:
    assert findings(text, NAMES) == []


def test_a_sentence_is_found_once_and_remembered_by_its_words_without_its_sources() -> None:
    bare = findings("Bo should have checked.\nbo should have checked.")
    cited = findings("It was slow. [↗](https://a.slack.com/archives/C1/p1) Bo should have checked. [↗](https://a.slack.com/archives/C1/p2)")

    assert len(bare) == 1
    assert [one.id for one in cited] == [one.id for one in bare]
    assert cited[0].sentence == "Bo should have checked."
