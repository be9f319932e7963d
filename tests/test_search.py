"""Found by words: the same on both databases, whatever people type, and by whom only who may see it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records.people import Viewer
from bot.records.search import Found, Searchable, terms
from handlers.markup import clean
from storage.store import Store
from tests.deployment import Deployment, Team

pytestmark = pytest.mark.both

revisions: Iterator[int] = count(1)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CORPUS = {
    1: ("Checkout is down", "rolled back 4.2.1\nthe payment gateway timed out in eu-west-1"),
    2: ("Search is slow", "rebuilt the index of products; caches were cold"),
    3: ("Checkout times out for customers in Japan", "東京のリージョンで障害が発生\nwaited for the gateway's provider"),
    4: ("Logins fail", "the certificate of auth.example.com ran out; renewed it, and caching went on"),
    5: ("Größere Störung der Straße", "Zürich naïve café"),
    12: ("Wiki cannot be reached", "البحث لا يعمل في الموقع"),
    120: ("Backups failed", "disk full on db_primary_1 🔥"),
}
FINDS = [
    ("checkout", [1, 3]),
    ("CHECKOUT", [1, 3]),
    ("checkout gateway", [1, 3]),
    ("gate", [1, 3]),
    ("gate checkout", []),
    ("the checkout was down", [1]),
    ("timeout", []),
    ("timing", [1, 3]),
    ("time out", [1, 3]),
    ('"timed out"', [1]),
    ('"out timed"', []),
    ("caching", [2, 4]),
    ("cache", [2, 4]),
    ("INC-12", [12]),
    ("inc-1", [1]),
    ("INC-120", [120]),
    ("4.2.1", [1]),
    ("4.2", [1]),
    ("auth.example.com", [4]),
    ("db_primary", [120]),
    ("grossere strasse", [5]),
    ("Größere Straße", [5]),
    ("zurich cafe", [5]),
    ("障害", [3]),
    ("リージョン", [3]),
    ("البحث", [12]),
    ("\u202eالبحث\u202c", [12]),
    ("gateway's", [3]),
    ("the", [1, 2, 3, 4]),
    ("nothing like it", []),
    ("🔥", []),
]
ODD = [
    '"',
    '""',
    "*",
    "checkout*",
    "AND",
    "checkout AND",
    "NOT checkout",
    "OR",
    "NEAR(a b)",
    "title:checkout",
    "a^b",
    "-checkout",
    "(",
    ")",
]
ODD += ["'", "\\", "checkout'", "a:*b", "<->", "!", "&", "|", "%", "_", ";--", "{", "\0", "\ud800", "x" * 3000, "checkout " * 400]


@pytest.fixture(scope="module")
async def corpus(deployment: Deployment) -> Team:
    """A workspace where this can be found, which nobody changes."""
    team = await deployment.team()
    async with team.store.transaction() as db:
        for number, (title, body) in CORPUS.items():
            await db.search.keep(text(team, number, title, body))
    return team


def text(team: Team, number: int, title: str, body: str = "", *, revision: int = 1, kind: str = "incident") -> Searchable:
    at = NOW + timedelta(minutes=number)
    facts = {"key": f"INC-{number}", "channel": team.general.id, "status": "resolved", "happened_at": at, "revision": revision}
    return Searchable(team=team.id, kind=kind, record=number, title=title, body=body, **facts)


async def find(store: Store, viewer: Viewer, words: str, **how: object) -> list[Found]:
    async with store.reading() as db:
        return await db.search.find(words, seen_by=viewer, **{"limit": 50, **how})  # type: ignore[arg-type]


@pytest.mark.parametrize(("words", "numbers"), FINDS)
async def test_it_finds_what_has_all_the_words(corpus: Team, words: str, numbers: list[int]) -> None:
    assert sorted(one.record for one in await find(corpus.store, corpus.operator, words)) == numbers


@pytest.mark.parametrize("words", ODD)
async def test_nothing_that_people_type_is_an_error(corpus: Team, words: str) -> None:
    await find(corpus.store, corpus.operator, words)


@given(words=st.text(max_size=60), title=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_was_kept_is_found_by_its_own_words(team: Team, words: str, title: str) -> None:
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, clean(title) or "x", clean(words), revision=next(revisions)))

    for asked in (clean(title), clean(words)):
        assert not terms(asked) or [one.record for one in await find(team.store, team.operator, asked)] == [1], asked


async def test_a_word_in_the_title_counts_more_than_in_the_body(team: Team) -> None:
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, "Kafka is full"))
        await db.search.keep(text(team, 2, "Orders are late", "we think of kafka, kafka and again kafka"))
        await db.search.keep(text(team, 3, "Kafka lost messages"))

    assert [one.key for one in await find(team.store, team.operator, "kafka")][2] == "INC-2"


async def test_of_what_fits_alike_the_newest_comes_first_and_pages_follow_each_other(team: Team) -> None:
    async with team.store.transaction() as db:
        for number in range(1, 8):
            await db.search.keep(text(team, number, "Kafka is full"))

    pages = [[one.record for one in await find(team.store, team.operator, "kafka", limit=3, offset=at)] for at in (0, 3, 6, 9)]

    assert pages == [[7, 6, 5], [4, 3, 2], [1], []]


async def test_only_the_kinds_that_were_asked_for(team: Team) -> None:
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, "Kafka is full"))
        await db.search.keep(text(team, 1, "Use Kafka", kind="adr"))

    assert [one.kind for one in await find(team.store, team.operator, "kafka", kinds=["adr"])] == ["adr"]
    assert await find(team.store, team.operator, "kafka", kinds=[]) == []
    assert len(await find(team.store, team.operator, "kafka")) == 2


async def test_a_later_revision_takes_the_place_of_an_earlier_one_and_never_the_other_way(team: Team) -> None:
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, "Kafka is full", "alpha", revision=2))
        await db.search.keep(text(team, 1, "Redis is full", "beta", revision=3))
        await db.search.keep(text(team, 1, "Kafka is full", "alpha", revision=1))

    assert await find(team.store, team.operator, "kafka") == []
    assert [one.title for one in await find(team.store, team.operator, "redis beta")] == ["Redis is full"]


async def test_the_index_and_the_row_are_kept_both_or_neither(team: Team) -> None:
    async def fails_after_keeping() -> None:
        async with team.store.transaction() as db:
            await db.search.keep(text(team, 1, "Kafka is full"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_after_keeping()

    assert await find(team.store, team.operator, "kafka") == []


async def test_a_text_of_any_length_can_be_kept(team: Team) -> None:
    long = " ".join(f"w{number}" for number in range(40_000)) + " end"
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, "x" * 40_000, long))
        await db.search.keep(text(team, 2, "Wide", "\ufdfa" * 40_000 + " 𝕏" * 55_000))

    assert len(await find(team.store, team.operator, "w15000")) == 1
    assert len(await find(team.store, team.operator, "wide")) == 1


async def test_the_line_with_most_of_the_words_is_shown_and_they_are_marked(corpus: Team) -> None:
    [found] = await find(corpus.store, corpus.operator, "gateway eu")

    assert found.snippet == [
        ("the payment ", False), ("gateway", True), (" timed out in ", False), ("eu", True), ("-west-1", False)
    ]  # fmt: skip


async def test_of_a_long_line_the_part_with_the_words_is_shown(team: Team) -> None:
    async with team.store.transaction() as db:
        await db.search.keep(text(team, 1, "Long", "before " * 200 + "the needle " + "after " * 200))

    [found] = await find(team.store, team.operator, "needle")

    shown = "".join(part for part, _ in found.snippet)
    assert len(shown) < 250
    assert shown.startswith("…before ")
    assert shown.endswith("…")
    assert ("needle", True) in found.snippet


SIMILAR = [
    ("SEV1 Checkout is down again", ["INC-3", "INC-1"]),
    ("Checkouts time out", ["INC-3"]),
    ("Search is down", ["INC-2"]),
    ("Checkout search wiki backups", []),
    ("It is down", []),
    ("Kubernetes cannot be reached", []),
    ("", []),
    ("🔥🔥", []),
]


@pytest.mark.parametrize(("title", "keys"), SIMILAR)
async def test_similar_are_those_whose_titles_share_what_is_telling(corpus: Team, title: str, keys: list[str]) -> None:
    async with corpus.store.reading() as db:
        found = await db.search.similar(title, seen_by=corpus.operator, kind="incident", without=99, limit=3)

    assert [one.key for one in found] == keys


async def test_rare_words_make_titles_more_alike_than_common_ones(team: Team) -> None:
    async with team.store.transaction() as db:
        for number in range(1, 20):
            await db.search.keep(text(team, number, f"{'abcdefghijklmnopqrstuvwxyz'[number] * 5} API is slow"))
        await db.search.keep(text(team, 30, "Payments worker stuck"))

    async with team.store.reading() as db:
        found = await db.search.similar("Payments API is slow", seen_by=team.operator, kind="incident", limit=3)

    assert [one.key for one in found] == ["INC-30"]


async def test_a_record_is_not_similar_to_itself(corpus: Team) -> None:
    async with corpus.store.reading() as db:
        found = await db.search.similar("Search is slow", seen_by=corpus.operator, kind="incident", without=2, limit=3)

    assert found == []


async def test_it_is_found_by_whoever_sees_where_it_came_from(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    other = await team.deployment.team("Other")
    in_secret = text(team, 1, "Keys leaked").model_copy(update={"channel": team.secret.id})
    of_its_own = text(team, 2, "Keys are public").model_copy(update={"channel": team.secret.id, "own_channel": team.payments.id})
    nowhere = text(team, 3, "Keys of nobody").model_copy(update={"channel": "CNOWHERE"})
    async with team.store.transaction() as db:
        for one in (in_secret, of_its_own, nowhere, text(team, 4, "Keys in general")):
            await db.search.keep(one)

    seen = {
        name: [one.record for one in await find(team.store, viewer, "keys")]
        for name, viewer in {
            "member": await viewer_of(team, team.chi.id),
            "outsider": await viewer_of(team, team.bo.id),
            "guest": await viewer_of(team, team.gus.id),
            "stranger": Viewer(team=team.id, user="UNOBODY"),
            "stranger there": Viewer(team=team.id, user="UNOBODY", here=team.secret.id),
            "elsewhere": other.operator,
        }.items()
    }

    assert {name: sorted(records) for name, records in seen.items()} == {
        "member": [1, 2, 4],
        "outsider": [2, 4],
        "guest": [2],
        "stranger": [],
        "stranger there": [1, 2],
        "elsewhere": [],
    }
    async with team.store.reading() as db:
        bo = await viewer_of(team, team.bo.id)
        assert [one.record for one in await db.search.similar("Keys again", seen_by=bo, kind="incident", limit=3)] == [4, 2]


async def viewer_of(team: Team, user: str) -> Viewer:
    async with team.store.reading() as db:
        person = await db.people.person(team.id, user)
    assert person
    return Viewer(team=team.id, user=user, standing=person.standing, admin=person.admin)
