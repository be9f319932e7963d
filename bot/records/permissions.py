"""Who may do what, in one table: docs/permissions.md is made of it, and tests/test_permissions.py tries every cell.

What nothing else is said of may be done by whoever sees the record it is done to. Nothing is deleted, and every change is audited.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotAllowed
from bot.records.people import Viewer


class Who(StrEnum):
    """Somebody, as the table sees them. All but the last three are in the channel that a record came from."""

    ADMIN = "admin"
    MEMBER = "full member"
    AUTHOR = "author or lead"
    GUEST = "guest"
    EXTERNAL = "of another organisation"
    OUTSIDER = "full member outside the private channel"
    DEACTIVATED = "deactivated"
    ELSEWHERE = "of a workspace without the bot"


_KEY = re.compile(r"\b[A-Z]{2,8}-[0-9]")
PEOPLE = frozenset({Who.ADMIN, Who.MEMBER, Who.AUTHOR, Who.GUEST, Who.EXTERNAL, Who.OUTSIDER})
THERE = PEOPLE - {Who.OUTSIDER}
FULL = PEOPLE - {Who.GUEST, Who.EXTERNAL}


@dataclass(frozen=True)
class Rule:
    """Who may: in words, and by column. With a `refusal` it is looked at before anything is read; the others each stand by their record."""

    says: str
    who: frozenset[Who]
    refusal: str = ""


ANYBODY = Rule("anybody, about what they see", PEOPLE)
SEES = Rule("whoever sees it", THERE)
MEMBERS = Rule("full members", FULL)
MEMBERS_SEE = Rule("full members who see it", FULL - {Who.OUTSIDER})
PUBLISHERS = Rule(MEMBERS_SEE.says, MEMBERS_SEE.who, "Letting every member see it is for full members of this workspace. Ask one of them.")
OPENERS = Rule("full members, what they see", FULL, PUBLISHERS.refusal)
OWNERS = Rule("whoever said or began it, its lead, admins", frozenset({Who.AUTHOR, Who.ADMIN}))
REVIEWERS = Rule("full members who see it and did not write it", frozenset({Who.ADMIN, Who.MEMBER}))
LEAD = Rule("its lead; an admin where nobody leads", frozenset({Who.AUTHOR}))
ADMINS = Rule("admins who see it", frozenset({Who.ADMIN}))

PROPOSALS = ("adr", "rfc", "spec", "design", "delegate")
RULES: Mapping[str, Rule] = {
    **{f"{kind} publish": PUBLISHERS for kind in (*PROPOSALS, "architect", "debt", "stack")},
    **{f"{kind} publish": OPENERS for kind in ("team", "cost", "security")},
    **{f"{kind} from": SEES for kind in PROPOSALS},
    **{f"{kind} {verb}": OWNERS for kind in PROPOSALS for verb in ("discard", "restore")},
    **{f"stack {verb}": SEES for verb in ("show", "brief", "stage", "fits")},
    **{f"cost {verb}": SEES for verb in ("", "report", "list")},
    "incident edit: another's words": OWNERS,
    "incident reopen: after a week": OWNERS,
    "postmortem sign": LEAD,
    "rfc approve": REVIEWERS,
    "rfc submit: anyway": REVIEWERS,
    "spec approve": MEMBERS_SEE,
    "spec new": ANYBODY,
    "delegate new": ANYBODY,
    "cto project": MEMBERS,
    "cto deploy": ANYBODY,
    "cto import": MEMBERS,
    "architect new": ANYBODY,
    "team filled": SEES,
    "team remove": SEES,
    "papers show": MEMBERS,
    "papers remove": OWNERS,
    "scorecard publish": MEMBERS,
    "scorecard digest": MEMBERS,
    "scorecard target: another one": MEMBERS,
    "stack stage: another one": ADMINS,
    "team risk": ADMINS,
}
"""Where more is needed than to see it; what follows a colon is said of some uses of the word only."""


def rule_of(words: str, usage: str) -> Rule:
    """The rule for a kind and its verb. Without one of its own, a word whose usage names a key is for whoever sees that record."""
    return RULES.get(words) or (SEES if _KEY.search(usage) else ANYBODY)


def must_be_allowed(kind: str, verb: str, viewer: Viewer) -> None:
    """Raise NotAllowed where the table says so before anything is read."""
    rule = RULES.get(f"{kind} {verb}")
    if rule and rule.refusal and not viewer.sees_what_is_public:
        raise NotAllowed(rule.refusal)
