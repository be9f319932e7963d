"""A postmortem drafted from an incident: what Claude is asked and what of its answer can stand; and the outline that does without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from bot.claude import Claude, Off, Trouble
from bot.prompts import Ours, Prompt, Said, render
from bot.prompts.guards import at_most
from bot.records.accounts import Account
from bot.records.citing import OF_ITS_WORDS, cited, doubt, mark
from bot.records.documents import Origin
from bot.records.entries import EntryKind
from bot.records.incidents import MEANING, Status
from bot.records.postmortems import POSTMORTEM, Moment, Postmortem
from bot.records.threads import Remark, Thread

CLAIM = 500
MOMENTS = 20
LESSONS = 8
QUOTE = 600
MINUTE = 60
AGAIN = "Your last answer said this, which cannot stand. Give the whole answer again: with the right source for each, or without it.\n"
SECTIONS = ("timeline", "root_cause", "impact", "lessons")


class Claim(BaseModel):
    """One sentence, and the ids of what it comes from."""

    text: Annotated[str, *at_most(CLAIM)]
    cites: list[str]


class DraftedPostmortem(BaseModel):
    """A postmortem, each sentence with its sources. What is not known stays empty."""

    timeline: list[Claim] = Field(description="at most 20, oldest first")
    root_cause: list[Claim]
    impact: list[Claim]
    lessons: list[Claim]


@dataclass(frozen=True)
class Draft:
    """What was written, by whom, and what the card says of that."""

    body: Postmortem
    origin: Origin
    note: str


async def drafted(account: Account, room: Thread, *, unread: bool, claude: Claude, user: str, now: datetime) -> Draft:
    """The draft of an incident. While Claude is only away for a moment, this raises what has the job tried again."""
    try:
        body, left_out = await _asked(account, room, claude, user, now)
    except Trouble as trouble:
        return outline(account, "" if isinstance(trouble, Off) else trouble.sentence)
    if body == Postmortem():
        return outline(account, "Claude's draft had no sentence that its sources bear out.")
    read = _counted(len(account.entries), "entry", "entries")
    read += f" and {_counted(room.count, 'message', 'messages')}" if room.count else ""
    read += f", {room.left_out} in the middle left out" if room.left_out else ""
    read += " (its room could not be read)" if unread else ""
    without = f" {_counted(left_out, 'sentence', 'sentences')} without a source left out." if left_out else ""
    return Draft(body, Origin.CLAUDE, f"Drafted by Claude from {read}: a proposal. Check what it says against what it cites (↗).{without}")


def outline(account: Account, because: str) -> Draft:
    """What the records know, filled in: the rest of the form is drawn from them anyway. Nothing is concluded; what was said is quoted."""
    identified = account.said_when(EntryKind.STATUS, Status.IDENTIFIED)
    over = account.said_when(EntryKind.RESOLVED)
    lines = []
    for says, entry in (("Not yet known. When it was identified: ", identified), ("What fixed it: ", over)):
        if entry:
            words = " ".join(entry.text.split())
            words = words if len(words) <= QUOTE else f"{words[: QUOTE - 1]}…"
            lines.append(f"{says}“{words}” {mark(account.remark(entry))}")
    if lines and not identified:
        lines.insert(0, "Not yet known.")
    because = f" {because}" if because else ""
    note = f"An outline: what the records know, nothing added.{because} The cause and the lessons are yours to write."
    return Draft(Postmortem(root_cause="\n".join(lines)), Origin.OUTLINE, note)


async def _asked(account: Account, room: Thread, claude: Claude, user: str, now: datetime) -> tuple[Postmortem, int]:
    """Claude's answer, as far as it can stand, and how many sentences were left out. What cannot is asked for once more."""
    sources = {one.id: one for one in [*account.remarks, *room.remarks]}
    known = _known(account, now)
    team = account.incident.team
    first = await claude.parse(DraftedPostmortem, _prompt(account, room, now, ""), team=team, user=user)
    doubts = _doubts(first, sources, known)
    if not doubts:
        return _body(first, sources, known), 0
    wrong = [Ours(AGAIN), *(part for claim, why in doubts for part in (Said(claim.text), Ours(f"It {why}.")))]
    try:
        second = await claude.parse(DraftedPostmortem, _prompt(account, room, now, wrong), team=team, user=user)
    except Trouble:  # what of the first answer can stand is better than nothing
        return _body(first, sources, known), len(doubts)
    return _body(second, sources, known), len(_doubts(second, sources, known))


def _prompt(account: Account, room: Thread, now: datetime, again: str | Sequence[str | Said]) -> Prompt:
    incident = account.incident
    actions = [Said(f"{one.key} {one.what}{' (done)' if one.is_done else ''}", by=account.called(one.owner)) for one in account.actions]
    return render(
        POSTMORTEM.name,
        title=Said(account.title),
        facts=Ours(_known(account, now)),
        impact=incident.impact or Ours("not known"),
        fix=incident.fix or Ours("not known"),
        actions=actions or Ours("none"),
        causes=[Said(f"{one.key} {one.title}", at=one.at) for one in account.causes] or Ours("nothing"),
        entries=[_said(one) for one in account.remarks],
        messages=[_said(one) for one in room.remarks] or Ours("nothing that could be read"),
        again=again or Ours(""),
    )


def _said(remark: Remark) -> Said:
    return Said(remark.text, by=remark.by, id=remark.id, at=remark.at)


def _known(account: Account, now: datetime) -> str:
    """The facts that need no source, since they stand in the record."""
    incident = account.incident
    numbers = [f"{incident.customers:,} customers"] if incident.customers is not None else []
    numbers += [f"{incident.revenue:,.2f} revenue"] if incident.revenue is not None else []
    times = [f"{int(took.total_seconds() // MINUTE)} minutes to {name}" for name, took in incident.times.items() if took is not None]
    began = f"Started {incident.started_at:%Y-%m-%d %H:%M} UTC; it took {account.lasted(now)}."
    return " ".join([f"{incident.severity}, {MEANING[incident.severity]}; {incident.status}.", began, "; ".join([*times, *numbers])])


def _doubts(answer: DraftedPostmortem, sources: Mapping[str, Remark], known: str) -> list[tuple[Claim, str]]:
    claims = [(claim, name) for name in SECTIONS for claim in getattr(answer, name)]
    return [(claim, why) for claim, name in claims if (why := _doubt(claim, name, sources, known))]


def _doubt(claim: Claim, section: str, sources: Mapping[str, Remark], known: str) -> str:
    """Why it cannot stand. A cause, of all claims, is to be borne out by what it cites."""
    share = OF_ITS_WORDS if section == "root_cause" else 0.0
    return doubt(claim.text, claim.cites, sources, known=known, share=share) if claim.text.strip() else "is empty"


def _body(answer: DraftedPostmortem, sources: Mapping[str, Remark], known: str) -> Postmortem:
    """What of an answer can stand. The time of a line is that of the first thing it cites."""
    stands = {name: [one for one in getattr(answer, name) if not _doubt(one, name, sources, known)] for name in SECTIONS}
    when = [(min(sources[one].at for one in claim.cites if one in sources), claim) for claim in stands["timeline"][:MOMENTS]]
    return Postmortem(
        timeline=tuple(Moment.then(at, cited(one.text, one.cites, sources)) for at, one in sorted(when, key=lambda told: told[0])),
        root_cause="\n".join(cited(one.text, one.cites, sources) for one in stands["root_cause"]),
        impact="\n".join(cited(one.text, one.cites, sources) for one in stands["impact"]),
        lessons=tuple(cited(one.text, one.cites, sources) for one in stands["lessons"][:LESSONS]),
    )


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
