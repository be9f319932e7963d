"""What asking Claude has come to in a month."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Share(BaseModel):
    """What the calls for one purpose came to: one person's, or everybody's when `user` is empty. `usd` is in millionths of a dollar."""

    model_config = ConfigDict(frozen=True)

    purpose: str
    calls: int
    usd: int
    user: str = ""


class Month(BaseModel):
    """A month so far, as far as whoever asks may know. `budget` is in dollars, None where Claude is off."""

    model_config = ConfigDict(frozen=True)

    budget: Decimal | None
    by_purpose: Sequence[Share] = ()
    by_person: Sequence[Share] = ()

    @property
    def usd(self) -> int:
        """All of it, in millionths of a dollar."""
        return sum(share.usd for share in self.by_purpose)

    def of(self, user: str) -> Mapping[str, int]:
        """Somebody's part, by purpose."""
        return _summed((share.purpose, share.usd) for share in self.by_person if share.user == user)

    @property
    def people(self) -> Mapping[str, int]:
        """Everybody's part, dearest first."""
        sums = _summed((share.user, share.usd) for share in self.by_person)
        return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def _summed(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, usd in parts:
        sums[name] = sums.get(name, 0) + usd
    return sums
