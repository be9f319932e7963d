"""Everything that is counted, named in one place."""

import os
import resource
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from bot.metrics.text import Counter, Gauge, Histogram, Metric, page

ACK_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Slack waits three seconds."""
CALL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MOST_SERIES = 500
"""So many different combinations of labels a counter has at most; what comes after that is counted together, whatever Slack sends."""


OURS = "cto_copilot_"


class Metrics:
    """What one process has counted since it began."""

    def __init__(self) -> None:
        self._counted()
        self._looked_at()
        self.began.set(to=round(time.time(), 3))

    def _counted(self) -> None:
        """What is counted as it happens."""
        about = "How long Slack waited for an answer, by door and status."
        self.acks = Histogram(f"{OURS}ack_seconds", about, ("door", "status"), ACK_BUCKETS)
        about = "Calls to Slack, by method and outcome: ok, or Slack's code."
        self.slack_calls = Counter(f"{OURS}slack_calls_total", about, ("method", "outcome"))
        self.slack_seconds = Histogram(f"{OURS}slack_call_seconds", "How long Slack took to answer.", (), CALL_BUCKETS)
        self.jobs_run = Counter(f"{OURS}jobs_run_total", "Jobs tried, by kind and outcome: done or failed.", ("kind", "outcome"))
        self.model_calls = Counter(f"{OURS}model_calls_total", "Calls of Claude, by purpose and outcome.", ("purpose", "outcome"))
        self.model_tokens = Counter(f"{OURS}model_tokens_total", "Tokens billed, by purpose and kind.", ("purpose", "kind"))
        self.model_cost = Counter(f"{OURS}model_cost_usd_total", "What Claude cost, in US dollars, by purpose.", ("purpose",))
        self.events = Counter(f"{OURS}log_events_total", "Lines of the log, by event and level.", ("event", "level"))

    def _looked_at(self) -> None:
        """What is looked at when somebody asks."""
        about = "1, with the version, the schema and the database it runs on."
        self.build = Gauge(f"{OURS}build_info", about, ("version", "schema", "database"))
        self.ready = Gauge(f"{OURS}ready", "Whether /readyz answers 200.")
        self.database_up = Gauge(f"{OURS}database_up", "Whether the database answers.")
        self.jobs = Gauge(f"{OURS}jobs", "Jobs there are, by state: waiting, running, parked.", ("state",))
        about = "For how long the oldest job has been there that is not done; 0 for none."
        self.oldest_job = Gauge(f"{OURS}oldest_job_seconds", about)
        self.connections = Gauge(f"{OURS}slack_connections", "Connections of Socket Mode that are up.")
        self.cpu = Counter("process_cpu_seconds_total", "Processor time used.")
        self.memory = Gauge("process_resident_memory_bytes", "Memory held.")
        self.files = Gauge("process_open_fds", "Files and connections open.")
        self.began = Gauge("process_start_time_seconds", "When it began, in seconds since 1970.")

    @property
    def all(self) -> list[Metric]:
        """Every one there is."""
        return [one for one in vars(self).values() if isinstance(one, Metric)]

    def called(self, method: str, outcome: str, seconds: float) -> None:
        """A call to Slack was answered, or was not."""
        _bounded(self.slack_calls, method, outcome)
        self.slack_seconds.took(seconds)

    def logged(self, _logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A line of the log, on its way to where it is written."""
        _bounded(self.events, str(event.get("event", "")), method)
        return event

    def page(self) -> str:
        """All of it, with what the system says of this process."""
        self.cpu.values[()] = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        statm, descriptors = Path("/proc/self/statm"), Path("/proc/self/fd")
        if statm.exists():
            self.memory.set(to=int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
            self.files.set(to=sum(1 for _ in descriptors.iterdir()))
        return page(self.all)


def _bounded(counter: Counter, *labels: str) -> None:
    counter.add(*(labels if labels in counter.values or len(counter.values) < MOST_SERIES else ("other",) * len(labels)))
