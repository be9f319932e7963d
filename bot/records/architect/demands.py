"""What a requirement demands, read out of its words: how much, of which data, of which other systems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.records.architect.asked import COUNTED, Topic
from bot.records.architect.means import affirmed
from bot.records.architect.requirements import Requirement

_NAMED = re.compile(
    r"\b(Stripe|Salesforce|HubSpot|SAP|Twilio|SendGrid|Okta|Auth0|PayPal|Adyen|GitHub|GitLab|Jira|Zendesk|Shopify|Mailchimp|Slack"
    r"|Snowflake|BigQuery|Xero|QuickBooks|Intercom|Segment)\b"
)
_WITH = re.compile(
    r"(?:integrat\w+ (?:with|into)|connects? (?:to|with)|syncs? (?:to|with|from)|talks? to|imports? (?:\w+ )?from|reads? (?:\w+ )?from"
    r"|exports? (?:\w+ )?to)\s+(?:the |our |an? )?([A-Z][\w-]+(?:\s[A-Z][\w-]+)?|CRM|ERP|warehouse)"
)


def integrations(requirement: Requirement) -> tuple[str, ...]:
    """The other systems that are named, and not denied."""
    found = [one for text in requirement.said for pattern in (_NAMED, _WITH) for one in pattern.findall(text)]
    return tuple(name for name in dict.fromkeys(found) if requirement.speaks_of(re.escape(name)))


_TIMES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "b": 10**9, "bn": 10**9, "billion": 10**9}
_SIZE = r"(?P<digits>\d[\d.,]*)\s?(?P<times>k|m|bn?|thousand|million|billion)?"
_AMOUNT = re.compile(rf"{_SIZE}\s+(?:\w+\s+){{0,2}}{COUNTED}\b", re.IGNORECASE)
_RATES = (
    re.compile(rf"{_SIZE}\s?(?:rps|qps|tps|req/s)\b", re.IGNORECASE),
    re.compile(rf"{_SIZE}\s+(?:\w+\s+){{0,2}}(?:a|per|each|every)\s(?:second|sec)\b", re.IGNORECASE),
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


@dataclass(frozen=True)
class Volume:
    """How much comes: `count` of users, or of things, and `rate` a second; 0 is not known."""

    count: int = 0
    rate: int = 0


def volume(requirement: Requirement) -> Volume:
    """The largest numbers that were said."""
    text = "\n".join(requirement.said)
    rates = [_number(one) for pattern in _RATES for one in pattern.finditer(text)]
    return Volume(max((_number(one) for one in _AMOUNT.finditer(text)), default=0), max(rates, default=0))


def _number(found: re.Match[str]) -> int:
    digits = found["digits"].rstrip(".,")
    plain = re.sub(r"[.,]", "", digits) if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
    return int(float(plain) * _TIMES[(found["times"] or "").lower()]) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else 0


class Sensitivity(StrEnum):
    """What sort of data binds whoever holds it."""

    PERSONAL = "personal data"
    HEALTH = "health data"
    PAYMENT = "payment data"
    CREDENTIALS = "credentials"


_TELLS = {
    Sensitivity.PERSONAL: r"personal|pii\b|gdpr|e-?mail addresses|names and|home addresses|customer data|user profiles?|dates? of birth",
    Sensitivity.HEALTH: r"health|hipaa|medical|patients?\b|diagnos\w+",
    Sensitivity.PAYMENT: r"card (?:numbers?|data)|credit cards?|pci\b|payment data|bank (?:accounts?|details)|iban",
    Sensitivity.CREDENTIALS: r"passwords?|credentials|api keys|secrets?\b",
}


def sensitive(requirement: Requirement) -> tuple[Sensitivity, ...]:
    """The sorts of data that bind whoever holds them, as far as they were said; what a team has promised anyway is said, too."""
    answer = requirement.known.get(Topic.DATA, "")
    words = (requirement.text, answer, *requirement.team.compliance)
    return tuple(sort for sort, pattern in _TELLS.items() if affirmed(pattern, words))
