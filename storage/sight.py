"""How somebody looks, for questions that are built once: building one takes longer than its answer does.

A question depends on how its viewer may look at things; who they are is given with it each time, and it cannot be asked without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, ParamSpec, cast

from sqlalchemy import BindParameter, ColumnElement, String, bindparam

from bot.records.people import Viewer

P = ParamSpec("P")
LATEST = 32
"""For so many viewers a rule is kept as it was built. It takes up to 27 KB for each."""


@dataclass(frozen=True)
class Sight:
    """What of a viewer a question is built by; the rest of it are parameters."""

    is_operator: bool
    sees_what_is_public: bool
    is_somewhere: bool

    team: ClassVar[BindParameter[str]] = bindparam("viewer_team", type_=String)
    user: ClassVar[BindParameter[str]] = bindparam("viewer_user", type_=String)
    here: ClassVar[BindParameter[str]] = bindparam("viewer_here", type_=String)

    @classmethod
    def of(cls, viewer: Viewer) -> "Sight":
        """How they look."""
        return cls(viewer.is_operator, viewer.sees_what_is_public, viewer.is_somewhere)


def who(viewer: Viewer) -> dict[str, Any]:
    """Who they are, for a question that was built for everybody who looks as they do."""
    return {"viewer_team": viewer.team, "viewer_user": viewer.user, "viewer_here": viewer.here}


def built_once(rule: Callable[P, ColumnElement[bool]]) -> Callable[P, ColumnElement[bool]]:
    """A rule of privacy as SQL is the same for the same viewer: one Home asks thirty questions, and building took a third of its time."""
    return cast("Callable[P, ColumnElement[bool]]", lru_cache(LATEST)(rule))
