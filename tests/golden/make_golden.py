"""Write the golden files that the browser's tests read: frames, a recording, the activation functions.

Run it after a change of the wire format: ``python tests/golden/make_golden.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

HERE = Path(__file__).parent
PANELS = Watch(panels=("gradients", "gates", "weights", "spectrum", "pre_activation"), sample=1)

HELLO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}, "optimizer": {"kind": "adam", "learning_rate": 0.03}}],
    "batch_size": 2,
    "steps": 100,
}
PLAIN = {
    "task": {"kind": "sine", "length": 9, "warm_up": 3},
    "lanes": [
        {"cell": {"kind": "rnn", "activation": "gelu", "hidden_size": 4, "layers": 2}},
        {"cell": {"kind": "irnn", "hidden_size": 4}},
        {"cell": {"kind": "cwrnn", "hidden_size": 6}},
        {"cell": {"kind": "rnn", "activation": "sigmoid", "hidden_size": 4, "recurrence": "off"}},
    ],
    "batch_size": 3,
    "steps": 100,
}
GATED = {
    "task": {"kind": "temporal_order", "length": 8},
    "lanes": [
        {"cell": {"kind": "lstm", "hidden_size": 4, "layers": 2}},
        {"cell": {"kind": "gru", "hidden_size": 4, "layers": 2}},
        {"cell": {"kind": "cwrnn", "hidden_size": 8, "periods": [1, 3], "layers": 2}},
        {"cell": {"kind": "gru", "hidden_size": 3, "recurrence": "off"}},
    ],
    "batch_size": 4,
    "steps": 100,
}


def write_frame(name: str, document: dict[str, object], updates: int) -> None:
    """Write the frame after ``updates`` updates, with every panel and the scalars so far."""
    trainer = trained(document, updates)
    frame = trainer.frame(PANELS)
    scalars = {
        f"{lane}/{key}": values
        for lane in range(len(trainer.experiment.lanes))
        for key, values in trainer.scalars.since(lane, -1).items()
    }
    whole = type(frame)(frame.step, {**frame.tensors, **scalars}, {**frame.metadata, "run": "golden", "frame": "1"})
    (HERE / f"{name}.safetensors").write_bytes(whole.encode())
    (HERE / f"{name}.json").write_text(trainer.experiment.model_dump_json(indent=1) + "\n", encoding="utf-8")


def write_recording(name: str, document: dict[str, object]) -> None:
    """Write a recording whose second lane diverges after a few updates."""
    trainer = trained(document, 0)
    frames = [trainer.frame(Watch())]
    while trainer.step < 6 and trainer.advance():
        frames.append(trainer.frame(Watch()))
    Recording(trainer.experiment, [], trainer.scalars, frames).write(HERE / f"{name}.safetensors")


def trained(document: dict[str, object], updates: int) -> Trainer:
    """Return a trainer of ``document`` after ``updates`` updates."""
    trainer = Trainer(Experiment.model_validate_json(json.dumps(document)))
    for _ in range(updates):
        trainer.advance()
    return trainer


def write_activations() -> None:
    """Write h = f(z) and f′(z) of every activation in float64, as torch computes them."""
    z = torch.cat(
        [torch.linspace(-6.3, 6.3, 43, dtype=torch.float64), torch.tensor([-40.0, 40.0], dtype=torch.float64)]
    )
    table: dict[str, object] = {"z": z.tolist()}
    for kind, activation in ACTIVATIONS.items():
        leaf = z.clone().requires_grad_()
        value = activation.function(leaf)
        (slope,) = torch.autograd.grad(value.sum(), leaf)
        table[kind] = {"value": value.tolist(), "slope": slope.tolist()}
    (HERE / "activations.json").write_text(json.dumps(table) + "\n", encoding="utf-8")


DIVERGING = {
    "task": {"kind": "adding", "length": 6},
    "lanes": [
        {"cell": {"kind": "rnn", "hidden_size": 3}},
        {
            "cell": {"kind": "rnn", "activation": "identity", "hidden_size": 3},
            "optimizer": {"kind": "sgd", "learning_rate": 1e6},
            "clip": {"kind": "none"},
        },
    ],
    "batch_size": 2,
    "steps": 100,
}

if __name__ == "__main__":
    write_frame("hello", HELLO, 40)
    write_frame("plain", PLAIN, 10)
    write_frame("gated", GATED, 10)
    write_recording("diverging", DIVERGING)
    write_activations()
