"""What can be the matter with Claude, each with a sentence for the person who asked."""

from decimal import Decimal

from bot.errors import BotError, Unavailable
from storage.jobs.port import LONGEST_WAIT_SECONDS, Retry


class Trouble(BotError):
    """Claude did not do it. Whoever asked makes do with an outline, and says so."""


class Off(Trouble):
    """There is no key."""

    def __init__(self) -> None:
        super().__init__("Claude is not set up here: ANTHROPIC_API_KEY is not set.")


class OverBudget(Trouble):
    """The month's budget does not cover the call."""

    def __init__(self, budget: Decimal) -> None:
        super().__init__(f"This month's budget for Claude, ${budget:,.2f}, is used up until the 1st. COPILOT_MONTHLY_BUDGET_USD sets it.")


class Refused(Trouble):
    """Claude declined to answer, before or in the middle of it."""

    def __init__(self) -> None:
        super().__init__("Claude declined to write this.")


class CutOff(Trouble):
    """The answer is longer than it may be, so its end is missing."""

    def __init__(self) -> None:
        super().__init__("Claude's answer was too long and broke off.")


class Malformed(Trouble):
    """The answer has not the shape that was asked for, and had it not when asked again."""

    def __init__(self) -> None:
        super().__init__("Claude's answer could not be used.")


class Rejected(Trouble):
    """The API does not take the key, the model or the request, and will not another time."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{REMEDIES.get(status, 'Claude does not take this request.')} (Status {status}.)")
        self.status = status


REMEDIES = {
    401: "Claude does not take ANTHROPIC_API_KEY.",
    402: "The Claude account cannot be billed.",
    403: "ANTHROPIC_API_KEY may not be used for this.",
    404: "Claude does not know the model that COPILOT_MODEL names.",
    413: "There is more here than Claude reads at once.",
}


class Away(Trouble, Unavailable):
    """The API cannot be reached, fails or takes too long. A job that lets this through is tried again."""

    def __init__(self, sentence: str = "Claude does not answer just now.") -> None:
        super().__init__(sentence)


class Busy(Retry, Away):
    """The API asks for a pause. A job that lets this through is tried again after it, and holds no worker meanwhile."""

    def __init__(self, after: float) -> None:
        super().__init__(min(max(after, 1.0), LONGEST_WAIT_SECONDS))
        self.sentence = "Claude has too much to do just now."  # in place of Retry's own words
