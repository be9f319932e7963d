"""How security looks: must-haves by stage with their evidence, holes, the last review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records.security import Check, Checked, Security, Severity, Status, done, musts
from bot.records.stages import ORDER, Stage
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SIGN = {Status.GREEN: "🟢", Status.YELLOW: "🟡", Status.RED: "🔴"}
HOLE = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}
WORDS = 200
HOLES = 10
EARLIER = "; what the stages before it need counts, too."


@dataclass(frozen=True)
class Around:
    """What stands around it: people's names, its project's, the stage, None while nobody knows it."""

    names: Mapping[str, str]
    project: str
    stage: Stage | None


def card(security: Security | None, far: Stage, now: datetime, around: Around) -> list[Block]:
    """Everything: how it stands and why, each must-have, what is open."""
    have, needed = done(security, far)
    heading = f"Security{f' of {around.project}' if around.project else ''}: {have} of {needed} must-haves"
    lines: list[list[Element]] = []
    if security:
        status, why = security.status(far, now)
        lines.append([kit.text(f"{SIGN[status]} {heading}", bold=True)])
        lines += [[kit.text(f"· {one}")] for one in why]
    else:
        lines.append([kit.text(heading, bold=True)])
    stage = (
        f"Your stage is {far}{EARLIER if ORDER.index(far) else '.'}"
        if around.stage
        else "The stage is not known yet, so the first counts: `/stack` asks for it."
    )
    lines.append(kit.sentence(stage))
    drawn = [kit.rich(*lines)]
    for one in ORDER[: ORDER.index(far) + 1]:
        checks = [check for check in musts(far) if check.since is one]
        drawn.append(kit.rich([kit.text(one.capitalize(), bold=True)], *(_check(check, security, now, around) for check in checks)))
    if security and security.open:
        drawn.append(_holes(security))
    if security and security.reviewed_at:
        by = kit.one_line(around.names.get(security.reviewed_by, security.reviewed_by))
        said = [kit.text("Last review "), kit.when(security.reviewed_at), kit.text(f" by {by}: "), *kit.said(security.review, WORDS)]
        drawn.append(kit.rich(said))
    return [*drawn, kit.actions(*_moves(security, far))]


def ask(check: Check, there: Checked | None) -> Block:
    """By what one can tell."""
    hint = "A link, a date, a name: whoever reads it in a year should be able to look."
    evidence = kit.words(there.evidence if there else "", lines=True, placeholder="restored from Monday's backup, see the wiki")
    block = kit.asks("evidence", f"You have {check.called}. By what can one tell?", evidence, hint=hint)
    return kit.modal("Checked off", [block], submit="Save", close="Not now")


def asked_again(old: Sequence[tuple[str, Check]]) -> list[Element]:
    """What is asked again."""
    named = [f"{check.called}{f' ({project})' if project else ''}" for project, check in old]
    said = f"🔐 You checked this off long ago. Is it still so? {', '.join(named)}. Say it in its channel: `/security check <which>`"
    return kit.sentence(said)


def _check(check: Check, security: Security | None, now: datetime, around: Around) -> list[Element]:
    there = security.checks.get(check.name) if security else None
    if there is None:
        return [kit.text(f"☐ {check.called} "), kit.code(check.name)]
    is_old = security is not None and check in security.old(now)
    by = kit.one_line(around.names.get(there.by, there.by))
    sign = "⏰" if is_old else "☑"
    return [kit.text(f"{sign} {check.called} — "), *kit.said(there.evidence, WORDS), kit.text(f" · {by} · "), kit.when(there.at)]


def _holes(security: Security) -> Block:
    lines = [[kit.text(f"Open vulnerabilities: {len(security.open)}", bold=True)]]
    lines += [[kit.text(f"{HOLE[one.severity]} {one.key} {kit.one_line(one.title)} · {one.severity}")] for one in security.open[:HOLES]]
    if len(security.open) > HOLES:
        lines.append([kit.text(f"… {len(security.open) - HOLES} more", italic=True)])
    return kit.rich(*lines)


def _moves(security: Security | None, far: Stage) -> list[Element]:
    checks = [(f"{one.called[:1].upper()}{one.called[1:]}", f"security check {one.name}") for one in musts(far)]
    moves = [kit.menu("Check one off…", checks)]
    if security and security.open:
        moves.append(kit.menu("One is closed…", [(f"{one.key} {one.title}", f"security closed {one.key}") for one in security.open]))
    return moves
