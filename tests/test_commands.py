"""The page of all words says what the code answers to."""

from pathlib import Path

import pytest

from tests.deployment import Deployment
from tests.worded import PICTURES, page

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"


async def test_the_page_names_every_word(deployment: Deployment, pytestconfig: pytest.Config) -> None:
    doors = deployment.copilot.doors
    aliases = {command: stands_for for command, stands_for in doors._commands.items() if command[1:] != stands_for}

    made = page(doors._desk.kinds, aliases)

    if pytestconfig.getoption("--write"):
        PAGE.write_text(made)
    assert PAGE.read_text() == made, "write it anew: make pages"


async def test_every_command_has_its_picture(deployment: Deployment) -> None:
    there = {one.stem for one in PICTURES.glob("*.png")}

    assert set(deployment.copilot.doors._desk.kinds) - there == set()
