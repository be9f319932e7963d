"""What it is packed and run with: the container, Compose, Kubernetes, systemd, and the pages that tell of them, against the code.

No container is built here: what a file names is looked up.
"""

import configparser
import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.__main__ import main
from bot.config import Settings
from bot.terminal import MISUSE

ROOT = Path(__file__).parent.parent
OPS = ROOT / "docs/ops"
VARIABLES = {name.upper() for name in Settings.model_fields}
OF_OTHERS = {
    "PATH",
    "PYTHONUNBUFFERED",
    "MPLCONFIGDIR",
    "UV_PROJECT_ENVIRONMENT",
    "UV_LINK_MODE",
    "UV_COMPILE_BYTECODE",
    "UV_PYTHON_DOWNLOADS",
}
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
PORT = 3000


def _commands() -> set[str]:
    return set(getattr(typer.main.get_command(main), "commands", {}))


def _steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, in order."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line and not line.startswith("#")]  # type: ignore[misc]


def test_the_image_copies_what_is_there_and_nothing_is_kept_from_it() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [source for step, words in _steps() if step == "COPY" and "--from" not in words for source in words.split()[:-1]]

    assert {"uv.lock", "bot", "handlers", "storage", "sandbox"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists() or not any(fnmatch(source, one) for one in let_in)] == []


def test_the_image_runs_a_command_there_is_as_nobody_in_particular_and_looks_at_its_health() -> None:
    steps = _steps()
    last = steps[max(at for at, (step, _) in enumerate(steps) if step == "FROM") :]
    said: dict[str, str] = dict(last)
    named = {pair.partition("=")[0] for step, words in steps if step == "ENV" for pair in shlex.split(words)}

    assert json.loads(said["ENTRYPOINT"]) == ["cto-copilot"]
    assert json.loads(said["CMD"])[0] in _commands()
    assert int(said["USER"].partition(":")[0]) > 0
    assert f"127.0.0.1:{PORT}/healthz" in said["HEALTHCHECK"]
    assert said["EXPOSE"] == str(PORT)
    assert named <= VARIABLES | OF_OTHERS
    assert len({words.split()[0] for step, words in steps if step == "FROM"}) == 1


def test_compose_waits_for_its_database_and_sets_what_there_is() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    copilot, postgres = services["copilot"], services["postgres"]

    assert copilot["environment"].keys() <= VARIABLES
    assert copilot["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "healthcheck" in postgres
    user, name = (postgres["environment"][f"POSTGRES_{what}"] for what in ("USER", "DB"))
    assert re.fullmatch(rf"postgresql://{user}:\$\{{POSTGRES_PASSWORD:\?.*\}}@postgres/{name}", copilot["environment"]["DATABASE_URL"])
    assert copilot["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]


def test_kubernetes_asks_for_what_is_served_and_gives_a_stop_its_time() -> None:
    deployment, service = yaml.safe_load_all((OPS / "kubernetes.yaml").read_text())
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    container = pod["containers"][0]

    assert container["args"][0] in _commands()
    assert {one["name"] for one in container["env"]} <= VARIABLES
    assert {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    assert container["ports"][0]["containerPort"] == PORT == service["spec"]["ports"][0]["port"]
    assert (
        service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]
    )
    assert pod["terminationGracePeriodSeconds"] > Settings.model_fields["copilot_drain_seconds"].default + 10


@pytest.mark.parametrize("name", ["cto-copilot.service", "cto-copilot-backup.service", "cto-copilot-backup.timer"])
def test_units_run_commands_there_are(name: str) -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    unit.read(OPS / name)

    if "Service" in unit:
        ran = re.search(r"/cto-copilot ([a-z]+)", unit["Service"]["ExecStart"])
        assert ran
        assert ran[1] in _commands()
        assert int(unit["Service"].get("RestartPreventExitStatus", MISUSE)) == MISUSE
        assert int(unit["Service"].get("TimeoutStopSec", "30")) > Settings.model_fields["copilot_drain_seconds"].default
    else:
        assert (OPS / name.replace(".timer", ".service")).exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_commands_and_settings_there_are(page: Path) -> None:
    text = page.read_text()
    ran = set(re.findall(r"(?<![\w/-])cto-copilot ([a-z]+)\b(?!-)", text))
    named = set(re.findall(r"\b(?:COPILOT|SLACK|ANTHROPIC|DATABASE)_[A-Z_]+\b", text))
    prose = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    linked = {link.partition("#")[0] for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)", prose)}

    assert ran - _commands() - {"serves"} == set()
    assert named - VARIABLES == set()
    assert [link for link in linked if not (page.parent / link).exists()] == []
