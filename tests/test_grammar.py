"""The words after a command or a mention, and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unclear
from handlers.grammar import Intent, Verb, Vocabulary
from handlers.incidents import VOCABULARY

VERBS = [verb.name for verb in VOCABULARY.verbs]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("", Intent("")),
        ("   ", Intent("")),
        ("help", Intent("help")),
        ("declare SEV1 Checkout is down", Intent("declare", None, "SEV1 Checkout is down")),
        ("DECLARE SEV1 Checkout is down", Intent("declare", None, "SEV1 Checkout is down")),
        ("note rolled back", Intent("note", None, "rolled back")),
        ("note   rolled  back ", Intent("note", None, "rolled  back")),
        ("note\nrolled back\nand forth", Intent("note", None, "rolled back\nand forth")),
        ("note\trolled back", Intent("note", None, "rolled back")),
        ("note\u00a0rolled back", Intent("note", None, "rolled back")),
        ("note INC-9 rolled back", Intent("note", 9, "rolled back")),
        ("note inc-009 rolled back", Intent("note", 9, "rolled back")),
        ("note INC-9: rolled back", Intent("note", 9, "rolled back")),
        ("note INC-9, rolled back", Intent("note", 9, "rolled back")),
        ("note INC-9\nrolled back", Intent("note", 9, "rolled back")),
        ("note -15m INC-9 rolled back", Intent("note", None, "-15m INC-9 rolled back")),
        ("note ADR-9 says so", Intent("note", None, "ADR-9 says so")),
        ("note INC-9th", Intent("note", None, "INC-9th")),
        ("show INC-12", Intent("show", 12)),
        ("INC-12", Intent("show", 12)),
        ("INC-12 note rolled back", Intent("note", 12, "rolled back")),
        ("INC-12 resolve", Intent("resolve", 12)),
        ("timeline INC-9 2", Intent("timeline", 9, "2")),
        ("status INC-9 identified the disk", Intent("status", 9, "identified the disk")),
    ],
)
def test_words_are_a_verb_perhaps_a_key_and_the_rest(words: str, intent: Intent) -> None:
    assert VOCABULARY.parse(words) == intent


@pytest.mark.parametrize(
    ("words", "near", "copy"),
    [
        ("resovle", "resolve", "/incident resolve"),
        ("resovle rolled back", "resolve", "/incident resolve rolled back"),
        ("resolved rolled back", "resolve", "/incident resolve rolled back"),
        ("re-open INC-9", "reopen", "/incident reopen INC-9"),
        ("notes rolled back", "note", "/incident note rolled back"),
        ("timelin", "timeline", "/incident timeline"),
        ("declear SEV1 Checkout", "declare", "/incident declare SEV1 Checkout"),
        ("severity SEV1", "sev", "/incident sev SEV1"),
        ("INC-9 resovle rolled back", "resolve", "/incident resolve INC-9 rolled back"),
        ("close rolled back", "resolve", "/incident resolve rolled back"),
        ("update rolled back", "note", "/incident note rolled back"),
    ],
)
def test_a_word_nobody_knows_gets_the_nearest_usage_with_the_words_kept(words: str, near: str, copy: str) -> None:
    with pytest.raises(Unclear) as told:
        VOCABULARY.parse(words)

    assert told.value.sentence.startswith(f"Did you mean {near}?")
    assert VOCABULARY.usage(near) in told.value.sentence
    assert f"/{told.value.offers[0].words}" == copy


@pytest.mark.parametrize("words", ["Checkout is down", "rolled back 4.2.1", "users see errors"])
def test_words_near_nothing_are_offered_as_a_declaration(words: str) -> None:
    with pytest.raises(Unclear) as told:
        VOCABULARY.parse(words)

    assert words.split(maxsplit=1)[0] in told.value.sentence
    assert "/incident help" in told.value.sentence
    assert told.value.offers[0].words == f"incident declare {words}"


def test_a_very_long_word_is_not_said_back_whole() -> None:
    with pytest.raises(Unclear) as told:
        VOCABULARY.parse("`" + "x" * 10_000)

    assert len(told.value.sentence) < 200


@pytest.mark.parametrize("words", ["", "help", "list all", "show INC-1", "timeline", "INC-1", "what is this"])
def test_words_that_change_nothing_only_read(words: str) -> None:
    assert VOCABULARY.reads(words)


@pytest.mark.parametrize("words", ["declare x", "note x", "status identified", "sev 1", "resolve", "reopen INC-1", "INC-1 note x"])
def test_words_that_change_something_do_not_only_read(words: str) -> None:
    assert not VOCABULARY.reads(words)


@given(
    verb=st.sampled_from([verb.name for verb in VOCABULARY.verbs if not verb.alone]),
    rest=st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1),
)
def test_every_verb_keeps_every_word_after_it(verb: str, rest: str) -> None:
    intent = VOCABULARY.parse(f"{verb} {rest}")

    assert intent.verb == verb
    assert intent.rest == rest if intent.number is None else VOCABULARY.number_in(rest) == intent.number


@given(st.text(max_size=100))
def test_no_words_make_the_grammar_fail(words: str) -> None:
    try:
        intent = VOCABULARY.parse(words)
    except Unclear as told:
        assert told.sentence  # noqa: PT017 - either is fine
    else:
        assert intent.verb in {"", *VERBS}


def test_every_word_says_how_it_is_used_and_what_it_does() -> None:
    for verb in VOCABULARY.verbs:
        assert VOCABULARY.usage(verb.name).startswith(f"/incident {verb.name}")
        assert verb.says.endswith(".")


@pytest.mark.parametrize(
    ("words", "copy"),
    [
        ("SEV1 Checkout is down", "/incident declare SEV1 Checkout is down"),
        ("sev3: the wiki is slow", "/incident declare SEV3 the wiki is slow"),
        ("identified the pool", "/incident status identified the pool"),
        ("INC-9 monitoring", "/incident status INC-9 monitoring"),
        ("INC-9 rolled back 4.2.1", "/incident note INC-9 rolled back 4.2.1"),
    ],
)
def test_the_line_offered_does_what_was_meant_and_nothing_worse(words: str, copy: str) -> None:
    with pytest.raises(Unclear) as told:
        VOCABULARY.parse(words)

    assert f"/{told.value.offers[0].words}" == copy


@pytest.mark.parametrize(("words", "known"), [("note x", True), ("resovle", True), ("INC-9", True), ("thanks!", False), ("", False)])
def test_words_that_are_none_of_ours_are_told_from_those_that_are(words: str, known: bool) -> None:  # noqa: FBT001 - a table's column
    assert VOCABULARY.knows(words) is known


PLANS = Vocabulary(
    "architect",
    "PLAN",
    (Verb("new", "<requirement>", "Plan it."), Verb("show", "PLAN-3", "One.", reads=True), Verb("answer", "<words>", "Say more.")),
    in_a_room="answer",
    meant={"add": "new"},
    of_words="new",
)


@pytest.mark.parametrize(
    ("words", "in_a_room", "verb"),
    [
        ("An API for 500 merchants", False, "new"),
        ("Shop owners see their orders", False, "new"),
        ("500 users, no health data", True, "answer"),
        ("unknown", True, "answer"),
        ("show PLAN-3", True, "show"),
    ],
)
def test_a_sentence_that_begins_with_no_verb_is_taken_as_it_is(words: str, in_a_room: bool, verb: str) -> None:  # noqa: FBT001
    intent = PLANS.parse(words, in_a_room=in_a_room)

    assert (intent.verb, intent.rest) == (verb, words if verb != "show" else "")
    assert PLANS.reads(words) == (verb == "show")


@pytest.mark.parametrize("words", ["shwo PLAN-3 in full", "orders", "add it"])
def test_a_verb_misspelt_is_no_sentence(words: str) -> None:
    with pytest.raises(Unclear):
        PLANS.parse(words)
