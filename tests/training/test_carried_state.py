"""A text is read without a stop: each update starts from the states that the one before left."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS, CwrnnCell, LruCell, LstmCell, RnnCell
from rnn_playground.experiment.learning import Adam, FullBptt, Sgd, TruncatedBptt
from rnn_playground.experiment.tasks import TextTask
from rnn_playground.learning.unroll import unroll
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

TEXT = "the river (the river of letters (of letters)) reads, and is read; "
PANELS = Watch(panels=("gradients", "gates", "weights"))
SIZE = 8
FOUR = (RnnCell, CwrnnCell, LstmCell, LruCell)  # one state, a clock, two states, a complex one


def trainer_of(
    *, rate: float = 0.01, carry: bool = True, layers: int = 1, length: int = 6, kinds=FOUR, dtype=torch.float32
) -> Trainer:
    task = TextTask(corpus="own", text=TEXT, length=length, carry_state=carry)
    optimizer = Sgd(learning_rate=0.0) if rate == 0.0 else Adam(learning_rate=rate)
    lanes = tuple(Lane(cell=kind(hidden_size=SIZE, layers=layers), optimizer=optimizer) for kind in kinds)
    return Trainer(Experiment(task=task, lanes=lanes, batch_size=3, steps=12), dtype=dtype)


def states(frame: Frame, lane: int, name: str) -> np.ndarray:
    return frame[f"{lane}/hidden_state"] if name == "h" else frame[f"{lane}/state/{name}"]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.model_fields["kind"].default)
def test_windows_with_carried_state_equal_one_long_unroll(kind, layers: int) -> None:
    trainer = trainer_of(rate=0.0, layers=layers, kinds=(kind,), dtype=torch.float64)
    lane, windows, inputs = trainer.lanes[0], [], []
    for _ in range(4):
        windows.append(lane.measurement.trajectory)
        inputs.append(trainer._batch.inputs)
        trainer.advance()
    whole = unroll(lane.state.network, lane.state.parameters, torch.cat(inputs))
    for layer, steps in enumerate(whole.layers):
        joined = [step for window in windows for step in window.layers[layer]]
        for ours, theirs in zip(joined, steps, strict=True):
            for first, second in zip(ours.state, theirs.state, strict=True):
                torch.testing.assert_close(first, second, rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.model_fields["kind"].default)
def test_no_gradient_goes_back_through_a_windows_edge(kind) -> None:
    trainer = trainer_of(kinds=(kind,))
    trainer.advance()
    start = trainer.lanes[0].measurement.start
    assert start.time_step == 6
    assert start.states is not None
    assert not any(tensor.requires_grad for state in start.states for tensor in state)


def test_a_frame_says_from_where_its_window_starts() -> None:
    trainer = trainer_of()
    before = trainer.frame(PANELS)
    assert not [name for name in before.tensors if "initial_state" in name]
    trainer.advance()
    after = trainer.frame(PANELS)
    for lane, document in enumerate(trainer.experiment.lanes):
        for name in document.cell.states:
            left = states(before, lane, name)[:, -1]
            assert np.array_equal(after[f"{lane}/initial_state/{name}"], left)
            assert left.any()


def test_another_sample_has_another_start() -> None:
    trainer = trainer_of()
    trainer.advance()
    starts = [trainer.frame(Watch(sample=sample))["0/initial_state/h"] for sample in (0, 1, 99)]
    assert not np.array_equal(starts[0], starts[1])
    assert not np.array_equal(starts[1], starts[2])


def test_without_carrying_every_window_starts_from_zero() -> None:
    trainer, carrying = trainer_of(carry=False), trainer_of()
    assert np.array_equal(trainer.frame(PANELS)["0/hidden_state"], carrying.frame(PANELS)["0/hidden_state"])
    for _ in range(3):
        trainer.advance(), carrying.advance()
    assert trainer.lanes[0].measurement.start.states is None
    assert not [name for name in trainer.frame(PANELS).tensors if "initial_state" in name]
    assert not np.array_equal(trainer.frame(PANELS)["0/hidden_state"], carrying.frame(PANELS)["0/hidden_state"])


def bits(trainer: Trainer) -> dict[str, bytes]:
    return {name: value.tobytes() for name, value in trainer.frame(PANELS).tensors.items()}


@pytest.mark.parametrize("at", [0, 1, 5])
def test_a_checkpoint_goes_on_bit_for_bit(at: int) -> None:
    original = trainer_of(layers=2)
    for _ in range(at):
        original.advance()
    restored = Trainer.restore(original.checkpoint())
    assert bits(original) == bits(restored)
    while original.advance():
        restored.advance()
        assert bits(original) == bits(restored)
    restored.advance()
    assert original.state == restored.state == "finished"
    ended = Trainer.restore(original.checkpoint())
    assert bits(original) == bits(restored) == bits(ended)


@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.model_fields["kind"].default)
def test_finite_differences_start_where_the_window_starts(kind) -> None:
    trainer = trainer_of(kinds=(kind,), length=5, dtype=torch.float64)
    for _ in range(3):
        trainer.advance()
    checks = [trainer.check(0, "hidden_state", (0, step, 1), 1e-5, sample=1) for step in (0, 4)]
    checks += [trainer.check(0, "W_hy", (1, 2), 1e-5), trainer.check(0, "b_y", (0,), 1e-5)]
    for check in checks:
        assert check.finite_difference == pytest.approx(check.backprop, rel=1e-5, abs=1e-9)
    assert any(check.backprop for check in checks[:2])


@pytest.mark.parametrize("kind", FOUR, ids=lambda kind: kind.model_fields["kind"].default)
def test_truncation_within_a_window_starts_from_the_carried_state_too(kind) -> None:
    task = TextTask(corpus="own", text=TEXT, length=6)
    lanes = tuple(
        Lane(cell=kind(hidden_size=SIZE), bptt=bptt)
        for bptt in (FullBptt(), TruncatedBptt(window=6, shift=6), TruncatedBptt(window=4, shift=2))
    )
    trainer = Trainer(Experiment(task=task, lanes=lanes, batch_size=3, steps=12), dtype=torch.float64)
    for _ in range(4):
        trainer.advance()
    full, whole_window, truncated = (lane.measurement.gradients.parameters for lane in trainer.lanes)
    torch.testing.assert_close(whole_window, full, rtol=0, atol=1e-10)
    assert not torch.allclose(truncated, full, atol=1e-6)
