"""Write a small frame of every cell that the inspector has equations for, as the trainer measures it.

Run it after a change of a cell's parameters: ``python tests/golden/make_cells.py``.
"""

from __future__ import annotations

from make_golden import write_frame

TASKS = {
    "symbols": {"kind": "temporal_order", "length": 8},
    "values": {"kind": "sine", "length": 7, "warm_up": 3},
}
CELLS: dict[str, tuple[str, list[dict[str, object]]]] = {
    "lstm": ("symbols", [{"peepholes": True, "layers": 2}, {"peepholes": True, "recurrence": "off"}]),
    "slstm": ("symbols", [{"layers": 2, "heads": 2}, {"stabiliser": False}, {"recurrence": "off"}]),
    "orthogonal": ("values", [{"layers": 2}, {"recurrence": "off"}]),
    "ugrnn": ("symbols", [{"layers": 2}, {"recurrence": "off"}]),
    "scrn": ("values", [{"layers": 2}, {"recurrence": "off"}]),
    "indrnn": (
        "symbols",
        [
            {"layers": 2},
            {"layers": 1, "recurrence": "off"},
            {"layers": 2, "residual": 0.3},
            {"layers": 1, "recurrence": "off", "residual": 0.3},
        ],
    ),
    "antisymmetric": ("values", [{"layers": 2}, {"recurrence": "off"}]),
    "cornn": ("symbols", [{"layers": 2, "step_size": 0.4, "damping": 0.7}, {"recurrence": "off"}]),
    "lem": ("symbols", [{"layers": 2, "step_size": 0.8}, {"recurrence": "off"}]),
    "lmu": ("values", [{"layers": 2, "order": 3, "theta": 5}, {"order": 2, "recurrence": "off"}]),
    "lru": ("values", [{"layers": 2}, {"recurrence": "off"}]),
    "rglru": ("values", [{"layers": 2}, {"layers": 1, "recurrence": "off"}]),
    "deltanet": (
        "values",
        [
            {"layers": 2, "key_size": 3, "beta_max": 2, "decay_gate": True},
            {"layers": 2, "key_size": 2},
            {"layers": 1, "key_size": 2, "recurrence": "off"},
        ],
    ),
    "mlstm": (
        "values",
        [{"layers": 2, "key_size": 3}, {"layers": 1, "key_size": 2, "recurrence": "off"}],
    ),
    "mingru": ("symbols", [{"layers": 2}, {"layers": 1, "recurrence": "off"}]),
    "minlstm": ("symbols", [{"layers": 2}, {"layers": 1, "recurrence": "off"}]),
    "nprnn": ("values", [{"layers": 2, "input_std": 1.0}, {"layers": 2, "input_std": 1.0, "residual": 0.3}]),
    "rnn": (
        "symbols",
        [
            {"layers": 2, "layer_norm": True},
            {"layers": 2, "layer_norm": True, "residual": 0.3},
            {"recurrence": "off", "layer_norm": True, "activation": "identity"},
        ],
    ),
}
UPDATES = 12

# One sequence, so that the batch mean of a gradient's norm is that of the watched sample.
SECOND_STATES: dict[str, list[dict[str, object]]] = {
    "second_states": [
        {"kind": "lstm", "peepholes": True, "layers": 2},
        {"kind": "scrn", "layers": 2},
        {"kind": "cornn", "layers": 2, "step_size": 0.4},
        {"kind": "lru", "layers": 2},
    ],
    "further_states": [
        {"kind": "lem", "layers": 2, "step_size": 0.8},
        {"kind": "slstm", "layers": 2, "heads": 2},
    ],
    "windows": [{"kind": "lmu", "layers": 2, "order": 3, "theta": 5}],
    "matrix_states": [
        {"kind": "deltanet", "layers": 2, "key_size": 3, "beta_max": 2, "decay_gate": True},
        {"kind": "deltanet", "layers": 1, "key_size": 2},
    ],
    "normalised_matrix_states": [{"kind": "mlstm", "layers": 2, "key_size": 3}],
}

# Windows of one text: each starts from the states, and from the clock, that the one before has left.
CARRIED = {
    "task": {"kind": "text", "corpus": "own", "text": "abcab cabba bacab", "length": 5},
    "lanes": [
        {"cell": {"kind": "gru", "hidden_size": 4}},
        {"cell": {"kind": "cwrnn", "hidden_size": 6, "periods": [1, 3]}},
        {"cell": {"kind": "lstm", "hidden_size": 4, "peepholes": True}},
        {"cell": {"kind": "lru", "hidden_size": 4}},
    ],
    "batch_size": 2,
    "steps": 100,
}

if __name__ == "__main__":
    for name, cells in SECOND_STATES.items():
        states = [{"cell": {"hidden_size": 4, **cell}} for cell in cells]
        write_frame(name, {"task": {"kind": "hello"}, "lanes": states, "batch_size": 2, "steps": 100}, UPDATES)
    write_frame("carried", CARRIED, UPDATES + 1)
    for kind, (task, variants) in CELLS.items():
        lanes = [{"cell": {"kind": kind, "hidden_size": 4, **fields}} for fields in variants]
        write_frame(f"cell_{kind}", {"task": TASKS[task], "lanes": lanes, "batch_size": 3, "steps": 100}, UPDATES)
