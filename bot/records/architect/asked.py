"""What a design has to know: each topic with the question to ask, why it matters, and how somebody says it unasked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Topic(StrEnum):
    """What a design has to know, in the order in which it changes the most."""

    INTERFACE = "interface"
    SCALE = "scale"
    DATA = "data"
    INTEGRATIONS = "integrations"
    SKILLS = "skills"
    DEADLINE = "deadline"
    LATENCY = "latency"
    AVAILABILITY = "availability"
    BUDGET = "budget"


@dataclass(frozen=True)
class Gap:
    """A question: `asks` it, `why` it matters, an `example` of an answer. `told_by` is how it reads where somebody said it unasked."""

    topic: Topic
    heading: str
    asks: str
    why: str
    example: str
    told_by: str = field(repr=False)


COUNTED = (
    r"(?:users?|customers?|people|requests?|orders?|messages?|events?|tenants?|merchants?|rows|records|transactions?|payments?|calls"
    r"|sessions|visitors?|visits|devices|jobs|uploads|documents|files|invoices|employees|staff|colleagues|agents|teams|companies|sellers"
    r"|engineers|patients|readings|sensors)"
)
"""What is counted where somebody says how much there is."""
QUANTITY = (
    rf"\d[\d.,]*\s?(?:k|m|bn?|thousand|million|billion)?\s+(?:\w+\s+){{0,2}}{COUNTED}\b"
    r"|\d[\d.,]*\s?(?:k|m)?\s?(?:rps|qps|tps|req/s)\b"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

QUESTIONS = (
    Gap(
        Topic.INTERFACE,
        "Who uses it, and through what",
        "Who uses it, and through what: staff in an admin interface, a web page, a mobile app, another service, Claude?",
        "The decision tree begins with it.",
        "Support staff in an admin interface; the mobile app through an API",
        r"admin|back ?office|dashboard|web ?(?:app|page|site|interface)|browser|mobile|ios\b|android|single[- ]page|spa\b|react|vue"
        r"|apis?\b|rest\b|graphql|command[- ]line|cli\b|slack|mcp\b|claude|agents?\b|(?:an)?other services?|partners?\b",
    ),
    Gap(
        Topic.SCALE,
        "Users and load",
        "How many people use it, and how many requests come at the busiest?",
        "It decides whether one process is enough, and what load is tested.",
        "2,000 users, 20 requests a second at noon",
        rf"{QUANTITY}|(?:few|handful of|dozens? of|hundreds of|thousands of|millions of) (?:\w+ ){{0,2}}{COUNTED}",
    ),
    Gap(
        Topic.DATA,
        "Data it holds",
        "Which data does it hold: personal, health, payment, credentials, none of these?",
        "It decides what is encrypted, who may read it, and which law applies.",
        "Names and e-mail addresses; no card numbers",
        r"personal|pii\b|gdpr|health|hipaa|medical|patients?\b|card (?:numbers?|data)|credit cards?|pci\b|payment data|passwords?"
        r"|credentials|salar(?:y|ies)|confidential|sensitive|secrets?\b|public data|anonymi[sz]ed|e-?mail addresses|names and|addresses",
    ),
    Gap(
        Topic.INTEGRATIONS,
        "What it talks to",
        "Which other systems does it read from or write to?",
        "Each is a contract, a way to fail, and a test.",
        "Stripe for payments, our CRM by webhook",
        r"integrat\w+|webhooks?|third[- ]party|(?:connects?|syncs?|talks?|exports?|writes?|sends?) (?:\w+ )?(?:to|with)\b"
        r"|(?:imports?|reads?) (?:\w+ )?from\b|stripe|salesforce|hubspot|sap\b|twilio|sendgrid|okta|auth0|paypal|adyen|github|jira"
        r"|zendesk|shopify|mailchimp|s3\b|sso\b|oauth|standalone|on its own",
    ),
    Gap(
        Topic.SKILLS,
        "What the team knows",
        "Who builds it, and which of Django, FastAPI, MCP and testing do they know?",
        "What people know is built sooner, and run with less fear.",
        "Two engineers, both know Django; nobody knows FastAPI",
        r"(?:we|team|engineers?|developers?|everybody|nobody|both|she|he|they) (?:\w+ )?(?:knows?|have used|has used|use|have experience"
        r"|are fluent)|experienced? (?:with|in)|familiar with|skills?\b|\w+ (?:developers?|engineers?)\b",
    ),
    Gap(
        Topic.DEADLINE,
        "Deadline",
        "When is it needed, and what happens on that day?",
        "It decides what is left out at first.",
        "End of March, when the pilot begins",
        rf"(?:by|before|until|end of|in|early|mid|late)\s+(?:the\s+)?(?:{_MONTHS}\b|q[1-4]\b|20\d\d\b|next (?:week|month|quarter|year)"
        r"|end of|summer|autumn|winter|spring|christmas|friday|monday)|(?:in|within)\s+(?:\d+|two|three|four|six|eight|twelve|a)\s+"
        r"(?:days?|weeks?|months?|quarters?)|deadline|\b20\d\d-\d\d|asap|no hurry",
    ),
    Gap(
        Topic.LATENCY,
        "How fast",
        "How fast does an answer have to be, and for whom?",
        "It decides what runs at once, what is cached, and what is a job.",
        "95 % of answers under 300 ms; reports may take a minute",
        r"\d+\s?(?:ms\b|milliseconds?|s\b|seconds?|minutes?)|p9[059]\b|percentile|latency|real[- ]?time|overnight|nightly"
        r"|in the background|batch|instant\w*",
    ),
    Gap(
        Topic.AVAILABILITY,
        "How often it may be down",
        "How long may it be down, and when does nobody mind?",
        "It decides how it is deployed, and who is woken.",
        "99.5 % in office hours; nights do not matter",
        r"9\d(?:[.,]\d+)?\s?%|uptime|availab\w+|slos?\b|slas?\b|24/7|around the clock|(?:office|business|working) hours|downtime"
        r"|may be down|fail-?over",
    ),
    Gap(
        Topic.BUDGET,
        "Budget",
        "What may it cost a month to run, and how many days may it take to build?",
        "It decides what is bought, and what is left out.",
        "$300 a month, 30 days of work",
        r"[$€£]\s?\d|\d[\d.,]*\s?(?:k\s?)?(?:dollars|euros?|usd\b|eur\b|gbp\b|pounds)|budget|\d+\s+(?:person|engineer)?[- ]?days\b",
    ),
)
"""What is asked, the most important first."""
BY_TOPIC: Mapping[Topic, Gap] = {one.topic: one for one in QUESTIONS}
