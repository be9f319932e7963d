"""What a read is made from: counts, and the names of what its readers may see. A part that is None changes nothing."""

from pydantic import BaseModel, ConfigDict

from bot.records.costs import Runway
from bot.records.scorecards import Figure
from bot.records.stages import Footing, Stage

TITLE = 80


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True)


class Named(_Fact):
    """A record its readers may see. `days`: how long it has been waiting. `note`: what else is said of it, in our own words."""

    key: str
    title: str = ""
    days: int = 0
    note: str = ""

    @classmethod
    def of(cls, key: str, title: str, *, days: int = 0, note: str = "") -> "Named":
        """With a title that fits into a sentence."""
        line = " ".join(title.split())
        return cls(key=key, title=line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…", days=max(0, days), note=note)


class Troubles(_Fact):
    """Incidents: how many began in the last thirty days and in the thirty before, and what is left of them to do."""

    began: int = 0
    before: int = 0
    severe: int = 0
    open: int = 0
    leaderless: Named | None = None
    unresolved: Named | None = None
    late_actions: int = 0
    late_action: Named | None = None
    late_postmortems: int = 0
    late_postmortem: Named | None = None


class Owed(_Fact):
    """Debt. `recurring` is what caused incidents again and again, `critical` what is critical or was reckless and known."""

    items: int = 0
    critical_items: int = 0
    days: float | None = None
    recurring: Named | None = None
    critical: Named | None = None
    high: Named | None = None


class Decisions(_Fact):
    """Documents that wait for a decision, and settled ones that should be looked at again.

    `accepts` are the words that settle the oldest, `lists` those that show it.
    """

    waiting: int = 0
    oldest: Named | None = None
    lists: str = "adr list proposed"
    accepts: str = ""
    accepts_says: str = ""
    due: int = 0
    due_first: Named | None = None
    reviews: str = ""


class Unfit(_Fact):
    """Something too early or too late for a team that far: `source` is where it was read, `says` what to tell them."""

    practice: str
    source: str
    says: str


class Setup(_Fact):
    """What a team runs on, and how far it is. `missing` is what the stage it is large enough for, `size`, stands on and is not here."""

    headcount: int | None = None
    stage: Stage | None = None
    size: Stage | None = None
    reasons: tuple[str, ...] = ()
    next_step: int | None = None
    budget: float | None = None
    missing: tuple[Footing, ...] = ()
    unfit: tuple[Unfit, ...] = ()


class Spend(_Fact):
    """The last month that was recorded: what it cost, in words, and how many red flags. `why` and `do` are those of the worst, if any."""

    month: str
    says: str
    flags: int = 0
    why: str = ""
    do: str = ""


class Guard(_Fact):
    """Security: how it stands ("green", "yellow", "red"), why, and how many holes are open. Not `known`: nobody has looked."""

    known: bool = True
    status: str = ""
    why: str = ""
    vulnerabilities: int = 0


class Hiring(_Fact):
    """Roles that are open, and the one that has been late longest."""

    open: int = 0
    late: Named | None = None


class Facts(_Fact):
    """Everything a read is made from."""

    troubles: Troubles | None = None
    owed: Owed | None = None
    decisions: Decisions | None = None
    setup: Setup = Setup()
    figures: tuple[Figure, ...] = ()
    spend: Spend | None = None
    runway: Runway | None = None
    guard: Guard | None = None
    hiring: Hiring | None = None

    @property
    def stage(self) -> Stage | None:
        """How far the team is."""
        return self.setup.stage
