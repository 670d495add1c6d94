"""One measured step of the kernels beside the reference in float64, over configurations drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.panels import PANELS
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

TASKS = [
    {"kind": "adding"},
    {"kind": "reber"},
    {"kind": "embedded_reber"},
    {"kind": "brackets"},
    {"kind": "sine", "warm_up": 2},
    {"kind": "lorenz", "warm_up": 2},
    {"kind": "copy", "copied": 2},
    {"kind": "selective_copy", "copied": 2},
    {"kind": "word_problem"},
    {"kind": "flip_flop"},
    {"kind": "text"},
    {"kind": "seq2seq_reverse"},
]
KINK = 1e-5
"""Nearer to a bend than this float32 and float64 may take different sides."""
KINKED = ("relu", "leaky_relu", "hard_tanh")


def draw(number, cell):
    """Return a document: sizes, task, truncation and seeds follow from ``number``."""
    rng = np.random.default_rng([number, *str(cell).encode()])
    length = int(rng.integers(4, 40))
    shift = int(rng.integers(1, length + 1))
    truncated = {"kind": "truncated", "window": int(rng.integers(shift, 2 * length + 1)), "shift": shift}
    lane = {
        "cell": {**cell, "hidden_size": int(rng.integers(1, 40)), "layers": int(rng.integers(1, 4))},
        "bptt": truncated if rng.random() < 0.4 else {"kind": "full"},
    }
    if rng.random() < 0.25:
        lane["cell"]["recurrence"] = "off" if rng.random() < 0.6 else "frozen"
    return {
        "task": {**TASKS[int(rng.integers(len(TASKS)))], "length": length},
        "lanes": [lane],
        "batch_size": int(rng.integers(1, 50)),
        "weight_seed": int(rng.integers(1000)),
        "data_seed": int(rng.integers(1000)),
        "steps": 20,
    }


def activation_of(cell):
    return cell.get("activation", "relu" if cell["kind"] in ("irnn", "nprnn") else "tanh")


def is_near_a_kink(trainer, cell):
    """Whether float32 and float64 may differ in a slope: the reference alone would differ from itself there."""
    steps = [step for layer in trainer.lanes[0].measurement.trajectory.layers for step in layer]
    z = torch.stack([step.pre_activation for step in steps]).abs()
    bends = {"hard_tanh": z - 1.0}.get(activation_of(cell), z)
    return activation_of(cell) in KINKED and bool((bends.abs() < KINK).any())


def largest_error(found, truth):
    found, truth = found.detach().double(), truth.detach()
    return float((found - truth).abs().max() / truth.abs().max().clamp_min(1e-30))


@pytest.mark.parametrize("number", range(6))
def test_states_and_gradients(cell, number):
    experiment = Experiment.model_validate(draw(number, cell))
    truth, fused = Trainer(experiment, dtype=torch.float64), Trainer(experiment, kernels=True)
    assert fused.kernel == "fused"
    right, found = truth.lanes[0].measurement, fused.lanes[0].measurement
    assert found.loss == pytest.approx(right.loss, rel=2e-6)
    assert found.metric == pytest.approx(right.metric, rel=2e-6)
    for mine, exact in zip(found.trajectory.layers, right.trajectory.layers, strict=True):
        for place in range(len(exact[0].state)):
            states = [torch.stack([step.state[place] for step in steps]) for steps in (mine, exact)]
            assert largest_error(*states) <= 5e-6
        gates = [
            torch.stack([torch.stack([*step.gates, step.activation]) for step in steps]) for steps in (mine, exact)
        ]
        assert largest_error(*gates) <= 5e-6
    if is_near_a_kink(truth, experiment.lanes[0].cell.model_dump()):
        return
    assert found.gradient_norm == pytest.approx(right.gradient_norm, rel=5e-6)
    parameters = truth.lanes[0].state.parameters
    for mine, exact in zip(
        parameters.split(found.gradients.parameters).values(),
        parameters.split(right.gradients.parameters).values(),
        strict=True,
    ):
        assert largest_error(mine, exact) <= 5e-6
    for mine, exact in zip(found.gradients.states, right.gradients.states, strict=True):
        for at_mine, at_exact in zip(mine, exact, strict=True):
            for tensor, correct in zip(at_mine, at_exact, strict=True):
                if correct.abs().max() > 1e-30:
                    assert largest_error(tensor / found.gradients.loss_scale, correct) <= 2e-5
    profiles = zip((*found.flow(), found.last_loss()), (*right.flow(), right.last_loss()), strict=True)
    for profile, correct in profiles:
        seen = correct > 1e-30
        np.testing.assert_allclose(profile[seen], correct[seen], rtol=2e-5)


@pytest.mark.parametrize("cell", [{"kind": "lstm"}, {"kind": "gru"}, {"kind": "cwrnn"}], ids=lambda cell: cell["kind"])
def test_every_panel_shows_what_the_reference_shows(cell):
    document = draw(1, cell) | {"task": {"kind": "adding", "length": 12}}
    document["lanes"][0]["bptt"] = {"kind": "truncated", "window": 7, "shift": 4}
    panels = Watch(panels=tuple(panel.kind for panel in PANELS if panel.kind != "step_spectrum"))
    right, found = (
        Trainer(Experiment.model_validate(document), kernels=kernels).frame(panels) for kernels in (False, True)
    )
    assert found.metadata["kernel"] == "fused"
    assert found.tensors.keys() == right.tensors.keys()
    for name, tensor in right.tensors.items():
        largest = np.abs(tensor[np.isfinite(tensor)]).max(initial=0.0)
        np.testing.assert_allclose(found[name], tensor, rtol=2e-3, atol=2e-5 * largest, err_msg=name)


def flows(cell, length):
    """∂L/∂h along time of the reference in float64 and of the kernels."""
    document = {"task": {"kind": "adding", "length": length}, "lanes": [{"cell": cell}], "batch_size": 4}
    experiment = Experiment.model_validate(document)
    trainers = Trainer(experiment, dtype=torch.float64), Trainer(experiment, kernels=True)
    return [trainer.lanes[0].measurement.flow().hidden[0] for trainer in trainers]


def test_a_gradient_is_followed_below_the_smallest_number_of_its_type():
    cell = {"kind": "rnn", "activation": "sigmoid", "hidden_size": 8, "recurrent_init": {"kind": "gaussian"}}
    exact, found = flows(cell, 110)
    assert exact.min() < 1e-45
    seen = exact > 1e-52
    np.testing.assert_allclose(found[seen], exact[seen], rtol=1e-4)


def test_a_gradient_that_explodes_is_followed_as_far_as_its_type_goes():
    cell = {
        "kind": "rnn",
        "activation": "relu",
        "hidden_size": 8,
        "recurrent_init": {"kind": "identity", "scale": 1.36},
    }
    exact, found = flows(cell, 110)
    assert 1e24 < exact.max() < 1e36
    np.testing.assert_allclose(found, exact, rtol=1e-4)


def test_what_is_almost_nothing_counts_again_after_the_kernels():
    Trainer(Experiment.model_validate({"steps": 20}), kernels=True).advance()
    assert torch.tensor(1e-30).mul(1e-10).item() > 0


def test_weights_that_are_held_at_zero_get_no_gradient():
    document = draw(0, {"kind": "cwrnn"})
    document["lanes"][0]["cell"] |= {"hidden_size": 8, "layers": 2, "recurrence": "on"}
    trainer = Trainer(Experiment.model_validate(document), kernels=True)
    before = trainer.parameters(0)
    while trainer.advance():
        pass
    for layer in range(2):
        held = before[f"W_hh.{layer}"] == 0
        assert held.any()
        assert not trainer.parameters(0)[f"W_hh.{layer}"][held].any()
