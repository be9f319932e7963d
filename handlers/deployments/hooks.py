"""What pipelines post to us, read as a deployment: plain JSON, GitHub's deployment_status and workflow_run, GitLab's deployments.

What is under way, was cancelled or deploys nothing is no deployment. Nothing is kept that could not be read whole.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.records.deployments import Commit, Deployment, Outcome
from bot.records.people import Viewer
from storage.audit import Change
from storage.store import Transaction

MOST_COMMITS = 5_000
CLOCKS_DIFFER_BY = timedelta(hours=1)
DEPLOYING = ("deploy", "release")
"""A workflow whose name has one of these in it deploys, where the hook's address names none."""
GITHUB_OUTCOMES = {"success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "error": Outcome.FAILURE}
GITHUB_CONCLUSIONS = {"success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "timed_out": Outcome.FAILURE}
GITLAB_OUTCOMES = {"success": Outcome.SUCCESS, "failed": Outcome.FAILURE}

Json = Mapping[str, Any]
NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
"""What no database keeps, and no person typed."""
Short = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_CONTROLS)]
Instant = Annotated[AwareDatetime, Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(3000, 1, 1, tzinfo=UTC))]


class Malformed(Exception):
    """What was posted cannot be read: the field, and a sentence for whoever set up the pipeline."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


class ToldCommit(BaseModel):
    """A commit, as a pipeline tells of it."""

    model_config = ConfigDict(frozen=True)

    sha: Short
    authored_at: Instant


class Told(BaseModel):
    """A deployment, as the plain JSON says it. Fields we do not know are left alone."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    id: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROLS, coerce_numbers_to_str=True)]
    environment: Short
    sha: Short
    status: Outcome
    finished_at: Instant
    commits: Annotated[tuple[ToldCommit, ...], Field(max_length=MOST_COMMITS)] = ()
    project: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)] = ""
    unplanned: bool = False


def plain(payload: Json, query: Mapping[str, str]) -> Told:
    """Our own JSON. Raises Malformed."""
    return _told({**payload, "project": payload.get("project") or query.get("project", "")})


def github(event: str, payload: Json, query: Mapping[str, str]) -> Told | None:
    """What GitHub tells of, by the name of its event; None for what is no deployment that ended. Raises Malformed."""
    if event == "deployment_status":
        return _deployment_status(payload, query)
    if event == "workflow_run":
        return _workflow_run(payload, query)
    return None


def gitlab(payload: Json, query: Mapping[str, str]) -> Told | None:
    """What GitLab tells of; None for what is no deployment that ended. Raises Malformed."""
    outcome = GITLAB_OUTCOMES.get(str(payload.get("status")))
    if payload.get("object_kind") != "deployment" or outcome is None:
        return None
    try:
        finished = datetime.strptime(str(payload.get("status_changed_at")), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        raise Malformed("status_changed_at", "should be a time with its zone, as 2026-11-21 09:00:00 +0100 is") from None
    is_production = payload.get("environment_tier") == "production"
    sha = str(payload.get("commit_url") or "").rpartition("/")[2] or str(payload.get("short_sha") or "")
    told = {
        "id": f"deployment/{_part(payload, 'project').get('id', '')}/{payload.get('deployment_id')}",
        "environment": "production" if is_production else payload.get("environment"),
        "sha": sha,
        "status": outcome,
        "finished_at": finished,
        "project": query.get("project") or str(_part(payload, "project").get("name") or ""),
    }
    return _told(told)


async def keep(told: Told, source: str, *, team: str, db: Transaction, now: datetime, strict: bool) -> Deployment | None:
    """Keep it, once; None where it is known already. `strict`: a project of that name must be there. Raises Malformed, Conflict."""
    if told.finished_at > now + CLOCKS_DIFFER_BY:
        raise Malformed("finished_at", "is still to come")
    project = await _project(told, team, db, strict=strict)
    new = Deployment(
        team=team,
        project=project,
        source=source,
        external=told.id,
        environment=told.environment,
        sha=told.sha,
        outcome=told.status,
        finished_at=told.finished_at,
        unplanned=told.unplanned,
        recorded_at=now,
    )
    kept = await db.deployments.add(new, [Commit(sha=one.sha, authored_at=one.authored_at) for one in told.commits])
    if kept:
        said = f"{kept.version} {kept.outcome}"
        await db.audit.changed(team, Change(record=kept.key, action="tell", by="", before="", after=said, door=source, at=now))
    return kept


def _deployment_status(payload: Json, query: Mapping[str, str]) -> Told | None:
    status, deployment = _part(payload, "deployment_status"), _part(payload, "deployment")
    outcome = GITHUB_OUTCOMES.get(str(status.get("state")))
    if outcome is None:
        return None
    told = {
        "id": f"deployment/{deployment.get('id', '')}",
        "environment": status.get("environment") or deployment.get("environment"),
        "sha": deployment.get("sha"),
        "status": outcome,
        "finished_at": status.get("updated_at") or status.get("created_at"),
        "project": _repository(payload, query),
    }
    return _told(told)


def _workflow_run(payload: Json, query: Mapping[str, str]) -> Told | None:
    run = _part(payload, "workflow_run")
    outcome, name = GITHUB_CONCLUSIONS.get(str(run.get("conclusion"))), str(run.get("name") or "").lower()
    wanted = query.get("workflow", "").lower()
    deploys = name == wanted if wanted else any(word in name for word in DEPLOYING)
    if payload.get("action") != "completed" or outcome is None or not deploys:
        return None
    head = run.get("head_commit")
    commits = [{"sha": head.get("id"), "authored_at": head.get("timestamp")}] if isinstance(head, dict) else []
    told = {
        "id": f"run/{run.get('id', '')}/{run.get('run_attempt', 1)}",
        "environment": query.get("environment") or "production",
        "sha": run.get("head_sha"),
        "status": outcome,
        "finished_at": run.get("updated_at"),
        "commits": commits,
        "project": _repository(payload, query),
    }
    return _told(told)


async def _project(told: Told, team: str, db: Transaction, *, strict: bool) -> int | None:
    """The one that is named; else the only one. Where there is none yet, nothing is asked of a machine."""
    everyone = Viewer.operator(team)
    if told.project and (named := await db.projects.named(told.project, seen_by=everyone)):
        return named.id
    there = await db.projects.all(seen_by=everyone)
    if told.project and strict:
        raise Malformed("project", f"there is no project of that name; /cto project {told.project} in Slack makes it")
    if len(there) > 1:
        raise Malformed("project", "say to which one it belongs: in the body, or as ?project=<name> in the hook's address")
    return there[0].id if there else None


def _told(given: Json) -> Told:
    try:
        return Told.model_validate(given)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Malformed(field or "body", first["msg"].lower()) from None


def _part(payload: Json, name: str) -> Json:
    part = payload.get(name)
    if not isinstance(part, dict):
        raise Malformed(name, "is missing")
    return part


def _repository(payload: Json, query: Mapping[str, str]) -> str:
    repository = payload.get("repository")
    return query.get("project") or (str(repository.get("name") or "") if isinstance(repository, dict) else "")
