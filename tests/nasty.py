"""Words that could break a Markdown document, and documents made of them."""

from datetime import date

from hypothesis import strategies as st

from bot.records.adrs import ADR, Decision, Effort, Option
from bot.records.bodies import as_line, whole
from bot.templates import front_matter
from bot.templates.documents import Reference, Written

SIGNS = ["#", "##", "####", "---", "===", "-", "```", "~~~", "````", "<b>", "<script>", "</div>", "<!--", "-->", "<br>", "<br/>", "`", "``"]
SIGNS += [
    "<https://x.example/>",
    "\\",
    "|",
    "&#60;",
    "&#060;",
    "&lt;",
    "&#124;",
    "&#58;",
    "- ",
    "1. ",
    "> ",
    "    ",
    "  ",
    "   ",
    "\t",
    "\n",
    "\n\n",
]
SIGNS += [
    "a",
    "Ä",
    "漢",
    "🙂",
    "*",
    "_",
    "$",
    "{x}",
    "\r\n",
    "\u2028",
    "[x](y)",
    "[x]: y",
    "--- | ---",
    "| a |",
    "no",
    "2026-11-21",
    "12:30",
    "~",
]
SIGNS += [
    ": Rejected because ",
    "**Rejected because** ",
    " - rejected",
    "Status: x",
    "**Status:** y",
    "Pros:",
    "  - Cons: z",
    "ADR: ",
    "DRAFT-1: ",
]
SIGNS += [
    "\n## Decision\n",
    "\n### Links\n",
    "\n# T\n",
    "Good, because ",
    "\n- What becomes easier\n",
    "\n| a | b |\n|---|---|\n| c | d |\n",
]

LETTERS = {chr(0xE000 + number): sign for number, sign in enumerate(SIGNS)}
"""Several signs are drawn as one text, a letter for each: a list of them takes several times as long."""
signs = st.text("".join(LETTERS), min_size=1, max_size=8).map(lambda letters: "".join(map(LETTERS.__getitem__, letters)))
words = st.lists(signs | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), max_size=3).map("".join)
texts = words.map(whole)
lines = words.map(as_line)
names = lines.filter(bool)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
plain = st.none() | st.booleans() | st.integers(-9, 9) | words | days
others = st.dictionaries(
    words.filter(lambda name: len(name) <= 100), st.recursive(plain, lambda inner: st.lists(inner, max_size=3), max_leaves=4), max_size=3
)

options = st.builds(Option, name=names, pros=texts, cons=texts, effort=st.sampled_from(Effort), rejected=lines)
several = st.lists(lines, max_size=3).map(tuple)
bodies = st.builds(
    Decision,
    context=texts,
    options=st.lists(options, max_size=3).map(tuple),
    decision=texts,
    easier=several,
    harder=several,
    accepted=several,
    operational=several,
)
references = st.builds(
    Reference, relation=names, key=st.sampled_from(["", "ADR-003", "INC-12"]), title=lines, file=st.sampled_from(["", "x.md"])
)


@st.composite
def documents(draw: st.DrawFn) -> Written:
    number = draw(st.integers(1, 99_999))
    unknown = {
        name: front_matter.value(thing) for name, thing in draw(others).items() if name not in {"status", "date", "coPilot", "log4brains"}
    }
    return Written(
        key=ADR.key(number),
        number=number,
        title=draw(names.filter(lambda name: len(name) <= 200)),
        status=draw(st.sampled_from([one for one in ADR.lifecycle.statuses if one != "draft"])),
        on=draw(days),
        deciders=tuple(draw(st.lists(names, max_size=3))),
        review_on=draw(st.none() | days),
        form=draw(st.sampled_from(ADR.forms)),
        body=draw(bodies),
        links=tuple(draw(st.lists(references, max_size=2))),
        project=draw(lines),
        source=draw(st.just("") | lines),
        unknown=unknown,
        facts={name: thing for name, thing in draw(st.dictionaries(names, plain, max_size=2)).items() if name not in _OWN},
    )


_OWN = {"kind", "key", "form", "reviewOn", "project", "source", "links", "added"}
