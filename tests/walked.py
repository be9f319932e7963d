"""What the walk of tests/test_privacy_walk.py tries of documents: every word, every form, and what there is to be found."""

from tests.deployment import Team
from tests.staged import did, kept

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "adr": {
        "": ("",),
        "new": ("new x", "new --from ACT-1"),
        "from": ("from {link}", "from {link} another"),
        "list": ("list", "list accepted", "list draft"),
        "show": ("show ADR-1", "show DRAFT-3"),
        "edit": ("edit ADR-1", "edit DRAFT-3 context", "edit ADR-1 options 1"),
        "propose": ("propose DRAFT-3 now", "propose DRAFT-3"),
        "accept": ("accept ADR-1",),
        "reject": ("reject ADR-1",),
        "deprecate": ("deprecate ADR-1",),
        "status": ("status ADR-1 --set deprecated", "status DRAFT-3"),
        "supersede": ("supersede ADR-1 by ADR-2", "supersede ADR-2 by ADR-1", "supersede ADR-1"),
        "replace": ("replace ADR-1",),
        "deciders": ("deciders ADR-1 me", "deciders ADR-1"),
        "review": ("review", "review ADR-1 still right", "review ADR-1"),
        "link": ("link ADR-1 INC-2", "link ADR-2 INC-1", "link ADR-2 ADR-1 fixes", "link ADR-1"),
        "search": ("search Keys", "search mat"),
        "history": ("history ADR-1",),
        "diff": ("diff ADR-1", "diff DRAFT-3"),
        "export": ("export ADR-1", "export all"),
        "publish": ("publish ADR-1", "publish DRAFT-3"),
        "discard": ("discard DRAFT-3", "discard ADR-1"),
        "restore": ("restore DRAFT-3",),
        "help": ("help",),
    },
}
WORDS["architect"] = {
    "": ("",),
    "new": ("new {link}",),
    "list": ("list", "list all", "list done"),
    "show": ("show PLAN-1",),
    "answer": ("answer PLAN-1", "answer PLAN-1 more", "answer PLAN-1 there are 500 of them"),
    "choose": ("choose PLAN-1 Django",),
    "confirm": ("confirm PLAN-1", "confirm PLAN-1 rfc", "confirm PLAN-1 all", "confirm"),
    "edit": ("edit PLAN-1", "edit PLAN-1 problem", "edit PLAN-1 options 1"),
    "skip": ("skip PLAN-1 rfc no", "skip PLAN-1"),
    "again": ("again PLAN-1",),
    "stop": ("stop PLAN-1",),
    "resume": ("resume PLAN-1",),
    "requirement": ("requirement PLAN-1",),
    "export": ("export PLAN-1",),
    "publish": ("publish PLAN-1",),
    "help": ("help",),
}
FORMS: dict[str, tuple[str, dict[str, object]]] = {
    "architect.gaps": ("answer PLAN-1", {"deadline": "x"}),
    "architect.more": ("answer PLAN-1 more", {"said": "x"}),
    "architect.skip": ("skip PLAN-1", {"why": "x"}),
    "architect.section": ("edit PLAN-1 problem", {"part1": "x"}),
    "architect.item": ("edit PLAN-1 options new", {"name": "x"}),
    "architect.title": ("edit PLAN-1 title", {"title": "x"}),
    "adr.edit": ("edit ADR-1", {"title": "x"}),
    "adr.section": ("edit ADR-1 context", {"part1": "x"}),
    "adr.options": ("edit ADR-1 options new", {"name": "x"}),
    "adr.propose": ("propose DRAFT-3", {}),
    "adr.supersede": ("supersede ADR-1", {"by": "ADR-002"}),
    "adr.review": ("review ADR-1", {"on": None}),
    "adr.link": ("link ADR-1", {"other": "INC-2"}),
}


def _every(prefix: str, section: str) -> dict[str, tuple[str, ...]]:
    """The words that every kind has: 1 is settled, 2 everybody's, 3 goes on, 4 has just begun."""
    settled, other, key, draft = (f"{prefix}-{number}" for number in (1, 2, 3, 4))
    return {
        "": ("",),
        "new": ("new x", "new --rfc RFC-0001"),
        "from": ("from {link}",),
        "list": ("list", "list DRAFT", "list APPROVED"),
        "show": (f"show {key}",),
        "edit": (f"edit {key}", f"edit {draft} {section}"),
        "status": (f"status {key} --set APPROVED", f"status {draft}", f"status {draft} --set REVIEW"),
        "approve": (f"approve {key} yes", f"approve {key} now", f"approve {key}"),
        "supersede": (f"supersede {settled} by {other}", f"supersede {other} by {settled}", f"supersede {settled}"),
        "replace": (f"replace {settled}",),
        "deciders": (f"deciders {key} me",),
        "review": ("review", f"review {key}"),
        "link": (f"link {key} INC-2", f"link {other} {key} fixes", f"link {key}"),
        "search": ("search Keys", "search mat"),
        "history": (f"history {key}",),
        "diff": (f"diff {key}",),
        "export": (f"export {key}", "export all"),
        "publish": (f"publish {key}",),
        "discard": (f"discard {draft}",),
        "restore": (f"restore {draft}",),
        "help": ("help",),
    }


def _reviewed(prefix: str) -> dict[str, tuple[str, ...]]:
    """The words of a review."""
    key, draft = f"{prefix}-3", f"{prefix}-4"
    return {
        "submit": (f"submit {draft}", f"submit {draft} now", f"submit {draft} anyway because"),
        "object": (f"object {key} no", f"object {key}"),
        "withdraw": (f"withdraw {key}",),
        "ask": (f"ask {key}", f"ask {key} me"),
    }


def _forms(kind: str, prefix: str, section: str) -> dict[str, tuple[str, dict[str, object]]]:
    """The forms that every kind has."""
    return {
        f"{kind}.edit": (f"edit {prefix}-4", {"title": "x"}),
        f"{kind}.section": (f"edit {prefix}-4 {section}", {"part1": "x"}),
        f"{kind}.supersede": (f"supersede {prefix}-1", {"by": f"{prefix}-0002"}),
        f"{kind}.link": (f"link {prefix}-4", {"other": "INC-2"}),
    }


def _reviewed_forms(kind: str, prefix: str) -> dict[str, tuple[str, dict[str, object]]]:
    """The forms of a review."""
    return {
        f"{kind}.ask": (f"ask {prefix}-3", {}),
        f"{kind}.approve": (f"approve {prefix}-3", {"why": "x"}),
        f"{kind}.object": (f"object {prefix}-3", {"why": "x"}),
        f"{kind}.submit.anyway": (f"submit {prefix}-4 anyway", {"why": "x"}),
        f"{kind}.approve.anyway": (f"approve {prefix}-3 anyway", {"why": "x"}),
    }


PROPOSED = {"rfc": ("RFC", "problem"), "spec": ("TS", "summary"), "design": ("SD", "overview")}
REVIEWED = ("rfc", "spec")
for _kind, (_prefix, _section) in PROPOSED.items():
    WORDS[_kind] = _every(_prefix, _section) | (_reviewed(_prefix) if _kind in REVIEWED else {})
    FORMS |= _forms(_kind, _prefix, _section) | (_reviewed_forms(_kind, _prefix) if _kind in REVIEWED else {})
WORDS["rfc"] |= {"reject": ("reject RFC-3 no", "reject RFC-3"), "score": ("score RFC-4",), "meant": ("meant RFC-4 clearly",)}
WORDS["spec"] |= {"implement": ("implement TS-1",)}
WORDS["delegate"] = _every("TD", "requirements") | {
    "new": ("new x", "new x to django"),
    "list": ("list", "list ASSIGNED"),
    "status": ("status TD-3 --set ACCEPTED", "status TD-4"),
    "deliver": ("deliver TD-4 x", "deliver TD-4"),
    "accept": ("accept TD-3",),
    "return": ("return TD-3 x", "return TD-3"),
    "specialists": ("specialists",),
}
del WORDS["delegate"]["approve"]
FORMS |= _forms("delegate", "TD", "requirements") | {
    "delegate.delivery": ("deliver TD-4", {"delivery": "x"}),
    "delegate.return": ("return TD-3", {"why": "x"}),
    "delegate.review": ("review TD-1", {"on": None}),
}
FORMS |= {
    "rfc.criteria": ("edit RFC-4 criteria new", {"name": "x"}),
    "rfc.options": ("edit RFC-4 options new", {"name": "x"}),
    "rfc.reject": ("reject RFC-3", {"why": "x"}),
    "spec.components": ("edit TS-4 components new", {"name": "x"}),
    "spec.submit": ("submit TS-4", {}),
    "design.review": ("review SD-1", {"on": None}),
    "design.components": ("edit SD-4 components new", {"name": "x"}),
}


async def keeps(team: Team) -> None:
    """INC-1 and a record of every ledger are Chi's, in #secret; INC-2, DEBT-2 and DEP-1 are Bo's, in #payments."""
    await did(
        team,
        (team.chi, team.secret, "incident declare SEV1 Keys leaked"),
        (team.bo, team.payments, "incident declare SEV2 Search is slow"),
        (team.chi, team.secret, "stack discover 4", {"hard": "Keys are under the mat"}),
        (team.bo, team.payments, "cto deploy 1.0"),
        (team.chi, team.secret, "cto deploy mat-7"),
        (team.chi, team.secret, "debt add Keys are under the mat critical"),
        (team.bo, team.payments, "debt add Search has no tests"),
        (team.chi, team.secret, "team open somebody to rotate Keys"),
        (team.chi, team.secret, "cost record 2020-01 Keys vault 100, rotate mat 3"),
        (team.chi, team.secret, "security check backups under the mat"),
        (team.chi, team.secret, "incident note the spare one is under the mat"),
        (team.chi, team.secret, f"incident action rotate them <@{team.bo.id}> by friday"),
        (team.chi, team.secret, "incident link INC-1 INC-2 relates to"),
        (team.chi, team.secret, "incident resolve the one under the mat is gone"),
        (team.chi, team.secret, "incident postmortem"),
    )
    await kept(team, (team.chi, team.secret, "incident reopen INC-1"))


async def decides(team: Team) -> None:
    """ADR-1 and DRAFT-3 are Chi's, in #secret; ADR-2 is everybody's, in #payments."""
    ours, theirs = (team.chi, team.secret), (team.bo, team.payments)
    said = (*ours, "Keys are locked from now on"), (*theirs, "Search is tested from now on"), (*ours, "We rotate all Keys monthly")
    messages = [(person, channel, await person.says(words, in_=channel)) for person, channel, words in said]
    await did(team, *((person, channel, f"adr from {message.permalink}") for person, channel, message in messages))
    await kept(team, (*ours, "adr propose DRAFT-1 now"), (*theirs, "adr propose DRAFT-2 now"))
    await did(team, *((*ours, f"adr {words}") for words in ("accept ADR-1", "accept ADR-2", "link ADR-1 INC-2")))


async def proposes(team: Team, *kinds: str) -> None:
    """Of each of these kinds four: 1, 3 and 4 are Ana's, in #secret, approved, as far as it goes, and begun; 2 is Bo's, in #payments."""
    for kind, (prefix, section) in ((kind, PROPOSED[kind]) for kind in kinds if kind in PROPOSED):
        ours, theirs = "Keys are clearly under the mat", "Search is slow"
        begun = (team.ana, team.secret, f"{kind} new", {"title": ours, section: ours})
        steps = [f"submit {prefix}-1", f"submit {prefix}-3", f"approve {prefix}-1"] if kind in REVIEWED else [f"approve {prefix}-1"]
        await kept(
            team,
            begun,
            (team.bo, team.payments, f"{kind} new", {"title": theirs, section: theirs}),
            begun,
            begun,
            *((team.chi, team.secret, f"{kind} {step} anyway it is enough") for step in steps),
        )
    if "delegate" in kinds:
        await _delegates(team)
    if "architect" in kinds:
        await _plans(team)
    await team.settled()


async def _plans(team: Team) -> None:
    """PLAN-1 is Chi's, in #secret, and waits with its RFC; PLAN-2 is Bo's, in #payments."""
    words = "Staff rotate Keys under the mat in an admin interface, with Okta, Stripe and Xero. It holds passwords. 2,000,000 users."
    theirs = "Search gets an index that is built overnight"
    await did(team, (team.chi, team.secret, f"architect {words}"), (team.bo, team.payments, f"architect {theirs}"))
    for step in ("requirements", "technology"):
        await did(team, (team.chi, team.secret, f"architect confirm PLAN-1 {step}"))


async def _delegates(team: Team) -> None:
    """The same of delegations: 1 is accepted, 3 delivered, 4 has just been handed over."""
    ours, theirs = "delegate new Keys are under the mat to django", "delegate new Search is slow to django"
    await kept(
        team,
        (team.ana, team.secret, ours),
        (team.bo, team.payments, theirs),
        (team.ana, team.secret, ours),
        (team.ana, team.secret, ours),
        *(
            (team.chi, team.secret, f"delegate {words}")
            for words in ("deliver TD-1 rotate them", "accept TD-1", "deliver TD-3 rotate them")
        ),
    )
