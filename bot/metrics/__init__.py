"""What is counted while it serves, for whoever watches it: GET /metrics. No names, no words, no ids of anybody's."""

from bot.metrics.counted import Metrics
from bot.metrics.text import Counter, Gauge, Histogram

__all__ = ["Counter", "Gauge", "Histogram", "Metrics"]
