"""A frame against what anyone can compute from its own tensors, with autograd and formulas of one's own."""

import numpy as np
import pytest
import torch
from torch import Tensor

from rnn_playground.cells import recurrent_mask
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, Task, TemporalOrderTask
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

H = 6
CELLS: list[CellConfig] = [
    RnnCell(hidden_size=H),
    RnnCell(hidden_size=H, activation="relu", layers=2),
    RnnCell(hidden_size=H, recurrence="off"),
    IrnnCell(hidden_size=H),
    CwrnnCell(hidden_size=H, periods=(1, 2, 4), layers=2),
    LstmCell(hidden_size=H, layers=2),
    GruCell(hidden_size=H, layers=3),
]
TASKS: list[Task] = [HelloTask(), AddingTask(length=20), TemporalOrderTask(length=12), SineTask(length=15)]


def shown(cell: CellConfig, task: Task, batch_size: int = 1, watch: Watch = EVERYTHING) -> Frame:
    trainer = Trainer(Experiment(task=task, lanes=(Lane(), Lane(cell=cell)), batch_size=batch_size))
    return Frame.decode(trainer.frame(watch).encode())


def step(
    cell: CellConfig, w: dict[str, Tensor], layer: int, x: Tensor, *, state: list[Tensor], time_step: int
) -> list[Tensor]:
    """The textbook's equations, a vector at a time."""
    h = state[0]
    from_input = w[f"W_xh.{layer}"] @ x + w[f"b_xh.{layer}"]
    from_state = w[f"W_hh.{layer}"] @ h + w.get(f"b_hh.{layer}", torch.zeros(()))
    if isinstance(cell, LstmCell):
        i, f, g, o = (from_input + from_state).split(H)
        c = torch.sigmoid(f) * state[1] + torch.sigmoid(i) * torch.tanh(g)
        return [torch.sigmoid(o) * torch.tanh(c), c]
    if isinstance(cell, GruCell):
        (x_r, x_z, x_n), (h_r, h_z, h_n) = from_input.split(H), from_state.split(H)
        z = torch.sigmoid(x_z + h_z)
        return [(1 - z) * torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n) + z * h]
    rectified = isinstance(cell, IrnnCell) or (isinstance(cell, RnnCell) and cell.activation == "relu")
    new = torch.clamp(from_input + from_state, min=0) if rectified else torch.tanh(from_input + from_state)
    if isinstance(cell, CwrnnCell):
        fires = torch.tensor([time_step % period == 0 for period in cell.module_periods]).repeat_interleave(2)
        new = torch.where(fires, new, h)
    return [new]


def replay(cell: CellConfig, frame: Frame) -> tuple[Tensor, list[list[list[Tensor]]], dict[str, Tensor]]:
    """Loss, states[layer][time_step][tensor] and weights, from the tensors of one frame."""
    prefix = "1/weight/"
    w = {
        name.removeprefix(prefix): torch.tensor(value).requires_grad_()
        for name, value in frame.tensors.items()
        if name.startswith(prefix)
    }
    inputs = [torch.tensor(row) for row in frame["input"]]
    states: list[list[list[Tensor]]] = []
    for layer in range(cell.layers):
        state = [torch.zeros(H)] * (2 if isinstance(cell, LstmCell) else 1)
        states.append([])
        for time_step, x in enumerate(inputs):
            state = step(cell, w, layer, x, state=state, time_step=time_step)
            states[layer].append(state)
        inputs = [state[0] for state in states[layer]]
    losses = []
    for time_step, scored in enumerate(frame["loss_mask"]):
        if scored:
            y = w["W_hy"] @ states[-1][time_step][0] + w["b_y"]
            target = torch.tensor(frame["target"][time_step])
            by_class = target.dtype == torch.int64
            losses.append(-torch.log_softmax(y, 0)[target] if by_class else (y - target).square().mean())
    return torch.stack(losses).mean(), states, w


def close(found: np.ndarray, expected: Tensor) -> None:
    expected = expected.detach()
    np.testing.assert_allclose(found, expected.numpy(), rtol=0, atol=1e-5 * (float(expected.abs().max()) or 1.0))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.kind}-{cell.layers}-{cell.recurrence}")
def test_frame_zero_can_be_recomputed_from_itself(cell: CellConfig, task: Task) -> None:
    frame = shown(cell, task)
    loss, states, weights = replay(cell, frame)
    flat = [tensor for layer in states for state in layer for tensor in state]
    gradients = torch.autograd.grad(loss, [*flat, *weights.values()], allow_unused=True, materialize_grads=True)
    mask = torch.from_numpy(recurrent_mask(cell))  # what is held at zero has no gradient
    by_name = {
        name: gradient * mask if name.startswith("W_hh.") else gradient
        for name, gradient in zip(weights, gradients[len(flat) :], strict=True)
    }

    trainer = Trainer(Experiment(task=task, lanes=(Lane(), Lane(cell=cell)), batch_size=1))
    assert trainer.scalars.since(1, -1)["loss"][0] == pytest.approx(loss.item(), rel=1e-5)
    close(frame["1/hidden_state"], torch.stack([torch.stack([state[0] for state in layer]) for layer in states]))
    for name, gradient in by_name.items():
        close(frame[f"1/gradient/{name}"], gradient)

    time_steps, tensors = len(states[0]), len(states[0][0])
    by_state = torch.stack(gradients[: len(flat)]).view(cell.layers, time_steps, tensors, H).double()
    np.testing.assert_allclose(frame["1/hidden_gradient_norm"], by_state[:, :, 0].norm(dim=2), rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(frame["1/state_gradient_norm"], by_state.flatten(2).norm(dim=2), rtol=1e-5, atol=1e-12)
    close(frame["1/hidden_gradient"], by_state[:, :, 0])
    if tensors == 2:
        close(frame["1/state/c"], torch.stack([torch.stack([state[1] for state in layer]) for layer in states]))
    norm = torch.cat([gradient.flatten() for gradient in by_name.values()]).norm()
    assert trainer.scalars.since(1, -1)["gradient_norm"][0] == pytest.approx(norm.item(), rel=1e-5)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
def test_shapes_and_types(task: Task) -> None:
    frame = shown(LstmCell(hidden_size=H, layers=2), task, batch_size=3)
    T, I, O = task.sequence_length, task.input_size, task.output_size
    expected = {
        "input": ((T, I), np.float32),
        "target": ((T,), np.int64) if task.loss == "cross_entropy" else ((T, O), np.float32),
        "loss_mask": ((T,), np.uint8),
        "1/output": ((T, O), np.float32),
        "1/hidden_state": ((2, T, H), np.float32),
        "1/state/c": ((2, T, H), np.float32),
        "1/hidden_gradient_norm": ((2, T), np.float64),
        "1/state_gradient_norm": ((2, T), np.float64),
        "1/adjoint_norm": ((2, T), np.float64),
        "1/gain_per_step": ((2,), np.float32),
        "1/half_life": ((2,), np.float32),
        "1/decay_explained": ((2,), np.float32),
        "1/decay_steps": ((2,), np.float32),
        "1/memory_horizon": ((), np.float32),
        "1/hidden_gradient": ((2, T, H), np.float32),
        "1/gates": ((2, T, 4, H), np.float32),
        "1/pre_activation": ((2, T, H), np.float32),
        "1/saturation": ((2, T), np.float32),
        "1/gate_statistics": ((2, T, 4, 3), np.float32),
        "1/keep_product": ((2, T, H), np.float32),
        "1/dead_units": ((2,), np.float32),
        "1/dead_mask": ((2, H), np.uint8),
        "1/mean_slope": ((2, T), np.float32),
        "1/zero_fraction": ((2, T), np.float32),
        "1/recurrent_eigenvalues": ((2, H, 2), np.float32),
        "1/spectral_norm": ((2,), np.float32),
        "1/non_normality": ((2,), np.float32),
        "1/weight/W_xh.0": ((4 * H, I), np.float32),
        "1/gradient/b_y": ((O,), np.float32),
    }
    if task.kind == "sine":
        expected["1/free_run"] = ((T, O), np.float32)
    for name, (shape, kind) in expected.items():
        assert (frame[name].shape, frame[name].dtype) == (shape, np.dtype(kind)), name
    assert "0/gates" not in frame
    assert "0/state/c" not in frame


def test_without_panels_only_what_is_always_sent() -> None:
    frame = shown(RnnCell(hidden_size=H), HelloTask(), watch=Watch())
    always = {
        "output", "hidden_state", "hidden_gradient_norm", "state_gradient_norm", "adjoint_norm", "gain_per_step",
        "half_life", "decay_explained", "decay_steps", "memory_horizon",
    }  # fmt: skip
    assert set(frame.tensors) == {"input", "target", "loss_mask"} | {
        f"{lane}/{name}" for lane in (0, 1) for name in always
    }
    assert {"protocol": "1", "step": "0", "lanes": "2", "kernel": "reference"}.items() <= frame.metadata.items()


def test_classes_are_shown_as_probabilities() -> None:
    output = shown(RnnCell(hidden_size=H), HelloTask())["1/output"]
    np.testing.assert_allclose(output.sum(axis=1), 1.0, rtol=1e-6)


def test_the_watched_sample_is_shown_and_held_within_the_batch() -> None:
    cell, task = RnnCell(hidden_size=H), AddingTask(length=8)
    frames = [
        shown(cell, task, batch_size=4, watch=Watch(sample=sample, panels=("gradients",))) for sample in (0, 3, 99)
    ]
    assert not np.array_equal(frames[0]["input"], frames[1]["input"])
    np.testing.assert_array_equal(frames[1]["input"], frames[2]["input"])
    np.testing.assert_array_equal(frames[1]["1/hidden_gradient"], frames[2]["1/hidden_gradient"])
    np.testing.assert_array_equal(frames[0]["1/hidden_gradient_norm"], frames[1]["1/hidden_gradient_norm"])


def test_the_profile_is_the_mean_over_the_samples() -> None:
    cell, task = RnnCell(hidden_size=H), AddingTask(length=8)
    by_sample = [
        np.linalg.norm(shown(cell, task, 4, Watch(sample=sample, panels=("gradients",)))["1/hidden_gradient"], axis=2)
        for sample in range(4)
    ]
    profile = shown(cell, task, 4)["1/hidden_gradient_norm"]
    np.testing.assert_allclose(np.mean(by_sample, axis=0), profile, rtol=1e-5)


def test_an_lstm_remembers_longer_than_a_sigmoid_network() -> None:
    lanes = (Lane(cell=LstmCell(hidden_size=16)), Lane(cell=RnnCell(hidden_size=16, activation="sigmoid")))
    frame = Trainer(Experiment(task=AddingTask(length=50), lanes=lanes)).frame(Watch())
    assert frame["0/memory_horizon"] > frame["1/memory_horizon"] + 5
    lag = int(frame["0/memory_horizon"])
    norms = frame["0/adjoint_norm"][0]
    assert norms[-1 - lag] >= 0.01 * norms[-2] > norms[-2 - lag]


def test_a_frame_does_not_change_when_training_goes_on() -> None:
    trainer = Trainer(Experiment(task=HelloTask(), lanes=(Lane(cell=LstmCell(hidden_size=3)),)))
    frame = trainer.frame(EVERYTHING)
    before = frame.encode()
    copies = {name: value.copy() for name, value in frame.tensors.items()}
    for _ in range(3):
        trainer.advance()
    assert len(frame.encode()) == len(before)
    assert all(np.array_equal(copies[name], value, equal_nan=True) for name, value in frame.tensors.items())
