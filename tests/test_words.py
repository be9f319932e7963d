"""The index of words: kept when words changed, and asked in the way that suits how common a word is."""

from collections.abc import Sequence

import pytest

from tests.deployment import Team
from tests.test_search import find, text


async def test_what_changed_but_for_its_words_is_told_as_it_is_and_not_indexed_anew(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    first = text(team, 1, "Kafka is full", "nobody knew", revision=1)
    async with team.store.transaction() as db:
        await db.search.keep(first)
        with monkeypatch.context() as patch:
            patch.setattr("storage.search.Search._index", None)
            await db.search.keep(first.model_copy(update={"status": "open", "revision": 2}))
        same = await db.search.find("kafka nobody", seen_by=team.operator, limit=9)
        await db.search.keep(first.model_copy(update={"key": "INC-77", "revision": 3}))
        renamed = await db.search.find("77", seen_by=team.operator, limit=9)

    assert [one.status for one in same] == ["open"]
    assert [one.key for one in renamed] == ["INC-77"]


@pytest.mark.parametrize("having", [range(1, 41), {*range(1, 6), *range(36, 41)}, range(1, 6), {39, 40}, {20}])
async def test_a_word_is_found_wherever_it_is_common(team: Team, having: Sequence[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.words.LOOKED_AT", 5)
    monkeypatch.setattr("storage.search.RANKED", 10)
    async with team.store.transaction() as db:
        await db.search.keep_all([text(team, number, "Kafka is full" if number in having else "Mail is late") for number in range(1, 41)])

    found = await find(team.store, team.operator, "kafka")

    assert [one.record for one in found] == sorted(having, reverse=True)[:10]
