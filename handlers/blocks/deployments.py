"""How deployments look: in a list, as a card, as an offer beside a new incident, and the form that asks for one."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.deployments import SHA_SHOWN, Deployment, Outcome
from bot.records.incidents import Incident
from bot.records.times import in_words
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

WENT = {Outcome.SUCCESS: "went well", Outcome.FAILURE: "failed"}
MARK = {Outcome.SUCCESS: "✅", Outcome.FAILURE: "❌"}
TITLE = 120


def listed(heading: str, deployments: Sequence[Deployment]) -> list[Block]:
    """A line each, the latest first."""
    nothing = [[kit.text("Nothing that you can see.")]] if not deployments else []
    return [kit.rich([kit.text(heading, bold=True)], *nothing, *(line(one) for one in deployments))]


def card(deployment: Deployment, project: str, by: str, links: Sequence[tuple[str, Incident]]) -> list[Block]:
    """Everything about one."""
    told = f"told by {by}" if by else f"told by {deployment.source}"
    lines = [line(deployment), [kit.text(f"{project} · {told}" if project else told)]]
    lines += [[kit.text(f"{how.capitalize()} {one.key} {kit.cut(kit.one_line(one.title), TITLE)}")] for how, one in links]
    return [kit.rich(*lines)]


def suspects(incident: Incident, deployments: Sequence[Deployment]) -> list[Block]:
    """What went live shortly before it was declared, each with a button that says it caused it."""
    buttons = [kit.button(f"{one.key} caused it", f"cto deploy {one.key} caused {incident.key}") for one in deployments]
    return [kit.rich([kit.text("Went live shortly before:", bold=True)], *(line(one) for one in deployments)), kit.actions(*buttons)]


def ask(version: str, outcome: Outcome, environment: str, projects: Sequence[tuple[str, str]]) -> Block:
    """What went live, where, when, and how it went."""
    went = [(WENT[one].capitalize(), one.value) for one in Outcome]
    tick = kit.ticks([("It mends something, and nobody had planned it", "unplanned")])
    blocks = [
        kit.asks("version", "What went live?", kit.words(version, longest=100, placeholder="4.2.1, or a commit")),
        kit.asks("outcome", "How did it go?", kit.choice(went, outcome)),
        kit.asks("environment", "Where?", kit.words(environment, longest=100), hint="Only production counts."),
        kit.asks("at", "When?", kit.moment(), optional=True, hint="Empty is now."),
        kit.asks("unplanned", "Was it planned?", tick, optional=True),
    ]
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects)))
    return kit.modal("A deployment", blocks, submit="Keep", close="Not now")


def commit(sha: str, written: datetime, live: datetime, number: int) -> list[Element]:
    """A commit, how long it took to customers, and with which deployment."""
    return [kit.text(f"{sha[:SHA_SHOWN]} ", bold=True), kit.text(f"{in_words(live - written)}, with DEP-{number} · "), kit.when(live)]


def line(one: Deployment) -> list[Element]:
    """A deployment on a line."""
    words = f" {kit.cut(kit.one_line(one.version), 60)} to {kit.cut(kit.one_line(one.environment), 40)}, {WENT[one.outcome]}"
    unplanned = ", unplanned" if one.unplanned else ""
    return [kit.text(f"{MARK[one.outcome]} "), kit.text(one.key, bold=True), kit.text(f"{words}{unplanned} · "), kit.when(one.finished_at)]
