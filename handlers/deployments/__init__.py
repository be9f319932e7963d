"""What went live: told of by a pipeline's webhook or by hand, and joined to the incidents it caused."""

from handlers.deployments import news, telling
from handlers.doors import Doors
from handlers.grammar import Verb
from storage.jobs.port import Jobs


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    usage = "[<version> [failed] [unplanned] [to staging] | DEP-3 caused|fixed INC-9 | list [page]]"
    doors.verb(Verb("deploy", usage, "Say what went live, or see what did.", takes_key=False), telling.deploy)
    doors.parts.told(news.of)
    doors.form("deploy.tell", "cto", telling.Telling, telling.tell)
