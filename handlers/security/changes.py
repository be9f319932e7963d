"""Must-haves checked off with evidence, holes found and closed, reviews."""

import re

from pydantic import Field

from bot.errors import Offer, Unclear
from bot.records.security import Severity, check_named
from handlers.asking import Asked
from handlers.belonging import ONLY_YOU
from handlers.blocks import security as drawn
from handlers.forms import Values
from handlers.pages import for_form
from handlers.reply import Form, Reply
from handlers.security.which import meant, saved, to_change
from storage.store import Transaction

_HOLE = re.compile(r"V?0*(\d{1,6})(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)
_SEVERITY = re.compile(rf"\s+({'|'.join(Severity)})$", re.IGNORECASE)


class Evidence(Values):
    """By what one can tell."""

    evidence: str = Field(min_length=1)


async def check(asked: Asked, db: Transaction) -> Reply:
    """`check backups [by what one can tell]`; without, it is asked for."""
    one, evidence = check_named(asked.rest)
    security = await to_change(asked, db, usage=f"/security check {one.name}")
    if not evidence:
        there = security.checks.get(one.name)
        form = Form("security.check", drawn.ask(one, there), {"check": one.name, "security": security.id})
        return Reply.asking(form, f"By what can one tell that you have {one.called}?", Offer("Say by what", f"security check {one.name}"))
    facts = security.checked(one, evidence, by=asked.viewer.user, at=asked.now)
    await saved(security, f"check {one.name}", asked, db, **facts)
    return _told(f"{one.called[:1].upper()}{one.called[1:]}: checked off.", asked)


async def checked(values: Evidence, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    one, _ = check_named(str(asked.about["check"]))
    if asked.about["security"]:
        security = for_form(await db.securities.for_change(int(asked.about["security"]), seen_by=asked.viewer), "list")
    else:
        security = await to_change(asked, db, usage=f"/security check {one.name}")
    facts = security.checked(one, values.evidence, by=asked.viewer.user, at=asked.now)
    await saved(security, f"check {one.name}", asked, db, **facts)
    return _told(f"{one.called[:1].upper()}{one.called[1:]}: checked off.", asked)


async def uncheck(asked: Asked, db: Transaction) -> Reply:
    """`uncheck backups`."""
    one, _ = check_named(asked.rest)
    security = await to_change(asked, db, usage=f"/security uncheck {one.name}")
    await saved(security, f"uncheck {one.name}", asked, db, **security.unchecked(one))
    return Reply.saying(f"{one.called[:1].upper()}{one.called[1:]}: not checked off any more.", recorded=True)


async def vuln(asked: Asked, db: Transaction) -> Reply:
    """`vuln <what> [critical|high|medium|low]`: no severity: medium."""
    found = _SEVERITY.search(asked.rest)
    title = asked.rest[: found.start()] if found else asked.rest
    severity = Severity(found[1].lower()) if found else Severity.MEDIUM
    security = await to_change(asked, db, usage="/security vuln <what>")
    facts = security.found(title.strip(), severity, by=asked.viewer.user, at=asked.now)
    hole = (await saved(security, "vuln", asked, db, **facts)).vulnerabilities[-1]
    others = [one for one in Severity if one is not severity]
    guess = "" if found else f" No severity said: taken for {severity}; say it at the end: {', '.join(others)}."
    return _told(f"{hole.key} is written down: {hole.severity}.{guess}", asked)


async def closed(asked: Asked, db: Transaction) -> Reply:
    """`closed V3 [how]`."""
    found = _HOLE.match(asked.rest)
    if found is None:
        raise Unclear("Which one? `/security closed V3 [how]`")
    security = await to_change(asked, db, usage="/security closed V3")
    await saved(security, f"close V{found[1]}", asked, db, **security.closed(int(found[1]), (found[2] or "").strip(), at=asked.now))
    return Reply.saying(f"V{found[1]} is closed.", recorded=True)


async def review(asked: Asked, db: Transaction) -> Reply:
    """`review <what was looked at>`."""
    if not asked.rest:
        raise Unclear("What did you look at? `/security review <what was looked at>`")
    security = await to_change(asked, db, usage="/security review <what>")
    facts = {"reviewed_at": asked.now, "reviewed_by": asked.viewer.user, "review": asked.rest}
    await saved(security, "review", asked, db, **facts)
    return _told("Reviewed today. It is asked for again in half a year.", asked)


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish [project]`: for every full member to see."""
    found = await meant(asked, db, asked.rest)
    if found.security is None:
        raise Unclear("There is nothing to publish yet: `/security check backups`")
    before = await db.securities.for_change(found.security.id, seen_by=asked.viewer) or found.security
    await saved(before, "publish", asked, db)
    return Reply.saying("Every member of this workspace sees it now.", recorded=True, tells=True)


def _told(sentence: str, asked: Asked) -> Reply:
    only = asked.is_direct
    offers = [Offer("Let every member see it", "security publish")] if only else []
    return Reply.saying(f"{sentence}{ONLY_YOU if only else ''}", offers=[Offer("What is left", "security show"), *offers], recorded=True)
