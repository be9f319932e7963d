"""The questions a good CTO asks, by topic: what there is to think about without any model."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """Something people ask about: the word it is called by, how it is known, and what to ask of it. `words` are ours, for the next step."""

    name: str
    about: str
    known_by: str
    questions: tuple[str, ...]
    words: str = ""

    def is_in(self, text: str) -> int:
        """How often a text speaks of it."""
        return len(re.findall(rf"\b(?:{self.known_by})\b", text, re.IGNORECASE))


TOPICS = (
    Topic(
        "build",
        "Build it or buy it",
        r"build|buy|vendor|saas|in-?house|off.the.shelf|ourselves|self-?host\w*",
        (
            "If you bought it tomorrow, what would customers notice? If nothing: buy.",
            "Who runs it at three in the morning, a year from now?",
            "What does it cost in days to build, and in days a month to keep?",
            "What would have to be true for building it to be the reason somebody chooses you?",
            "How do you get out of the vendor again, and have you seen the export?",
        ),
    ),
    Topic(
        "architecture",
        "Splitting, moving, rewriting",
        r"micro-?services?|monolith|rewrit\w+|split|kubernetes|k8s|architecture|migrat\w+|service mesh|event.?driven|kafka|queue",
        (
            "What can you not do today because of how it is? Name the feature that waited.",
            "What is the smallest change that would give you most of it?",
            "Which failure do you have now, and which new ones do you take on?",
            "How many people will work on each part, and do they get into each other's way today?",
            "What does it look like half done, if you have to stop there?",
        ),
        "adr new",
    ),
    Topic(
        "database",
        "Databases and what is in them",
        r"databases?|postgres\w*|mysql|mongo\w*|sql|dynamo\w*|redis|clickhouse|warehouse|schema|index(?:es)?|replica",
        (
            "How much is there, how fast does it grow, and what is the slowest question you ask of it?",
            "Have you looked at that query's plan, or do you suspect the database?",
            "When was a backup last restored, and how long did it take?",
            "What do you need from another database that an index, a replica or a bigger machine does not give?",
        ),
        "adr new",
    ),
    Topic(
        "incidents",
        "Things that break",
        r"incidents?|outages?|down|breaks?|broke|on-?call|alerts?|reliab\w+|slo|postmortems?|uptime",
        (
            "Which two incidents were the same one?",
            "How did you hear of the last one: from a monitor, or from a customer?",
            "What made it last so long: finding it, deciding, or fixing it?",
            "Which action item from the last three is still open, and why is it still worth doing?",
        ),
        "incident list all",
    ),
    Topic(
        "debt",
        "Technical debt",
        r"debt|legacy|refactor\w*|clean.?up|messy|tests?|flaky|coverage",
        (
            "What does it slow down or break?",
            "How many hours a week, and whose?",
            "Which incidents did it cause?",
            "What if you leave it for a year?",
            "How many days to pay it down?",
            "Is it on the roadmap's path?",
        ),
        "debt plan",
    ),
    Topic(
        "cost",
        "What it costs",
        r"costs?|bill|spend\w*|aws|gcp|azure|cloud|budget|expensive|runway|cheap\w*",
        (
            "What share of revenue is it, and which way does that go?",
            "Which one service is more than half of it?",
            "What is switched on that nobody would miss for a week?",
            "Does it grow with customers, or faster than they do?",
        ),
    ),
    Topic(
        "people",
        "Hiring and who does what",
        r"hir\w+|team|engineers?|people|senior|junior|manager|interview|contractor|onboard\w*|attrition",
        (
            "What will this person do in their first month that nobody does today?",
            "What could you stop doing instead?",
            "Who is the only one who knows something, and what is it?",
            "What would make your best engineer leave, and have you asked?",
        ),
    ),
    Topic(
        "delivery",
        "Shipping faster",
        r"deploy\w*|releas\w+|ship\w*|velocity|slow\w*|pipeline|ci|lead time|faster|estimat\w+|deadline|late",
        (
            "How long does a one-line change take to reach customers, and where does it wait?",
            "Which step would you skip in an emergency? Why not always?",
            "What was the last thing that took twice as long as planned, and when did you know?",
            "How many things are under way at once, and per person?",
        ),
        "scorecard show",
    ),
    Topic(
        "security",
        "Security and compliance",
        r"secur\w+|soc ?2|hipaa|pci|gdpr|compliance|vulnerab\w+|secrets?|breach|pen.?test|audit",
        (
            "What is the one thing that would end the company if it leaked, and who can read it today?",
            "Which secret was rotated last, and when?",
            "Which customer asked for the certificate, and what is the deal worth?",
            "If a laptop is stolen tonight, what do you do first?",
        ),
    ),
)
ANYTHING = Topic(
    "decision",
    "Any decision",
    r"decid\w+|decision|should|choos\w+|option|trade-?off",
    (
        "What problem is it, in a sentence that names whom it hurts and how often?",
        "What happens if you do nothing for six months?",
        "What is the cheapest way to find out that you are wrong?",
        "How hard is it to undo?",
        "What are you not doing because of it?",
    ),
    "adr new",
)
"""What is asked where no topic is known."""


def about(text: str) -> Topic:
    """The topic a text speaks of most; the one that fits anything where it speaks of none."""
    best = max(TOPICS, key=lambda topic: topic.is_in(text))
    return best if best.is_in(text) else ANYTHING


def named(name: str) -> Topic | None:
    """A topic by its word."""
    return next((topic for topic in (*TOPICS, ANYTHING) if topic.name == name.strip().lower()), None)
