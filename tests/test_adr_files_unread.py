"""Files that are no decision records, or none that can be read, say why and where."""

import pytest

from bot.templates.front_matter import Malformed
from bot.templates.reading import LARGEST_FILE, read


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (b"", "empty", None),
        (b" \n\n", "empty", None),
        (b"# A\n\xff\xfe\n", "UTF-8", 2),
        (b"# A\n\nb\0", "no text", 3),
        (b"just words\n", "title", 1),
        (b"# How to deploy\n\nPress it.\n\n## Later\n\nWait.\n", "no decision record", None),
        (b"x" * (LARGEST_FILE + 1), "larger than 1 MB", None),
        (b"# A\n\n## Context\n\n" + b"x " * 90_000, "150,000", None),
        (b"---\n- a\n---\n# A\n", "fields", 2),
        (b"---\na: 1\n", "does not end", 1),
        (b"---\na: 1\nb: [\n---\n# A\n", "no YAML", 3),
        (b"---\na: &a [x]\nb: [*a, *a]\n---\n# A\n", "references", 2),
        (b"---\na: !!python/object/apply:os.system [ls]\n---\n# A\n", "tags", 2),
        (b"---\na: " + b"[" * 7_000 + b"]" * 7_000 + b"\n---\n# A\n", "brackets", 1),
        (b'---\na: "' + b"]" * 7_000 + b'"\nb: ' + b"[" * 7_000 + b"\n---\n# A\n", "brackets", 1),
        (b"---\na:\n  " + b"- " * 7_000 + b"x\n---\n# A\n", "no YAML", 1),
        (b"---\na: 1\na: 2\n---\n# A\n", "once", 3),
        (b"---\ncoPilot: [x]\n---\n# A\n", "coPilot", 2),
        (b"---\n" + b"a: b\n" * 4_000 + b"---\n# A\n", "16,000", 1),
    ],
)
def test_what_cannot_be_read_says_why_and_where(content: bytes, says: str, line: int | None) -> None:
    with pytest.raises(Malformed, match=says) as refused:
        read("x.md", content)

    assert refused.value.line == line
