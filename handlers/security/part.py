"""What security gives to the scorecard and the digest, as far as everybody who reads it may see it. Holes are counted, never named."""

from bot.records.security import Security, done
from bot.records.stages import Stage
from handlers.blocks import kit
from handlers.blocks.security import SIGN
from handlers.parts import Line, News, Part, Subject
from handlers.security.which import stage_of
from storage.store import Transaction


async def of(subject: Subject, db: Transaction) -> Part | None:
    """How it stands, and why; None where nobody began."""
    security, stage = await _security(subject, db)
    if security is None:
        return None
    status, why = security.status(stage, subject.now)
    have, needed = done(security, stage)
    figures = {
        "complianceStatus": f"{have} of {needed} must-haves of {stage} checked off",
        "lastSecurityReview": f"{security.reviewed_at:%Y-%m-%d}" if security.reviewed_at else "",
        "openVulnerabilities": len(security.open),
        "status": status.value,
    }
    because = f": {why[0]}" if why else ""
    line: Line = [kit.text("Security: ", bold=True), kit.text(f"{SIGN[status]} {have} of {needed} must-haves{because}")]
    return Part(figures, lines=[line], investors=[f"{have} of {needed} security must-haves of our stage are in place."])


async def news(subject: Subject, db: Transaction) -> News | None:
    """What was checked off so long ago that it is asked again."""
    security, _ = await _security(subject, db)
    old = security.old(subject.now) if security else []
    lines: list[Line] = [
        [kit.text(f"{one.called[:1].upper()}{one.called[1:]} ", bold=True), kit.text("was checked too long ago.")] for one in old
    ]
    return News(overdue=lines) if lines else None


async def _security(subject: Subject, db: Transaction) -> tuple[Security | None, Stage]:
    for project in sorted(subject.whose, key=lambda one: -(one or 0)):
        if security := await db.securities.of(project, seen_by=subject.viewer):
            return security, await stage_of(project, subject.viewer, db) or Stage.SURVIVAL
    return None, Stage.SURVIVAL
