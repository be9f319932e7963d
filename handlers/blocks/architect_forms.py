"""The forms of plans: what is wanted, what was asked back, a section of what is proposed. None has more than six inputs."""

from collections.abc import Mapping, Sequence

from bot.records.architect.asked import Gap
from bot.records.bodies import Body, Section
from bot.records.plans import KIND, Plan, Step
from handlers.blocks import kit
from handlers.blocks.document_forms import INPUTS, PART, SHOWN, as_text, parts
from handlers.blocks.kit import Block

ANSWER = 1_000


def begin(words: str, *, channel: bool) -> Block:
    """What is wanted."""
    hint = "A sentence, a whole PRD, or the link of a message with one. What is not known yet is asked for."
    inputs = [kit.asks("requirement", "What is wanted?", kit.words(words, lines=True), hint=hint)]
    if channel:
        inputs.append(kit.asks("channel", "Channel, whose members can watch it", kit.which_channel()))
    return kit.modal("New plan", inputs, submit="Begin", close="Cancel")


def ask(gaps: Sequence[Gap], answers: Mapping[str, str]) -> Block:
    """What is not known: empty is not known either, and blocks nothing."""
    inputs = [
        kit.asks(
            gap.topic,
            gap.asks,
            kit.words(answers.get(gap.topic, ""), longest=ANSWER, placeholder=gap.example),
            optional=True,
            hint=gap.why,
        )
        for gap in gaps[:INPUTS]
    ]
    first = kit.section("What you do not know may stay empty: it is written down as not yet known.")
    return kit.modal("What is not known", [first, *inputs], submit="Go on", close="Cancel")


def more(words: str = "") -> Block:
    """What else is to be known: where nothing is asked, or what it was read from cannot be read."""
    field = kit.asks("said", "What else should I know?", kit.words(words, lines=True), hint="It is added to the requirement.")
    return kit.modal("The requirement", [field], submit="Add it", close="Cancel")


def why(step: Step) -> Block:
    """Why a step is left out."""
    field = kit.asks("why", "Why is it left out?", kit.words(lines=True), optional=True, hint="It stays on the plan's card.")
    return kit.modal("Skip it", [kit.titled(step.title), field], submit="Skip it", close="Cancel")


def sections(plan: Plan, step: Step, written: Body) -> Block:
    """Every section of what is proposed, each with its [Edit]."""
    words = f"{KIND} edit {plan.key} {step.name}"
    rows = [kit.beside(one.heading, kit.button("Edit", f"{words} {one.name}")) for one in written.sections()]
    return kit.modal(kit.cut(step.title, kit.VIEW_TITLE), [kit.section("Which part?"), *rows])


def section(written: Body, which: Section) -> Block:
    """One section, in as many inputs as it takes."""
    some = parts(as_text(written, which))
    label = kit.cut(which.heading, kit.VIEW_TITLE)
    if len(some) == 1:
        field = kit.asks("part1", which.heading, kit.words(some[0], lines=True), optional=True, hint=which.asks)
        return kit.modal(label, [field], submit="Save", close="Cancel")
    inputs = [
        kit.asks(f"part{at}", f"{which.heading}, part {at} of {len(some)}", kit.words(part, lines=True), optional=True)
        for at, part in enumerate(some, 1)
    ]
    return kit.modal(label, inputs, submit="Save", close="Cancel")


def items(plan: Plan, step: Step, written: Body, which: Section) -> Block:
    """The items of a section, each with its [Edit], and one to add."""
    words = f"{KIND} edit {plan.key} {step.name} {which.name}"
    listed = [
        kit.beside(kit.cut(f"{at}. {kit.one_line(one.called)}", kit.OPTION_LABEL * 2), kit.button("Edit", f"{words} {at}"))
        for at, one in enumerate(getattr(written, which.name)[:SHOWN], 1)
    ]
    add = kit.actions(kit.button("Add one", f"{words} new"))
    return kit.modal(kit.cut(which.heading, kit.VIEW_TITLE), [kit.section(which.asks or which.heading), *listed, add])


def is_too_long(written: Body, which: Section) -> bool:
    """Whether a section is longer than a form holds."""
    return len(as_text(written, which)) > PART * INPUTS
