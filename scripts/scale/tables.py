"""The tables of docs/scale.md, computed anew: nothing in them was written by hand."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from scale.bell import Bell, Outcome, Simulation, loads
from scale.costs import Costs, Node, Watching, capacities
from scale.measured import MEASURED

GIGABYTE = 1e9
LINE = 125e6  # 1 Gbit/s
AS_IT_COMES = Node("2 cores, 4 GB, as it comes", 2, 4 * GIGABYTE, LINE, places=64, waiting=64, connections=512)
OPENED = Node("2 cores, 4 GB, opened", 2, 4 * GIGABYTE, LINE, places=250, waiting=250, connections=1000)
LARGE = Node("8 cores, 16 GB, opened", 8, 16 * GIGABYTE, LINE, places=250, waiting=250, connections=1000)
WATCHING = Watching(updates=30.0, frames=10.0)
BELL = Bell()
HOUSES = (
    (AS_IT_COMES, 40), (AS_IT_COMES, 160), (AS_IT_COMES, 200), (OPENED, 40), (OPENED, 160), (LARGE, 40), (LARGE, 130),
)  # fmt: skip


def tables(bell: Bell = BELL, costs: Costs = MEASURED) -> list[str]:
    """Return the tables as Markdown: what fits on a node, and what came of each house."""
    nodes = [AS_IT_COMES, OPENED, LARGE]
    fits = [capacities(costs, node, WATCHING) for node in nodes]
    rows = [
        (node.name, *found.values(), min(found, key=found.__getitem__)) for node, found in zip(nodes, fits, strict=True)
    ]
    lived = [
        _row(node, count, Simulation(bell, node, count, costs, WATCHING).outcome(), costs) for node, count in HOUSES
    ]
    head = (
        "node", "how many", "given a place", "gave up", "own run after: median, p95", "refused, times",
        "web process", "workers", "memory", "node hours", "sent, GB", "stored, GB",
    )  # fmt: skip
    return [_table(("node", *fits[0], "breaks first"), rows), _table(head, lived)]


def _row(node: Node, count: int, outcome: Outcome, costs: Costs) -> tuple[object, ...]:
    waited = sorted(learner.started - learner.came for learner in outcome.learners if learner.started >= 0)
    most = loads(outcome, costs, WATCHING)
    late = waited[int(0.95 * (len(waited) - 1))]
    return (
        node.name,
        count,
        len(waited),
        sum(learner.gone == "gave up" for learner in outcome.learners),
        f"{statistics.median(waited):.2f} s, {late:.2f} s",
        sum(house.refused for house in outcome.houses),
        *(f"{100 * most[part]:.0f} %" for part in ("web process", "workers", "memory")),
        f"{count * outcome.end / 3600:.0f}",
        f"{sum(house.bytes for house in outcome.houses) / GIGABYTE:.0f}",
        f"{len(waited) * costs.stored_bytes / GIGABYTE:.2f}",
    )


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
