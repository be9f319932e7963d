"""Who is asking, and what follows from that."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

OPERATOR = "operator"
IMPORTER = "import"
"""Who wrote what came from a file whose author is not known here."""


class Standing(StrEnum):
    """What somebody is in a workspace. Whoever we have not been told about is UNKNOWN, and sees what a guest sees."""

    MEMBER = "member"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class Person(BaseModel):
    """Somebody in a workspace, as Slack last told us. `tz` is an IANA name, None while unknown."""

    model_config = ConfigDict(frozen=True)

    team: str
    user: str
    name: str
    tz: str | None = None
    standing: Standing = Standing.UNKNOWN
    admin: bool = False

    def may_more_than(self, other: "Person") -> bool:
        """Whether they may do or see anything as this that they may not as the other."""
        returns = other.standing is Standing.DEACTIVATED is not self.standing
        joins = self.standing is Standing.MEMBER is not other.standing
        return returns or joins or (self.admin and not other.admin)


class Viewer(BaseModel):
    """Who asks a question of storage: every question names one.

    `here` is the channel the question came from: Slack would not have delivered it from there unless the person is in it.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    user: str
    name: str = ""
    tz: str | None = None
    standing: Standing = Standing.UNKNOWN
    admin: bool = False
    here: str | None = None

    @classmethod
    def operator(cls, team: str) -> "Viewer":
        """Sees everything of one workspace: for jobs, which show a record only where it lives, or only count."""
        return cls(team=team, user=OPERATOR, standing=Standing.BOT)

    @property
    def is_operator(self) -> bool:
        """Whether this is a job of ours, not a person."""
        return self.user == OPERATOR

    @property
    def is_somewhere(self) -> bool:
        """Whether it is asked from a channel."""
        return bool(self.here)

    @property
    def sees_what_is_public(self) -> bool:
        """Guests, strangers and those we do not know see only channels they are in."""
        return self.standing is Standing.MEMBER
