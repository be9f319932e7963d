"""How the steps of a plan look in its thread: what is proposed, with the words that file, edit or skip it; then what became of it."""

from collections.abc import Mapping, Sequence

from bot.records.architect.complexity import Complexity
from bot.records.architect.needed import Need
from bot.records.architect.requirements import Requirement, gaps
from bot.records.architect.technology import Choice
from bot.records.bodies import Body
from bot.records.choices import CALLED
from bot.records.plans import (
    BREAKDOWN,
    DATA,
    DELEGATION,
    DESIGN,
    DOCUMENTS,
    KIND,
    SECURITY,
    TESTING,
    TITLES,
    Plan,
    State,
    Step,
)
from handlers.blocks import kit
from handlers.blocks.document_sections import drawn
from handlers.blocks.kit import Block, Element

STATEMENTS = 6
STATEMENT = 220
TITLE = 150
SECTIONS_TEXT = 9_000
BESIDE_A_SECTION = 150
WHY = 300
NAMES: Mapping[str, str] = {**{paper.value: called for paper, called in CALLED.items()}, DESIGN: "a system design"}
CONFIRM = {BREAKDOWN: "Delegate it", **dict.fromkeys((DATA, SECURITY, TESTING), "Keep it")}
"""What confirming is called, where it files no document."""
BY_RULE = "by rule"
"""What is chosen so is what the rules say."""


def text(plan: Plan, step: Step) -> str:
    """A step where blocks are not shown: what people read in a notification."""
    waits = "waits for you" if step.state is State.TO_CONFIRM else step.filed or step.state
    return kit.fallback(f"{plan.key}: {step.title}: {waits}")


def over(plan: Plan, step: Step, names: Mapping[str, str], link: str = "") -> list[Block]:
    """A step that is over, in a line; or one that is worked on once more."""
    who = kit.cut(kit.one_line(names.get(step.by, "")), 80)
    by = f" by {who}" if who else ""
    title = kit.text(kit.cut(kit.one_line(step.title), TITLE), bold=True)
    why = [kit.text(": "), *kit.said(kit.one_line(step.why), WHY)] if step.why else []
    if step.state is State.FILED:
        key = kit.link(link, step.filed) if link else kit.text(step.filed, bold=True)
        return [kit.rich([kit.text("✅ "), title, kit.text(": "), key, kit.text(f", filed{by}"), *why])]
    if step.state is State.SKIPPED:
        return [kit.rich([kit.text("⏭️ "), title, kit.text(f": skipped{by}"), *why])]
    if step.state is State.WORKING:
        return [kit.rich([kit.text("✍️ "), title, kit.text(": written again…")])]
    if step.state is State.FAILED:
        again = kit.actions(kit.button("Try again", f"{KIND} resume {plan.key}"))
        return [kit.rich([kit.text("⚠️ "), title, *why]), again]
    return [kit.rich([kit.text("✅ "), title, kit.text(f": settled{by}"), *why])]


def requirements(plan: Plan, step: Step, read: Requirement) -> list[Block]:
    """What was understood, and what is not known."""
    lines = [*_statements("What it does", read.functional), *_statements("How well", read.non_functional)]
    lines += _statements("What binds it", read.constraints)
    known = [f"{topic.value.capitalize()}: {words}" for topic, words in read.known.items()]
    lines += _statements("Known", known)
    asked = gaps(read)
    blocks = [kit.header("What I understand"), *_note(step), kit.rich(*(lines or [[kit.text("Nothing yet.")]]))]
    if asked:
        open_ = [[kit.text(f"•  {one.asks} "), kit.text(one.why, italic=True)] for one in asked]
        blocks.append(kit.rich([kit.text("What I cannot tell from it", bold=True)], *open_))
    count = f"{len(asked)} question{'' if len(asked) == 1 else 's'}"
    moves = [kit.button(f"Answer {count}", f"{KIND} answer {plan.key}", style="primary")] if asked else []
    on = kit.button("Go on without" if asked else "Go on", _words("confirm", plan, step), style="" if asked else "primary")
    more = kit.button("Say more", f"{KIND} answer {plan.key} more")
    return [*blocks, kit.context("Say more in this thread: mention me with it."), kit.actions(*moves, on, more)]


def technology(plan: Plan, step: Step, complexity: Complexity, choice: Choice, needs: Sequence[Need]) -> list[Block]:
    """How complex it is, which technology, by which path, and the documents that come of it."""
    taken, next_ = choice.taken, choice.runner_up
    lines: list[list[Element]] = [[kit.text(f"{complexity.level}: ", bold=True), *kit.said("; ".join(complexity.reasons), WHY * 2)]]
    lines += [[kit.text("")], [kit.text(f"{taken.name}, {choice.pattern}", bold=True)], [kit.text(choice.pattern_why)]]
    lines += [[kit.text(f"•  {kit.cut(kit.one_line(one), STATEMENT)}")] for one in (*choice.path, *taken.reasons)]
    lines.append([kit.text(f"Next: {next_.name}, {next_.points} to {taken.points} points", italic=True)])
    lines += [[kit.text("⚠️ "), *kit.sentence(kit.cut(kit.one_line(one), STATEMENT))] for one in choice.cautions]
    documents = [_need(one) for one in needs]
    others = [(one.name, _words("choose", plan, None, one.name)) for one in choice.candidates[1:]]
    others += [("What the rules say", _words("choose", plan, None, BY_RULE))] if plan.choice else []
    moves = [kit.button(f"Go on with {taken.name}", _words("confirm", plan, step), style="primary"), kit.menu("Something else…", others)]
    return [
        kit.header("How it could be built"),
        kit.rich(*lines),
        kit.rich([kit.text("Which documents", bold=True)], *documents),
        kit.actions(*moves),
    ]


def proposal(plan: Plan, step: Step, title: str, body: Body) -> list[Block]:
    """What would be filed, section by section, each with its [Edit]."""
    heading = f"{TITLES[step.kind]}: {title}" if title else step.title
    written = [one for one in body.sections() if not body.is_empty(one.name)]
    missing = [one for one in body.sections() if body.is_empty(one.name)]
    limit = SECTIONS_TEXT // max(1, len(written)) - BESIDE_A_SECTION
    blocks = [kit.header(heading), *_note(step)]
    for one in written:
        edit = kit.button("Edit", _words("edit", plan, step, one.name))
        blocks += [kit.titled(one.heading, edit), *drawn(one, body, limit)]
    if missing:
        shows = [(one.heading, _words("edit", plan, step, one.name)) for one in missing]
        blocks.append(kit.actions(kit.menu("Write…", shows)))
    file = kit.button(CONFIRM.get(step.kind, "File it"), _words("confirm", plan, step), style="primary")
    left = [one for one in plan.of(DELEGATION) if not one.is_over]
    files = [file]
    if step.kind == DELEGATION and len(left) > 1:
        files.append(kit.button(f"File all {len(left)} delegations", _words("confirm", plan, None, "all")))
    others = [("Write it again", _words("again", plan, step))]
    others += [("Another title…", _words("edit", plan, step, "title"))] if step.kind in DOCUMENTS else []
    return [*blocks, kit.actions(*files, kit.button("Skip…", _words("skip", plan, step)), kit.more(others))]


def kept(body: Body) -> list[Block]:
    """What was kept of a step that files no document: it stands in the thread, to be gone by."""
    written = [one for one in body.sections() if not body.is_empty(one.name)]
    limit = SECTIONS_TEXT // max(1, len(written)) - BESIDE_A_SECTION
    return [block for one in written for block in (kit.titled(one.heading), *drawn(one, body, limit))]


def _need(need: Need) -> list[Element]:
    called = NAMES.get(need.kind, need.kind)
    sign = "✅" if need.is_needed else "—"
    return [kit.text(f"{sign}  {called[:1].upper()}{called[1:]}: "), kit.text(kit.cut("; ".join(need.why), STATEMENT), italic=True)]


def _statements(heading: str, said: Sequence[str]) -> list[list[Element]]:
    if not said:
        return []
    lines = [[kit.text("•  "), *kit.said(kit.one_line(one), STATEMENT)] for one in said[:STATEMENTS]]
    more = [[kit.text(f"… {len(said) - STATEMENTS} more", italic=True)]] if len(said) > STATEMENTS else []
    return [[kit.text(heading, bold=True)], *lines, *more]


def _note(step: Step) -> list[Block]:
    return [kit.rich([kit.text(kit.cut(step.note, WHY * 3), italic=True)])] if step.note else []


def _words(verb: str, plan: Plan, step: Step | None, rest: str = "") -> str:
    return " ".join(part for part in (KIND, verb, plan.key, step.name if step else "", rest) if part)
