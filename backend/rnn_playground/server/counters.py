"""What the server counts, as GET /metrics shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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


def exposition(counters: Counters, gauges: Mapping[str, int]) -> str:
    """Return Prometheus text: every counter as a total, every gauge as it is now."""
    lines = []
    for name, value in vars(counters).items():
        lines += [f"# TYPE rnn_playground_{name}_total counter", f"rnn_playground_{name}_total {value}"]
    for name, value in gauges.items():
        lines += [f"# TYPE rnn_playground_{name} gauge", f"rnn_playground_{name} {value}"]
    return "\n".join(lines) + "\n"
