"""What one more of everything takes, as measured, and how much of it fits on a node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """Measured by ``make bench BENCH="one_more"``; seconds are of processor time, bytes of memory or of the line."""

    visit_seconds: float
    visit_bytes: float
    frame_seconds: float
    frame_bytes: float
    run_seconds_a_second: float
    update_seconds: float
    measure_seconds: float
    empty_bytes: float
    worker_bytes: float
    first_worker_bytes: float
    socket_bytes: float
    run_bytes: float
    stored_bytes: float


@dataclass(frozen=True)
class Node:
    """A machine with one server: one web process, and workers on the other cores (on two cores both share them)."""

    name: str
    cores: int
    memory: float
    line_bytes_a_second: float
    places: int
    waiting: int
    connections: int

    @property
    def worker_cores(self) -> int:
        """Cores for workers: all but the web process's."""
        return max(1, self.cores - 1)


@dataclass(frozen=True)
class Watching:
    """What a learner who watches asks of a server: updates and frames a second."""

    updates: float
    frames: float


def web_share(costs: Costs, watching: Watching) -> float:
    """Return the part of the web process's one core that a learner takes."""
    return costs.run_seconds_a_second + watching.frames * costs.frame_seconds


def worker_share(costs: Costs, watching: Watching) -> float:
    """Return the part of a worker's core that a learner takes."""
    return watching.updates * costs.update_seconds + watching.frames * costs.measure_seconds


def memory_of(costs: Costs, node: Node, sockets: float, runs: float) -> float:
    """Return the bytes that a node holds in memory."""
    workers = costs.first_worker_bytes + node.cores * costs.worker_bytes
    return costs.empty_bytes + workers + sockets * costs.socket_bytes + runs * costs.run_bytes


def capacities(costs: Costs, node: Node, watching: Watching) -> dict[str, int]:
    """Return how many learners fit by each resource alone; the least of them breaks first."""
    room = node.memory - memory_of(costs, node, 0, 0)
    return {
        "places": node.places,
        "connections": node.connections,
        "web process": int(1 / web_share(costs, watching)),
        "workers": int(node.worker_cores / worker_share(costs, watching)),
        "memory": int(room / (costs.socket_bytes + costs.run_bytes)),
        "line": int(node.line_bytes_a_second / (watching.frames * costs.frame_bytes)),
    }
