"""The emoji there are, by their names; the page has the one list of them."""

import re
from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "page" / "static" / "vendor" / "emoji.js"
_CATEGORY = re.compile(r'^  \["[^"]+", "([^"]+)"\]', re.MULTILINE)


@cache
def by_name() -> dict[str, str]:
    """Every emoji by each of its names, without colons."""
    drawn: dict[str, str] = {}
    for category in _CATEGORY.findall(_LIST.read_text(encoding="utf-8")):
        for one in category.split("|"):
            picture, *names = one.split(" ")
            drawn |= dict.fromkeys(names, picture)
    return drawn
