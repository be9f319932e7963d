"""A kind of document is a body, a template and a line that registers it: all the rest is there for it at once."""

from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from bot.app import FEATURES
from bot.records.bodies import Body, Item, Line, Text
from bot.records.documents import Kind
from bot.records.lifecycles import Lifecycle, Move
from bot.records.threads import Thread
from handlers import documents
from handlers.documents.reading import Drafting
from handlers.doors import Doors
from storage.jobs.port import Jobs
from tests.deployment import Team, deployed
from tests.looking import buttons, in_channel, told

TEMPLATE = """# {{ key }}: {{ title | title }} ({{ status }})

{{ body.why | text }}
{% for one in body.done %}
- {{ one.what | line }} ({{ one.size }})
{% endfor %}
"""


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Step(Item):
    what: Line = Field(title="Step", min_length=1)
    size: Size = Field(Size.SMALL, title="Size")


class Recipe(Body):
    why: Text = Field("", title="Why", description="What is it good for?")
    needs: tuple[Line, ...] = Field((), title="Needs", description="One a line.")
    done: tuple[Step, ...] = Field((), title="Steps", description="What is done.")


class Written(BaseModel):
    title: str


TOY = Kind(
    name="toy",
    prefix="TOY",
    digits=2,
    called="recipe",
    body=Recipe,
    lifecycle=Lifecycle(
        moves={
            "DRAFT": (Move(verb="publish_it", to="TRIED", says="tried", label="Try it"),),
            "TRIED": (),
            "SUPERSEDED": (),
        },
        numbered_at="DRAFT",
        settled="TRIED",
        over=frozenset({"SUPERSEDED"}),
        superseded="SUPERSEDED",
    ),
    forms=("toy",),
)


def outlined(thread: Thread) -> tuple[str, Recipe]:
    return "From a thread", Recipe(why=thread.cited("It was said", [thread.remarks[0].id]))


class Toys:
    """The line that registers it."""

    def __init__(self, folder: Path) -> None:
        self.kind = TOY.model_copy(update={"templates": str(folder)})

    def register(self, doors: Doors, jobs: Jobs) -> None:
        drafting = Drafting("adr_from_thread", Written, lambda answer, _: (answer.title, Recipe()), outlined)
        documents.add(doors, jobs, self.kind, drafting)


@pytest.fixture
async def team(migrated_url: str, tmp_path: Path) -> AsyncIterator[Team]:
    (tmp_path / "toy.md.j2").write_text(TEMPLATE)
    *others, cto = FEATURES
    async with deployed(migrated_url, [*others, Toys(tmp_path), cto]) as deployment:
        yield await deployment.team()


async def test_a_new_kind_has_words_forms_a_card_a_life_links_search_and_files(team: Team) -> None:
    await team.runs(team.ana, "/cto toy new Bread")
    await team.submits(team.ana, {"why": "We are hungry", "needs": "flour\n- water"})
    await team.runs(team.ana, "/cto toy edit TOY-1 done new")
    await team.submits(team.ana, {"what": "Bake", "size": "large"})
    await team.runs(team.ana, "/cto toy link TOY-1 relates to TOY-1")
    await team.runs(team.bo, "/cto toy publish_it TOY-1")
    await team.runs(team.bo, "/cto toy export TOY-1")

    [card] = [one for one in in_channel(team) if "Bread" in one.shown]
    for words in ("TOY-01 Bread", "TRIED", "We are hungry", "flour", "water", "Bake", "Size: large", "TOY-01 is tried — Bo"):
        assert words in card.shown + " ".join(one.shown for one in card.replies)
    assert "TOY-01 Bread" in (await team.runs(team.bo, "/cto toy list")).shown
    assert "TOY-01" in (await team.runs(team.bo, "/cto find hungry")).shown
    assert buttons(card)["Edit"].startswith("toy edit TOY-01")
    [file] = [file for one in team.workspace.dm(team.bo).live for file in one.files]
    written = (file.content or b"").decode()
    assert "# TOY-01: Bread (TRIED)\n\nWe are hungry\n- Bake (large)\n" in written


async def test_a_new_kind_is_drafted_from_a_thread_with_claude_and_without(team: Team) -> None:
    said = await team.says(team.ana, "Shall we bake bread again?")
    await team.says(team.bo, "@CTO Co-Pilot toy", thread=said)
    other = await team.says(team.ana, "Or cake?")
    team.claude.is_taken_away()
    await team.says(team.bo, "@CTO Co-Pilot toy", thread=other)

    assert [one.shown.splitlines()[0] for one in said.replies if one.user == team.bot.id] == ["✏️ TOY-01 Shall we bake bread again?"]
    [outline] = [one for one in other.replies if one.user == team.bot.id]
    assert "It was said (Ana)" in outline.shown
    assert told(team, team.bo) == []
