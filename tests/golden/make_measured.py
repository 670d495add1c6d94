"""Write the frames that the cards of the measurements are read on: small networks, with every panel of theirs.

Run it after a change of a measurement: ``python tests/golden/make_measured.py``.
"""

from __future__ import annotations

from typing import Any

from make_lessons import HERE, Shown, write

FOLDER = HERE / "measured"
HELLO = ("triangle", "ledger", "contributions", "lags", "norms", "lyapunov", "jacobian", "gates", "pre_activation")
TRUNCATED = {"kind": "truncated", "window": 6, "shift": 3}


def hello(cell: str) -> dict[str, Any]:
    """Return a document of three units of ``cell``."""
    return {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": cell, "hidden_size": 3}}], "batch_size": 1}


def one_lane(task: dict[str, Any], lane: dict[str, Any]) -> dict[str, Any]:
    """Return a document of one lane."""
    return {"task": task, "lanes": [lane]}


MEASURED: dict[str, tuple[dict[str, Any], Shown]] = {
    "hello": (hello("rnn"), Shown(0, (*HELLO, "step_spectrum", "spectrum"), everything=True)),
    "gated": (hello("lstm"), Shown(0, ("gates", "ledger", "triangle"), everything=True)),
    "carried": (hello("lru"), Shown(0, ("triangle", "contributions"), everything=True)),
    "truncated": (
        one_lane({"kind": "echo", "length": 24}, {"cell": {"kind": "rnn", "hidden_size": 4}, "bptt": TRUNCATED}),
        Shown(0, ("triangle", "saliency", "lags", "contributions"), everything=True),
    ),
    "remembering": (
        one_lane({"kind": "temporal_order", "length": 20}, {"cell": {"kind": "lstm", "hidden_size": 4}}),
        Shown(0, ("triangle",), everything=True),
    ),
    "too_long": (
        one_lane({"kind": "adding", "length": 100}, {"cell": {"kind": "rnn", "hidden_size": 256}}),
        Shown(0, ("jacobian",)),
    ),
}

SMALL = {"cell": {"kind": "rnn", "hidden_size": 4}}
MEASURED |= {
    "adding": (one_lane({"kind": "adding", "length": 8}, SMALL), Shown(1)),
    "parity": (one_lane({"kind": "parity", "length": 6}, SMALL), Shown(1)),
    "flip_flop": (one_lane({"kind": "flip_flop", "length": 8}, SMALL), Shown(1)),
    "waveform": (one_lane({"kind": "waveform", "length": 16}, SMALL), Shown(1)),
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, (document, shown) in MEASURED.items():
        write(FOLDER, name, document, shown)
