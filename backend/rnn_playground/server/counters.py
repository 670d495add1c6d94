"""What the server counts, as GET /metrics shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

# Upper bounds of the classes of frame ages, in seconds.
AGES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


@dataclass
class FrameAges:
    """How old frames were when they were sent: from the measurement to the socket, in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(AGES) + 1))
    sum: float = 0.0

    def add(self, age: float) -> None:
        """Count a frame."""
        self.counts[bisect_left(AGES, age)] += 1
        self.sum += age

    def lines(self, name: str) -> list[str]:
        """Return the histogram as Prometheus reads it."""
        lines, so_far = [f"# TYPE {name} histogram"], 0
        for bound, count in zip((*map(str, AGES), "+Inf"), self.counts, strict=True):
            so_far += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {so_far}')
        return [*lines, f"{name}_sum {self.sum:.6f}", f"{name}_count {so_far}"]


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
    frame_ages: FrameAges = field(default_factory=FrameAges)


def exposition(counters: Counters, gauges: Mapping[str, int]) -> str:
    """Return Prometheus text: every counter as a total, every gauge as it is now, the ages of frames by class."""
    lines = []
    for name, value in vars(counters).items():
        if isinstance(value, int):
            lines += [f"# TYPE rnn_playground_{name}_total counter", f"rnn_playground_{name}_total {value}"]
    for name, value in gauges.items():
        lines += [f"# TYPE rnn_playground_{name} gauge", f"rnn_playground_{name} {value}"]
    return "\n".join([*lines, *counters.frame_ages.lines("rnn_playground_frame_age_seconds")]) + "\n"
