"""Every surface there is, walked as an outsider, as a guest, as somebody of another workspace: nothing private is read or changed.

A surface that is not in the walk fails it.
"""

import pytest

from sandbox import View
from sandbox.submissions import submit
from tests import walked
from tests.deployment import Team
from tests.walking import answered, assert_nothing_private, phrases, private, seen_inside, typed_as, walk

__all__ = ["private"]

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "incident": {
        "": ("",),
        "declare": ("declare SEV3 something else",),
        "note": ("note INC-1 x",),
        "status": ("status INC-1 identified", "status INC-1"),
        "sev": ("sev INC-1 SEV3", "sev INC-1"),
        "resolve": ("resolve INC-1 x", "resolve INC-1"),
        "reopen": ("reopen INC-1 x", "reopen"),
        "role": ("role INC-1 lead me", "role INC-1"),
        "action": ("action INC-1 look by friday", "action INC-1"),
        "impact": ("impact INC-1 bad", "impact INC-1"),
        "times": ("times INC-1",),
        "link": ("link INC-2 INC-1 relates to", "link INC-1 INC-2 duplicates", "link INC-1"),
        "channel": ("channel INC-1",),
        "archive": ("archive INC-1",),
        "snooze": ("snooze INC-1",),
        "quiet": ("quiet INC-1",),
        "actions": ("actions INC-1", "actions all", "actions mine"),
        "done": ("done ACT-1",),
        "undone": ("undone ACT-1",),
        "own": ("own ACT-1 me",),
        "drill": ("drill SEV3 practice",),
        "backfill": ("backfill x",),
        "timeline": ("timeline INC-1",),
        "edit": ("edit INC-1", "edit INC-1 1", "edit INC-1 2"),
        "postmortem": ("postmortem INC-1", "postmortem"),
        "pin": ("pin INC-1 https://x.slack.com/archives/C0/p1700000000000100", "pin INC-2 {link}"),
        "list": ("list", "list all"),
        "show": ("show INC-1",),
        "help": ("help",),
        "export": ("export INC-1", "export all"),
    },
    "debt": {
        "": ("",),
        "add": ("add from ACT-1",),
        "list": ("list", "list all", "list critical", "list paid"),
        "show": ("show DEBT-1",),
        "edit": ("edit DEBT-1",),
        "ask": ("ask DEBT-1",),
        "link": ("link DEBT-1 INC-2", "link DEBT-2 INC-1", "link DEBT-2 DEBT-1", "link DEBT-1 DEBT-2 relates to"),
        "resolve": ("resolve DEBT-1", "resolve"),
        "reopen": ("reopen DEBT-1", "reopen"),
        "plan": ("plan", "plan 100"),
        "summary": ("summary",),
        "chart": ("chart",),
        "publish": ("publish DEBT-1",),
        "help": ("help",),
    },
    "stack": {
        "": ("",),
        "show": ("show", "show STACK-1", "show STACK-2", "show STACK-3"),
        "discover": ("discover",),
        "brief": ("brief", "brief STACK-1"),
        "stage": ("stage", "stage scale because"),
        "fits": ("fits Kubernetes",),
        "publish": ("publish", "publish STACK-1"),
        "help": ("help",),
    },
    "team": {
        "": ("",),
        "show": ("show", "show TEAM-1", "show TEAM-2"),
        "add": ("add @Bo tester", "add"),
        "remove": ("remove @Bo",),
        "open": ("open tester", "open"),
        "filled": ("filled R1",),
        "oncall": ("oncall", "oncall @Bo"),
        "risk": ("risk", "risk low"),
        "publish": ("publish", "publish TEAM-1"),
        "help": ("help",),
    },
    "cost": {
        "": ("",),
        "report": ("report", "report 2020-01", "report COST-1", "report COST-2"),
        "show": ("show COST-1",),
        "record": ("record", "record 2020-01"),
        "csv": ("csv",),
        "list": ("list",),
        "chart": ("chart",),
        "publish": ("publish 2020-01",),
        "help": ("help",),
    },
    "papers": {"": ("",), "list": ("list",), "show": ("show PAPER-1",), "remove": ("remove PAPER-1",), "help": ("help",)},
    "security": {
        "": ("",),
        "show": ("show", "show SECURITY-1", "show SECURITY-2"),
        "check": ("check", "check backups"),
        "uncheck": ("uncheck backups",),
        "vuln": ("vuln",),
        "closed": ("closed V1",),
        "review": ("review",),
        "publish": ("publish", "publish SECURITY-1"),
        "help": ("help",),
    },
    "cto": {
        "": ("",),
        "which": ("which", "which Kafka or SQS"),
        "build-or-buy": ("build-or-buy", "build-or-buy x"),
        "find": ("find Keys leaked", "find rotate", "find mat"),
        "export": ("export",),
        "import": ("import", "import 1 now", "import 1 leave", "import 1 for payments"),
        "read": ("read", "read full", "read payments"),
        "project": ("project", "project payments", "project new x", "project rename y", "project none"),
        "usage": ("usage",),
        "questions": ("questions", "questions debt", "questions Keys leaked"),
        "propose": ("propose", "propose incident note INC-1 x", "propose debt edit DEBT-1", "propose cto find Keys"),
        "feedback": ("feedback 1 good", "feedback x"),
        "deploy": ("deploy", "deploy list", "deploy DEP-1", "deploy DEP-1 caused INC-1", "deploy DEP-2 caused INC-1", "deploy x"),
        "help": ("help",),
    },
    "postmortem": {
        "": ("",),
        "write": ("write INC-1", "write PM-1", "write"),
        "list": ("list", "list due", "list draft"),
        "show": ("show PM-1", "show INC-1"),
        "edit": ("edit PM-1", "edit PM-1 root_cause", "edit PM-1 timeline 1"),
        "keep": ("keep PM-1 x",),
        "again": ("again PM-1",),
        "sign": ("sign PM-1",),
        "correct": ("correct PM-1",),
        "history": ("history PM-1",),
        "diff": ("diff PM-1",),
        "export": ("export PM-1", "export all"),
        "help": ("help",),
    },
    "scorecard": {
        "": ("",),
        "show": ("show", "show 2026-10", "show Payments"),
        "publish": ("publish",),
        "why": ("why deploys", "why lead", "why failures", "why recovery", "why rework", "why resolve"),
        "target": ("target deploys 1/day", "target"),
        "history": ("history",),
        "compare": ("compare",),
        "investor": ("investor",),
        "preview": ("preview digest",),
        "digest": ("digest here", "digest mute", "digest off"),
        "settings": ("settings",),
        "help": ("help",),
    },
}
WORDS |= walked.WORDS
FORMS: dict[str, tuple[str, dict[str, object]]] = {
    "incident.note": ("note INC-1", {"text": "x"}),
    "incident.status": ("status INC-1", {"status": "identified"}),
    "incident.sev": ("sev INC-1", {"severity": "SEV3"}),
    "incident.resolve": ("resolve INC-1", {"fix": "x"}),
    "incident.role": ("role INC-1", {"role": "lead"}),
    "incident.impact": ("impact INC-1", {"what": "x"}),
    "incident.action": ("action INC-1", {"what": "x"}),
    "incident.times": ("times INC-1", {}),
    "debt.class": ("edit DEBT-1", {"title": "x"}),
    "debt.ask": ("ask DEBT-1", {"year": "x"}),
    "security.check": ("check backups", {"evidence": "x"}),
    "stack.step1": ("discover 1", {"frontend": "x"}),
    "stack.step2": ("discover 2", {"roles": "x"}),
    "stack.step3": ("discover 3", {"slowing": "x"}),
    "stack.step4": ("discover 4", {"compliance": "x"}),
    "postmortem.section": ("edit PM-1 root_cause", {"part1": "x"}),
    "postmortem.timeline": ("edit PM-1 timeline 1", {"what": "x"}),
    "cto.propose": ("propose incident note INC-1 x", {}),
}
FORMS |= walked.FORMS
HARMLESS_FORMS = {
    "incident.declare",
    "incident.backfill",
    "incident.edit",
    "project.bind",
    "deploy.tell",
    "scorecard.target",
    "scorecard.settings",
    "debt.log",
    "team.add",
    "team.open",
    "cost.record",
    "cost.csv",
    "choice.which",
    "choice.build",
    "folders.import",
    *(f"{kind}.new" for kind in walked.WORDS),
    "rfc.submit",
    "rfc.scores",
    "delegate.task",
}
"""These make something new, or are for an entry: tests/test_forms.py and the words "edit" above."""
SHORTCUTS = {"incident_declare", "incident_pin", "debt_log", "adr_from_thread", "rfc_from_thread"}
MENUS = ("Declare incident", "Add to incident timeline", "Log as tech debt", "Draft ADR from thread", "Draft RFC from thread")


def test_every_surface_is_in_the_walk(deployment: object) -> None:
    doors = deployment.copilot.doors  # type: ignore[attr-defined]
    walked = {f"{kind} {verb}".strip() for kind, verbs in WORDS.items() for verb in verbs}
    there = {f"{kind} {verb}".strip() for kind, known in doors._desk.kinds.items() for verb in known.answers}

    assert there - walked == set()
    assert set(doors._forms) - set(FORMS) - HARMLESS_FORMS == set()
    assert set(doors.shortcuts) - SHORTCUTS == set()
    home = list(dict.fromkeys(getattr(one, "func", one).__module__ for one in doors.sections))
    assert home == ["handlers.needs", *(f"handlers.{kind}.home" for kind in ("incidents", "scorecards", "debt", "cto"))]


@pytest.mark.slow
async def test_a_form_opened_by_a_member_who_then_left_changes_nothing(private: Team) -> None:
    before = seen_inside(private)
    opened = {name: await _opened(private, f"/{typed_as(private, name.partition('.')[0])} {words}") for name, (words, _) in FORMS.items()}
    await private.chi.leaves(private.secret)
    await private.settled()

    sent = {name: await submit(private.chi, FORMS[name][1], view) for name, view in opened.items()}
    await private.settled()

    refused = {name: " ".join(answer.errors.values()) for name, answer in sent.items()}
    assert {name: said for name, said in refused.items() if "no such " not in said and "that you can see" not in said} == {}
    await private.chi.closes(all_=True)
    await private.ana.invites(private.chi, to=private.secret)
    await private.settled()
    assert [one for one in seen_inside(private) if "has left" not in one] == before


async def _opened(private: Team, words: str) -> View:
    """A form of Chi's, which stays open on a device of its own."""
    await private.chi.runs(words, in_=private.general)
    assert private.chi.view is not None, words
    return private.chi.view


@pytest.mark.parametrize("shortcut", MENUS)
async def test_a_message_menu_offers_nothing_private(private: Team, shortcut: str) -> None:
    message = await private.says(private.bo, "is it slow?", in_=private.general)

    await private.uses(private.bo, shortcut, on=message)
    await private.reacts(private.bo, "pushpin", to=message)

    assert_nothing_private(private, private.bo)


@pytest.mark.parametrize("who", ["bo", pytest.param("gus", marks=pytest.mark.slow)])
async def test_outsiders_and_guests_read_and_change_nothing(private: Team, who: str) -> None:
    person, before = getattr(private, who), seen_inside(private)

    for kind, verbs in WORDS.items():
        await walk(private, kind, verbs, person)
    await person.opens("home")
    await private.settled()

    assert person.home
    assert_nothing_private(private, person)
    assert seen_inside(private) == before


async def test_somebody_of_another_workspace_reads_and_changes_nothing(private: Team) -> None:
    other = await private.deployment.team("Globex")
    before = seen_inside(private)

    for kind, verbs in WORDS.items():
        said = [words.format(link="x") for words in phrases(other, kind, verbs)]
        await answered(other, kind, said, other.ana, in_=other.general)
        await other.ana.runs(f"/{typed_as(other, kind)}", in_=other.general)
        if other.ana.view:
            await other.ana.closes(all_=True)
    await other.ana.opens("home")
    await other.settled()

    assert_nothing_private(other, other.ana)
    assert seen_inside(private) == before
