"""For every task an experiment that is known to solve it and one that is known not to, with the seeds tried."""

from __future__ import annotations

from typing import Any

from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.presets.preset import Outcome, Preset

Part = dict[str, Any]


def _known(
    id: str, outcome: Outcome, task: Part, cell: Part, learning_rate: float, *, steps: int, **more: Any
) -> Preset:
    """Return a preset of one lane; ``more`` are the lane's other parts, and the batch size."""
    batch_size = more.pop("batch_size", 32)
    lane = {"cell": cell, "optimizer": {"kind": "adam", "learning_rate": learning_rate}, **more}
    document = {"task": task, "lanes": [lane], "steps": steps, "batch_size": batch_size}
    return Preset(id, Experiment.model_validate(document), None, outcome=outcome)


def _cell(kind: str, hidden_size: int, **fields: Any) -> Part:
    return {"kind": kind, "hidden_size": hidden_size, **fields}


def _truncated(window: int) -> Part:
    return {"kind": "truncated", "window": window, "shift": window}


_ECHO = {"kind": "echo", "length": 60, "lag": 10}
_LETTER = {"kind": "hello", "text": "h", "targets": "e"}
_CHOICE = {"kind": "waveform", "length": 40, "waves": 4}
_ADDING = {"kind": "adding", "length": 100}
_ORDER = {"kind": "temporal_order", "length": 100}
_EMBEDDED = {"kind": "embedded_reber", "length": 60}
# Eigenvalues near the circle and slow phases: time constants up to ten thousand steps, for sequences of 784.
_SLOW_RING = _cell("lru", 64, r_min=0.99, r_max=0.9999, max_phase=0.314)

KNOWN = (
    _known("hello_works", "works", {"kind": "hello"}, _cell("rnn", 3), 0.01, steps=400, batch_size=1),
    _known(
        "hello_fails", "fails", {"kind": "hello"}, _cell("rnn", 3, recurrence="off"), 0.01, steps=1000, batch_size=1
    ),
    _known("one_to_one_works", "works", _LETTER, _cell("rnn", 3), 0.01, steps=300, batch_size=1),
    _known("text_works", "works", {"kind": "text"}, _cell("lstm", 64), 0.01, steps=2000),
    _known("text_fails", "fails", {"kind": "text"}, _cell("rnn", 64, recurrence="off"), 0.01, steps=2000),
    _known("sine_works", "works", {"kind": "sine"}, _cell("rnn", 16), 0.01, steps=1000),
    _known("sine_fails", "fails", {"kind": "sine"}, _cell("rnn", 16, recurrence="off"), 0.01, steps=1500),
    _known("waveform_works", "works", {"kind": "waveform"}, _cell("cwrnn", 72), 0.003, steps=1000, batch_size=1),
    _known("waveform_fails", "fails", {"kind": "waveform"}, _cell("rnn", 72), 0.003, steps=1000, batch_size=1),
    _known("one_to_many_works", "works", _CHOICE, _cell("gru", 32), 0.01, steps=1000),
    _known("adding_works", "works", _ADDING, _cell("gru", 32), 0.01, steps=1500),
    _known("adding_fails", "fails", _ADDING, _cell("rnn", 32), 0.003, steps=3000),
    _known("adding_irnn_works", "works", _ADDING, _cell("irnn", 32, input_std=0.1), 0.001, steps=2000),
    _known("adding_irnn_fails", "fails", _ADDING, _cell("irnn", 32, input_std=0.001), 0.001, steps=2000),
    _known("adding_lru_fails", "fails", {"kind": "adding", "length": 50}, _cell("lru", 32), 0.005, steps=2000),
    _known("copy_works", "works", {"kind": "copy", "length": 20}, _cell("lru", 32), 0.005, steps=1500),
    _known("copy_fails", "fails", {"kind": "copy", "length": 20}, _cell("rnn", 32), 0.003, steps=2000),
    _known("temporal_order_works", "works", _ORDER, _cell("lstm", 32, chrono=100.0), 0.01, steps=1500),
    _known("temporal_order_fails", "fails", _ORDER, _cell("lstm", 32), 0.01, steps=2000),
    _known("parity_works", "works", {"kind": "parity"}, _cell("gru", 32), 0.01, steps=1000),
    _known("parity_fails", "fails", {"kind": "parity"}, _cell("antisymmetric", 32), 0.003, steps=2000),
    _known("echo_works", "works", _ECHO, _cell("rnn", 32), 0.003, steps=1500, bptt=_truncated(20)),
    _known("echo_fails", "fails", _ECHO, _cell("rnn", 32), 0.003, steps=1500, bptt=_truncated(10)),
    _known("reber_works", "works", {"kind": "reber"}, _cell("rnn", 16), 0.01, steps=1000),
    _known("reber_fails", "fails", {"kind": "reber"}, _cell("rnn", 16, recurrence="off"), 0.01, steps=1500),
    _known("embedded_reber_works", "works", _EMBEDDED, _cell("lstm", 16), 0.01, steps=2000),
    _known("embedded_reber_fails", "fails", _EMBEDDED, _cell("rnn", 8), 0.003, steps=2000),
    _known("brackets_works", "works", {"kind": "brackets"}, _cell("gru", 32), 0.01, steps=1500),
    _known("brackets_fails", "fails", {"kind": "brackets"}, _cell("rnn", 32, recurrence="off"), 0.01, steps=1500),
    _known("digits_works", "works", {"kind": "digits"}, _cell("gru", 32), 0.01, steps=2500),
    _known("digits_fails", "fails", {"kind": "digits"}, _cell("irnn", 32, input_std=0.001), 0.001, steps=2500),
    _known("mnist_works", "works", {"kind": "mnist"}, _SLOW_RING, 0.01, steps=1500),
    _known("mnist_fails", "fails", {"kind": "mnist"}, _cell("rnn", 64), 0.001, steps=600),
    _known("seq2seq_reverse_works", "works", {"kind": "seq2seq_reverse"}, _cell("gru", 32), 0.01, steps=2500),
    _known("seq2seq_reverse_fails", "fails", {"kind": "seq2seq_reverse"}, _cell("irnn", 32), 0.001, steps=3000),
)
