"""The panels of step Jacobians, norms and saliency, as frames carry them."""

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Change, Experiment, Lane
from rnn_playground.experiment.cells import CellConfig, DeltanetCell, LruCell, LstmCell, MingruCell, RnnCell
from rnn_playground.experiment.learning import Momentum, NormClip, TruncatedBptt
from rnn_playground.experiment.tasks import AddingTask, EchoTask
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

PANELS = ("jacobian", "step_spectrum", "lyapunov", "norms", "saliency", "spectrum", "gates")
T, H = 9, 4


def shown(lane: Lane, task=None) -> Frame:
    trainer = Trainer(Experiment(task=task or AddingTask(length=T), lanes=(lane,), batch_size=3))
    return trainer.frame(Watch(panels=PANELS, sample=2))


@pytest.mark.parametrize(
    ("cell", "state_size"),
    [
        (RnnCell(hidden_size=H), H),
        (LstmCell(hidden_size=H, layers=2), 2 * H),
        (LruCell(hidden_size=H), 3 * H),
        (DeltanetCell(hidden_size=H, key_size=3), 4 * H),
    ],
    ids=["rnn", "lstm", "lru", "deltanet"],
)
def test_shapes(cell: CellConfig, state_size: int) -> None:
    frame, layers = shown(Lane(cell=cell)), cell.layers
    parameters = len(Trainer(Experiment(task=AddingTask(length=T), lanes=(Lane(cell=cell),))).parameters(0))
    expected = {
        "jacobian_singular_values": (layers, T, H),
        "step_eigenvalues": (layers, T, state_size, 2),
        "lyapunov_exponents": (layers, state_size),
        "long_run_exponents": (layers, state_size),
        "long_run_error": (layers, state_size),
        "long_run_steps": (2,),
        "parameter_gradient_norm": (parameters,),
        "parameter_norm": (parameters,),
        "update_ratio": (parameters,),
        "clip_ratio": (),
        "input_saliency": (T,),
        "input_gradient": (T, 2),
    }
    for name, shape in expected.items():
        kind = np.float64 if name == "jacobian_singular_values" else np.float32
        assert (frame[f"0/{name}"].shape, frame[f"0/{name}"].dtype) == (shape, kind), name
    assert (frame["0/jacobian_singular_values"][:, -1] == 1.0).all()


def test_the_shares_of_a_gate_are_those_of_its_largest_value() -> None:
    cell = DeltanetCell(hidden_size=H, key_size=2, beta_max=2)
    document = Experiment(task=AddingTask(length=T), lanes=(Lane(cell=cell),), batch_size=1)
    frame = Trainer(document).frame(Watch(panels=("gates",)))
    beta, statistics = frame["0/gates"][:, :, 0], frame["0/gate_statistics"][:, :, 0]
    assert bool((beta > 0.9).any())
    assert bool((beta < 1.8).all())
    np.testing.assert_allclose(statistics[..., 0], beta.mean(axis=2), rtol=1e-6)
    assert not statistics[..., 1].any()


def test_a_matrix_that_is_too_large_for_a_frame_is_left_out() -> None:
    cell = DeltanetCell(hidden_size=H, key_size=3)
    assert shown(Lane(cell=cell))["0/state/S"].shape == (2, T, H, 3)
    large = AddingTask(length=300)
    cell = DeltanetCell(hidden_size=64, key_size=16, layers=1)
    assert "0/state/S" not in Trainer(Experiment(task=large, lanes=(Lane(cell=cell),), batch_size=1)).frame(Watch())


def test_what_a_cell_has_not_got_is_left_out() -> None:
    frame = shown(Lane(cell=MingruCell(hidden_size=H)))
    assert "0/recurrent_eigenvalues" not in frame
    assert "0/spectral_norm" not in frame
    assert frame["0/keep_product"].shape == (2, T, H)
    assert "0/gates" not in shown(Lane(cell=RnnCell(hidden_size=H)))


@pytest.mark.parametrize(
    "cell",
    [LstmCell(hidden_size=H, chrono=50.0, layers=2), LstmCell(hidden_size=H, forget_bias=5.0), LruCell(hidden_size=H)],
)
def test_the_exponents_of_a_sequence_agree_with_the_singular_values_beside_them(cell: CellConfig) -> None:
    frame = shown(Lane(cell=cell))
    values = frame["0/jacobian_singular_values"][:, 0].astype(np.float64)
    np.testing.assert_allclose(frame["0/lyapunov_exponents"][:, :H], np.log(values) / (T - 1), atol=1e-6)


def test_a_network_too_large_to_be_read_on_says_nothing_of_the_long_run() -> None:
    frame = shown(Lane(cell=LstmCell(hidden_size=64)))
    assert frame["0/long_run_steps"].tolist() == [0, 0]
    assert np.isnan(frame["0/long_run_exponents"]).all()
    assert np.isnan(frame["0/long_run_error"]).all()
    assert np.isfinite(frame["0/lyapunov_exponents"][0, 0])
    small = shown(Lane(cell=RnnCell(hidden_size=H)))
    transient, counted = small["0/long_run_steps"]
    assert counted == 2 * transient > 100
    assert np.isfinite(small["0/long_run_exponents"][0, 0])


def test_a_linear_networks_jacobians_are_its_weights() -> None:
    frame = shown(Lane(cell=RnnCell(hidden_size=H, activation="identity")))
    eigenvalues = np.sort(np.hypot(*np.moveaxis(frame["0/recurrent_eigenvalues"][0], -1, 0)))
    for step in frame["0/step_eigenvalues"][0]:
        np.testing.assert_allclose(np.sort(np.hypot(step[:, 0], step[:, 1])), eigenvalues, rtol=1e-5)
    assert frame["0/jacobian_singular_values"][0, -2, 0] == pytest.approx(frame["0/spectral_norm"][0], rel=1e-6)


def test_a_singular_value_far_below_what_single_precision_squares_hold_is_not_zero() -> None:
    cell = RnnCell(hidden_size=H, recurrent_init={"kind": "orthogonal", "gain": 1e-5}, activation="identity")
    values = shown(Lane(cell=cell))["0/jacobian_singular_values"][0]
    np.testing.assert_allclose(values, 1e-5 ** np.arange(T - 1, -1, -1)[:, None] * np.ones(H), rtol=1e-4)
    assert values[0, 0] < 1e-39


def test_the_update_ratio_is_that_of_the_update_that_follows_with_its_changes() -> None:
    lane = Lane(
        cell=LstmCell(hidden_size=H),
        optimizer=Momentum(learning_rate=0.1),
        changes=(Change(step=1, learning_rate=0.7, clip=NormClip(threshold=0.01)),),
    )
    trainer = Trainer(Experiment(task=AddingTask(length=T), lanes=(lane,), batch_size=3, steps=3), dtype=torch.float64)
    for step in range(3):
        frame = trainer.frame(Watch(panels=("norms", "weights")))
        before = trainer.parameters(0)
        trainer.advance()
        after = trainer.parameters(0)
        ratios = [np.linalg.norm(after[name] - before[name]) / np.linalg.norm(before[name]) for name in before]
        np.testing.assert_allclose(frame["0/update_ratio"], ratios, rtol=1e-5)
        norms = [np.linalg.norm(frame[f"0/gradient/{name}"]) for name in before]
        np.testing.assert_allclose(frame["0/parameter_gradient_norm"], norms, rtol=1e-5)
        threshold = 1.0 if step == 0 else 0.01
        assert frame["0/clip_ratio"] == pytest.approx(min(1.0, threshold / np.linalg.norm(norms)), rel=1e-4)
    assert trainer.state == "finished"
    again = trainer.frame(Watch(panels=("norms",)))
    np.testing.assert_array_equal(again["0/update_ratio"], frame["0/update_ratio"])


def test_saliency_goes_back_through_the_whole_sequence_also_of_a_truncated_lane() -> None:
    cell, task = LstmCell(hidden_size=H, forget_bias=3.0), EchoTask(length=20, lag=8)
    full = shown(Lane(cell=cell), task)
    truncated = shown(Lane(cell=cell, bptt=TruncatedBptt(window=2, shift=2)), task)
    for name in ("0/input_saliency", "0/input_gradient", "0/jacobian_singular_values", "0/lyapunov_exponents"):
        np.testing.assert_allclose(truncated[name], full[name], rtol=1e-5, atol=1e-9)
    assert not np.allclose(truncated["0/state_gradient_norm"], full["0/state_gradient_norm"], rtol=0.01)
