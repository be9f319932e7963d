"""Pages that show code show the code that is tested."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / "tests" / "test_documents_kinds.py").read_text()
PAGE = (ROOT / "docs" / "add-a-kind.md").read_text()
SHOWN = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("code", SHOWN)
def test_the_worked_example_is_a_test_word_for_word(code: str) -> None:
    assert code in EXAMPLE


def test_the_worked_example_is_shown() -> None:
    assert len(SHOWN) == 5
