"""The rules of the read, in the order in which they come first. The first that finds something is the top priority; the next one waits.

The order: customers who are hurt now; what cannot be undone; what would hurt again; what is reckless; money; what does not fit the stage;
what waits for a decision; what is slow; what is not known; and, where nothing is found, the stage's own focus.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.records.delivery import Metric
from bot.records.read.facts import Facts
from bot.records.read.finds import (
    Found,
    dear,
    due_again,
    missing,
    named,
    red_number,
    red_security,
    short_runway,
    steady,
    undecided,
    unfit,
    unknown_security,
    unknown_stage,
    unmeasured,
)
from bot.records.stages import Stage


@dataclass(frozen=True)
class Rule:
    """One rule. `stands` says why it stands where it does; `waits` why it may wait for what comes before, "" where it may not.

    `priority`, `why` and the moves, each a label and the words it stands for, are filled with what was found.
    """

    name: str
    stands: str
    finds: Callable[[Facts], Found]
    priority: str
    why: str
    moves: tuple[tuple[str, str], ...]
    waits: str = ""


RULES = (
    Rule(
        "open, and nobody leads",
        "Customers are hurt now, and nobody decides what is done next.",
        lambda facts: named(facts.troubles.leaderless) if facts.troubles else None,
        "Give {key} a lead",
        "“{title}” is open, {note}, and nobody leads it. One person who decides shortens every incident.",
        (("I lead it", "incident role {key} lead me"), ("Show {key}", "incident show {key}")),
    ),
    Rule(
        "open",
        "Customers are hurt now, and somebody leads.",
        lambda facts: named(facts.troubles.unresolved) if facts.troubles else None,
        "Resolve {key}",
        "“{title}” is open, {note}. Nothing else is worth a lead's time until it is over.",
        (("Say how far it is", "incident status {key}"), ("What happened so far", "incident timeline {key}")),
    ),
    Rule(
        "open to attack",
        "What is stolen cannot be put back.",
        red_security,
        "Close what is open to attack",
        "{why}. What is stolen cannot be put back, so this comes before whatever can be repaired.",
        (("What is missing", "security"), ("Log it as debt", "debt add Close what is open to attack critical")),
        waits="It can wait for hours, not for weeks: take it up as soon as the first is done.",
    ),
    Rule(
        "postmortem is late",
        "What was not understood happens again; memory fades by the day.",
        lambda facts: named(facts.troubles.late_postmortem) if facts.troubles else None,
        "Write the postmortem of {key}",
        "“{title}” is over, and its postmortem was due {days} ago. What was not understood happens again.",
        (("Write it", "incident postmortem {key}"), ("What happened when", "incident timeline {key}")),
        waits="The timeline is kept, so that what happened is not forgotten meanwhile.",
    ),
    Rule(
        "action is late",
        "It was promised so that an incident does not come again.",
        lambda facts: named(facts.troubles.late_action) if facts.troubles else None,
        "Finish {key}",
        "“{title}” was promised after an incident and is {days} late: as long as it is not done, that can happen again.",
        (("It is done", "incident done {key}"), ("I take it", "incident own {key} me"), ("All actions", "incident actions all")),
        waits="Whoever owns it is reminded, and it stands in the digest until it is done.",
    ),
    Rule(
        "debt that causes incidents",
        "It has hurt more than once, and one repair ends it.",
        lambda facts: named(facts.owed.recurring) if facts.owed else None,
        "Pay {key}",
        "“{title}” caused {note}. One repair ends them all.",
        (("Show {key}", "debt show {key}"), ("What to pay first", "debt plan"), ("Decide how", "adr new How we pay {key}")),
        waits="It is known and counted, so the next incident is recognised at once.",
    ),
    Rule(
        "deployments fail",
        "Every release may be the next incident.",
        red_number(Metric.FAILURES),
        "Make deployments fail less",
        "{number} of {sample}, {aim}. Smaller changes and a test of what failed last bring it down first.",
        (("Which failed", "scorecard why {metric}"), ("Decide what changes", "adr new How a release is tested")),
        waits="They are counted meanwhile, and smaller steps keep each of them small.",
    ),
    Rule(
        "recovery is slow",
        "When it breaks, it stays broken for long.",
        red_number(Metric.RECOVERY, Metric.RESOLVE),
        "Recover faster",
        "{number}, {aim}. A way back that was tried, one step to the version before, helps most.",
        (("Which took long", "scorecard why {metric}"), ("Decide on the way back", "adr new How we roll back")),
        waits="Fewer failures make it matter less.",
    ),
    Rule(
        "critical debt",
        "It was reckless and known, or somebody called it critical.",
        lambda facts: named(facts.owed.critical) if facts.owed else None,
        "Pay {key}",
        "“{title}” is {note}. It has waited {days}, and can hurt any day.",
        (("Show {key}", "debt show {key}"), ("What does it cost?", "debt ask {key}"), ("What to pay first", "debt plan")),
        waits="It has hurt nobody yet; it is next.",
    ),
    Rule(
        "runway is short",
        "When the money ends, everything else does.",
        short_runway,
        "Make the money last longer",
        "{months} months of it are left, by the {source}. Go through the bill line by line; nothing new that is paid by the hour.",
        (("See the bill", "cost report"), ("Where that is read", "cto papers"), ("Decide what changes", "adr new How we spend less")),
        waits="It is months, not days; what comes first is sooner.",
    ),
    Rule(
        "costs too much",
        "Money that is gone buys no features.",
        dear,
        "Bring the bill down",
        "{month}: {why}. {do}",
        (("See the month", "cost report {month}"), ("Decide what changes", "adr new How we spend less")),
        waits="The bill comes once a month: a week more or less is small beside what comes first.",
    ),
    Rule(
        "does not fit the stage",
        "Too early, it takes the hands that ship; too late, it breaks under more people.",
        unfit,
        "Settle {practice}",
        "{says} Read in {source}.",
        (
            ("Write the decision down", "adr new {practice}: what we do instead"),
            ("What we run on", "stack"),
            ("Log it as debt", "debt add {practice}"),
        ),
        waits="It works today; what it costs comes slowly.",
    ),
    Rule(
        "stage stands on it",
        "A team so large is held back without it.",
        missing,
        "Get {what}",
        "There is none, and a team in {stage} stands on it.",
        (
            ("Decide how", "adr new How we get {what}"),
            ("Log it as debt", "debt add There is no {what} high"),
            ("It is there", "stack discover"),
        ),
        waits="You have come so far without it.",
    ),
    Rule(
        "decision waits",
        "People build on both answers until one is given.",
        undecided,
        "Decide {key}",
        "“{title}” has waited {days} for an answer. Until there is one, people build on both.",
        (("Read it", "{kind} show {key}"), ("{says}", "{accepts}")),
        waits="What is undecided stays as it is; nobody is blocked who does not say so.",
    ),
    Rule(
        "delivery is slow",
        "Whatever else is improved arrives late.",
        red_number(Metric.LEAD, Metric.DEPLOYS),
        "Ship smaller, more often",
        "{number}, {aim}. Smaller changes are live sooner and fail less.",
        (("Where it comes from", "scorecard why {metric}"), ("Decide what changes", "adr new How a change goes live")),
        waits="Slow is safe for as long as something else burns.",
    ),
    Rule(
        "debt with a high priority",
        "It costs hours each week, and nobody is hurt.",
        lambda facts: named(facts.owed.high) if facts.owed else None,
        "Plan {key} into the next weeks",
        "“{title}” is {note}. It costs a little each week, and nobody is hurt.",
        (("What to pay first", "debt plan"), ("Show {key}", "debt show {key}")),
        waits="It costs hours, not customers.",
    ),
    Rule(
        "decision is due for a review",
        "What was right then may not be so now.",
        due_again,
        "Look at {key} again",
        "“{title}” was to be looked at again {days} ago. What was right then may not be so now.",
        (("Still right", "{reviews} still right"), ("Another day", "{reviews}")),
        waits="It was right when it was made, and nobody has said otherwise.",
    ),
    Rule(
        "role is late",
        "Hands that are missing slow everything else.",
        lambda facts: named(facts.hiring.late) if facts.hiring else None,
        "Fill {key}, or give it up",
        "{title} was to be here {days} ago. What is planned for them waits, or should be planned anew.",
        (("The team", "team"), ("It is filled", "team filled {key}")),
        waits="Nobody is hired faster for being first on this list.",
    ),
    Rule(
        "stage is not known",
        "Advice depends on how many you are.",
        unknown_stage,
        "Say what you run on, and how many you are",
        "Without it I cannot tell what is too early or too late for you. Step {step} of 4 takes a minute; each can be left.",
        (("Step {step} of 4", "stack discover {step}"), ("What is known", "stack")),
        waits="Whatever comes first is right at any size.",
    ),
    Rule(
        "security is not known",
        "What was never looked at is not known to be closed.",
        unknown_security,
        "Check off what a team in {stage} must have for security",
        "Nobody has said yet what is there. Each takes a sentence: who saw to it, and by what one can tell.",
        (("What you must have", "security"), ("Backups first", "security check backups")),
        waits="Nothing says that it is open; each check takes a minute when there is one.",
    ),
    Rule(
        "nothing is measured",
        "What is not measured cannot be seen to change.",
        unmeasured,
        "Let me know what goes live",
        "No deployment is known. A line in the pipeline, or one typed, and the scorecard counts for you.",
        (("Say what went live", "cto deploy"), ("The scorecard", "scorecard")),
        waits="It is not known to be bad; it is not known.",
    ),
    Rule(
        "steady",
        "Nothing of the above was found.",
        steady,
        "Keep going: {focus}",
        "Nothing in the records asks for more than your stage's own focus.",
        (("Write the next decision down", "adr new"), ("Log what slows you down", "debt add"), ("The scorecard", "scorecard")),
    ),
)

NOT_NOW = {
    None: "advice that depends on your size. Without knowing how many you are it would be a guess.",
    Stage.SURVIVAL: "process and platforms. So few see everything that happens; it pays later.",
    Stage.FOUNDATION: "more moving parts. One thing that is deployed often is less to run for fewer than ten, and enough.",
    Stage.SCALE: "a rewrite. What is there earns the money, and can be changed piece by piece.",
    Stage.OPTIMIZE: "tools of one team's own. What every team uses pays back many times.",
}
"""What is left out where no other rule waits: by the stage, and why that is acceptable."""
