"""The pages for whoever runs it say what the code does: settings, the log, dashboards, alerts."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import yaml

from bot.metrics import Histogram, Metrics
from tests import forked

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LEVELS = {"info", "warning", "error", "exception", "log"}
ASKED_FOR = re.compile(r"\b(?:cto_copilot|process)_[a-z_]+")
LABELS = re.compile(r"(cto_copilot_[a-z_]+)\{([^}]*)\}")
LOGS = re.compile(rf"\.(?:{'|'.join(LEVELS)})\(")
"""Whatever has such a call in it is parsed."""
EVENT = re.compile(r'event="([a-z_.]+)"')


def test_every_setting_stands_in_the_configuration_as_the_command_prints_it() -> None:
    assert forked.run(["settings"], {}).stdout == (DOCS / "configuration.md").read_text()


def test_every_event_that_is_logged_is_in_the_reference_and_no_other() -> None:
    rows = [line.split("|")[1] for line in (DOCS / "logs.md").read_text().splitlines() if line.startswith("| `")]
    described = [name for cell in rows for name in re.findall(r"`([a-z_.]+)`", cell)]

    assert sorted(described) == sorted(set(described))
    assert set(described) == _logged()


def test_dashboard_and_alerts_ask_only_for_what_is_counted() -> None:
    texts = {path.name: path.read_text() for path in (DOCS / "ops/dashboard.json", DOCS / "ops/alerts.yaml")}
    metrics = {one.name: one for one in Metrics().all}
    series = {
        name + end for name, one in metrics.items() for end in (("_bucket", "_sum", "_count") if isinstance(one, Histogram) else ("",))
    }

    asked_for = {name for text in texts.values() for name in ASKED_FOR.findall(text)}

    assert asked_for - series == set()
    assert {name.removesuffix("_count").removesuffix("_bucket") for name in asked_for} == metrics.keys()
    for text in texts.values():
        for name, labels in LABELS.findall(text.replace("\\", "")):
            known = metrics[re.sub("_(bucket|count|sum)$", "", name) if name not in metrics else name].labels
            assert {one.partition("=")[0].strip("!~ ") for one in labels.split(",")} <= {*known, "le"}, (name, labels)
        assert set(EVENT.findall(text.replace("\\", ""))) <= _logged()


def test_dashboard_and_alerts_can_be_read() -> None:
    dashboard = json.loads((DOCS / "ops/dashboard.json").read_text())
    rules = yaml.safe_load((DOCS / "ops/alerts.yaml").read_text())["groups"][0]["rules"]
    scraped = yaml.safe_load((DOCS / "ops/prometheus.yml").read_text())

    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    assert all({"summary", "do"} == rule["annotations"].keys() for rule in rules)
    assert scraped["scrape_configs"][0]["job_name"] in rules[0]["expr"]
    assert all((DOCS / "ops" / name).exists() for name in scraped["rule_files"])


@cache
def _logged() -> frozenset[str]:
    """The name of every event that some line of ours logs."""
    found: set[str] = set()
    texts = (path.read_text() for package in ("bot", "handlers", "storage") for path in (ROOT / package).rglob("*.py"))
    for text in (text for text in texts if LOGS.search(text)):
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args and _is_of_a_log(call.func):
                named = call.args[1 if call.func.attr == "log" else 0]
                found |= {one.value for one in ast.walk(named) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return frozenset(found)


def _is_of_a_log(function: ast.Attribute) -> bool:
    return function.attr in LEVELS and "log" in ast.unparse(function.value).lower()
