"""What an option looks like in each form of a decision record. bot/templates/reading/seeds.py reads it back."""

import re

from bot.records.adrs import Effort, Option
from bot.templates import guarded
from bot.templates.markdown import Escaped

REJECTED = "**Rejected because** "
BECAUSE = ": Rejected because "
USUAL = Effort.M
"""The effort of an option of which the short form says none."""

_MARK = re.compile(r"^(\\*)(?=\*\*Rejected because\*\* )", re.MULTILINE)
_COLON = re.compile(r"&#(0*)58;")


def cons(option: Option) -> Escaped:
    """What speaks against it, and why it was rejected, in a cell."""
    said = _MARK.sub(r"\\\1", option.cons)
    why = f"{REJECTED}{option.rejected}" if option.rejected else ""
    return guarded.cell("\n".join(part for part in (said, why) if part))


def as_cons(written: str) -> tuple[str, str]:
    """Back: what speaks against it, and why it was rejected."""
    lines = guarded.as_cell(written).split("\n")
    why = lines.pop().removeprefix(REJECTED) if lines[-1].startswith(REJECTED) else ""
    return _MARK.sub(lambda at: at[1][1:], "\n".join(lines)), why


def alternative(option: Option) -> Escaped:
    """An item of a list: "X: Rejected because …", and what else is known of it below."""
    name = _COLON.sub(r"&#0\g<1>58;", option.name).replace(": Rejected", "&#58; Rejected")
    lines: list[str] = [guarded.line(name + (BECAUSE + option.rejected if option.rejected else ""))]
    for label, words in (("Pros", option.pros), ("Cons", option.cons)):
        lines += _below(label, words)
    if option.effort != USUAL:
        lines.append(f"  - Effort: {option.effort}")
    return Escaped("\n".join(lines))


def _below(label: str, words: str) -> list[str]:
    if not words:
        return []
    lines = guarded.text(words).split("\n")
    if len(lines) == 1:
        return [f"  - {label}: {lines[0]}"]
    return [f"  - {label}:", "", *(f"    {one}" if one else "" for one in lines)]


def as_name(written: str) -> tuple[str, str]:
    """Back: what an alternative is called, and why it was rejected."""
    name, _, why = guarded.as_line(written).partition(BECAUSE)
    return _COLON.sub(lambda at: f"&#{at[1][1:]}58;" if at[1] else ":", name), why
