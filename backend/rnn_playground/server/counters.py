"""What the server counts, as GET /metrics shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prometheus_client import Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

# Upper bounds of the classes of frame ages, in seconds.
AGES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


def frame_ages() -> Histogram:
    """How old frames were when they were sent: from the measurement to the socket, in seconds."""
    return Histogram("rnn_playground_frame_age_seconds", "age of sent frames", buckets=AGES, registry=None)


@dataclass
class Counters:
    """Totals since the start."""

    sessions: int = 0
    connections: int = 0
    runs: int = 0
    updates: int = 0
    frames_sent: int = 0
    frames_dropped: int = 0
    commands_refused: int = 0
    stalled_connections: int = 0
    saves_failed: int = 0
    unexpected_errors: int = 0
    frame_ages: Histogram = field(default_factory=frame_ages)


class Metrics(NamedTuple):
    """What Prometheus collects: every counter as a total, every gauge as it is now, the ages of frames by class."""

    counters: Counters
    gauges: Mapping[str, int]

    def collect(self) -> Iterator[Metric]:
        """Yield each with its values."""
        for name, value in vars(self.counters).items():
            if isinstance(value, int):
                yield CounterMetricFamily(f"rnn_playground_{name}", "since the start", value)
        for name, value in self.gauges.items():
            yield GaugeMetricFamily(f"rnn_playground_{name}", "now", value)
        yield from self.counters.frame_ages.collect()
