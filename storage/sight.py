"""How somebody looks, for questions that are built once: building one takes longer than its answer does.

A question depends on how its viewer may look at things; who they are is given with it each time, and it cannot be asked without.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import BindParameter, String, bindparam

from bot.records.people import Viewer


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
