"""How long a turn of the dial takes to be answered: a probe with what the dial reads. Prints; judges nothing."""

from __future__ import annotations

import json
import random
import time
from typing import Any

from websockets.sync.client import ClientConnection, connect

from served_page import served_page
from support.figures import figures_of

BOUND_MS = 50
TURNS = 40
LENGTH, HIDDEN = 50, 32
PANELS = ["gradients", "gates", "spectrum", "pre_activation", "weights", "band", "jacobian", "step_spectrum"]


def turned(cell: str, radius: float) -> dict[str, Any]:
    """Return the document of one place of the dial."""
    lane = {"cell": {"kind": cell, "hidden_size": HIDDEN}}
    if cell == "rnn":
        draw = random.Random(radius)
        matrix = [[draw.gauss(0.0, radius / HIDDEN**0.5) for _ in range(HIDDEN)] for _ in range(HIDDEN)]
        lane["initial_weights"] = {"W_hh.0": matrix}
    return {"task": {"kind": "temporal_order", "length": LENGTH}, "lanes": [lane], "batch_size": 32}


def turn(socket: ClientConnection, cell: str, number: int) -> float:
    """Ask for one place; return the milliseconds until its frame is there."""
    began = time.perf_counter()
    document = turned(cell, 0.5 + number / TURNS)
    request = {"type": "request", "kind": "probe", "id": str(number), "experiment": document, "panels": PANELS}
    socket.send(json.dumps(request))
    while not isinstance(socket.recv(timeout=10), bytes):
        pass
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Turn it on one warm server, for a network whose matrix is given and for one that is drawn."""
    with served_page() as address, figures_of("dial") as figures:
        for cell in ("rnn", "lstm"):
            with connect(address.replace("http", "ws") + "api/session", compression=None, max_size=None) as socket:
                socket.recv(timeout=10)
                for number in range(3):
                    turn(socket, cell, number)
                found = [turn(socket, cell, number) for number in range(TURNS)]
                figures.percentiles(f"a turn of the dial, {cell}", found, "ms", bound=BOUND_MS)


if __name__ == "__main__":
    main()
