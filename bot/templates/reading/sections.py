"""What stands under the headings of every tool's decision records, as our sections. What nobody knows is kept, under its heading."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.records.adrs import DO_NOTHING, Decision, Effort, Option
from bot.records.documents import Kind
from bot.templates import guarded
from bot.templates.documents import NOT_KNOWN, NOT_SET, Reference
from bot.templates.front_matter import day
from bot.templates.reading import options, outline, said
from bot.templates.reading.outline import Part

CONTEXT = "context, context and problem statement, context and problem, problem statement, problem, background, issue, motivation"
DECISION = "decision, decision outcome, decisions, solution"
OPTIONS = "options considered, considered options, options, pros and cons of the options, alternatives considered, alternatives"
CONSEQUENCES = "consequences, consequences of the decision, positive consequences, negative consequences, positive, negative"
ACCEPTED = "what we're explicitly accepting as trade-offs"
OPERATIONAL = "operational implications"
LABELS = {"what becomes easier": "easier", "what becomes harder": "harder", ACCEPTED: "accepted", OPERATIONAL: "operational"}
SIDES = {"good": "easier", "bad": "harder"}
HEADER = {"status", "date", "deciders", "decision-makers", "decision-maker", "consulted", "informed"}
SECTION = 2
"""How deep the heading of a section is; one deeper, where the title is as deep."""
NOTHING = Option(name=DO_NOTHING, effort=Effort.NONE)


class Sections:
    """Gathers a document's sections, one part after another."""

    def __init__(self, kind: Kind, *, is_ours: bool) -> None:
        self.kind = kind
        self.is_ours = is_ours
        self.header: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {"context": [], "decision": []}
        self.lines: dict[str, list[str]] = {name: [] for name in LABELS.values()}
        self.options: tuple[Option, ...] = ()
        self.review_on: date | None = None
        self.links: list[Reference] = []
        self.is_known = is_ours
        """Whether anything in it is what a decision record has."""
        self._under, self._depth = "", SECTION
        ways: list[tuple[str, Callable[[Part], None]]] = [
            (CONTEXT, lambda part: self._add("context", part)),
            (DECISION, lambda part: self._add("decision", part)),
            (OPTIONS, self._chosen_from),
            (CONSEQUENCES, self._followed_by),
            (f"{ACCEPTED}, {OPERATIONAL}", lambda part: self._listed(LABELS[part.name], part)),
            ("status", self._stands),
            ("date, deciders, decision makers", self._said),
            ("review date", self._reviewed),
            ("links, related decisions, related", self._linked),
        ]
        self._ways = {name: way for names, way in ways for name in names.split(", ")}

    def read(self, part: Part) -> None:
        """Take in a part; one that is deeper than sections are belongs to the section above it."""
        is_title = part.depth < SECTION or part.name.startswith("adr:")
        is_within = part.depth > self._depth
        if not is_title and not is_within:
            self._under = part.name
        if is_title:
            self._depth = part.depth + 1 if part.name.startswith("adr:") else SECTION
            self._above(part)
        elif is_within and not self.is_ours and self._under in OPTIONS.split(", "):
            self.options = options.of_heading(part.plain, part.lines, self.options)
        elif way := self._ways.get(part.name):
            self.is_known = True
            way(part)
        else:
            self._kept("decision" if is_within and self._under in DECISION.split(", ") else "context", part.plain, part.text)

    @property
    def body(self) -> Decision:
        """What was gathered."""
        texts = {name: guarded.as_text("\n\n".join(parts)) for name, parts in self.texts.items()}
        return Decision(**texts, options=self.options, **{name: tuple(lines) for name, lines in self.lines.items()})

    def without_ours(self, added: int) -> None:
        """Take off the options that the form added."""
        for _ in range(added):
            if self.options and self.options[-1] == NOTHING:
                self.options = self.options[:-1]

    def _above(self, part: Part) -> None:
        """What stands under the title: fields, and maybe prose."""
        rest = []
        for name, value, line in said.fields(part.lines):
            if name in HEADER:
                self.header.setdefault(name, value)
                self.is_known = self.is_known or name == "status"
                self.links += said.references(value, self.kind) if name == "status" else []
            else:
                rest.append(line)
        if any(line.strip() for line in rest) and not self.is_ours:
            self._kept("context", part.plain if self._under else "", "\n".join(rest).strip("\n"))

    def _add(self, section: str, part: Part) -> None:
        self.texts[section] += [part.text] if part.text.strip() else []

    def _kept(self, section: str, heading: str, text: str) -> None:
        """What has no section of ours stands where it came, under its heading in bold."""
        parts = [f"**{heading}**" if heading else "", text]
        self.texts[section].append("\n\n".join(one for one in parts if one.strip()))

    def _stands(self, part: Part) -> None:
        first, *more = [line for line in part.lines if line.strip()] or [""]
        self.header.setdefault("status", first)
        if self.is_ours:
            return
        self.links += [link for line in (first, *more) for link in said.references(line, self.kind)]
        if more:
            self._kept("context", part.plain, "\n".join([first, *more]))

    def _said(self, part: Part) -> None:
        self.header.setdefault(part.name.replace(" ", "-"), ", ".join(outline.as_lines(part.lines)))

    def _reviewed(self, part: Part) -> None:
        self.review_on = day(part.text)
        if self.review_on is None and part.text.strip() not in {"", NOT_SET}:
            self._kept("context", part.plain, part.text)

    def _linked(self, part: Part) -> None:
        if self.is_ours:
            return
        self.links += [link for line in part.lines for link in said.references(line, self.kind)]
        self._kept("context", part.plain, part.text)

    def _chosen_from(self, part: Part) -> None:
        found = options.of_table(part.lines) or options.of_list(part.lines, is_ours=self.is_ours)
        names = {option.name.lower() for option in self.options}
        self.options += tuple(option for option in found if self.is_ours or option.name.lower() not in names)
        prose = [] if self.is_ours else [line for line in _before_list(part.lines) if line.strip()]
        if prose:
            self._kept("context", part.plain, "\n".join(prose))

    def _listed(self, name: str, part: Part) -> None:
        self.lines[name] += _read(outline.as_lines(part.lines))

    def _followed_by(self, part: Part) -> None:
        """Consequences: by label, as good and bad, or under headings of their own. What is neither stays with the decision."""
        side = "easier" if "positive" in part.name else "harder" if "negative" in part.name else ""
        if side:
            self._listed(side, part)
            return
        rest: list[str] = []
        for item, below in outline.items(part.lines):
            rest += self._consequence(item, below)
        if any(line.strip() for line in rest):
            self._kept("decision", part.plain, "\n".join(rest).strip("\n"))

    def _consequence(self, item: str | None, below: Sequence[str]) -> list[str]:
        """Put one where it belongs; returns the lines that belong nowhere."""
        label, _, first = (item or "").partition(":")
        name = next((name for words, name in LABELS.items() if label.lower().strip("* ").replace("’", "'").startswith(words)), "")
        way, why = options.argued(item or "")
        if name:
            self.lines[name] += _read([first.strip()] if first.strip() else [])
            self.lines[name] += _read(outline.as_lines(below, "  "))
        elif way in SIDES:
            self.lines[SIDES[way]] += _read([" ".join([why, *(line.strip() for line in below if line.strip())])])
        else:
            return [*([f"- {item}"] if item is not None else []), *below]
        return []


def names(said_: str) -> tuple[str, ...]:
    """The names of a line."""
    parts = re.split(r"\s*,\s*|\s+and\s+", said_)
    return () if said_ == NOT_KNOWN else tuple(part.strip() for part in parts if part.strip())


def _read(lines: Iterable[str]) -> list[str]:
    return [guarded.as_line(line) for line in lines]


def _before_list(lines: Sequence[str]) -> list[str]:
    """What stands above a list or a table."""
    kept = []
    for line in lines:
        if re.match(r"^\s*(?:[-*+]\s|\|)", line):
            break
        kept.append(line)
    return kept
