"""A frozen recurrence: the layers stay as they are drawn, the read-out is trained as if it were all there is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.cells import CellConfig, GruCell, LruCell, LstmCell, RnnCell
from rnn_playground.experiment.learning import (
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    NoClip,
    NormClip,
    Optimizer,
    RmsProp,
    Sgd,
    ValueClip,
)
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

OPTIMIZERS: list[Optimizer] = [Sgd(), Momentum(), Nesterov(), RmsProp(), Adam(), AdamW(weight_decay=0.1)]
FROZEN = RnnCell(hidden_size=5, layers=2, recurrence="frozen")


def trained(lane: Lane, kernel: str, updates: int = 12) -> Trainer:
    trainer = Trainer(
        Experiment(task=AddingTask(length=6), lanes=(lane,), batch_size=4, steps=updates, kernel=kernel),
        kernels=kernel == "fused",
    )
    while trainer.advance():
        pass
    return trainer


@pytest.mark.parametrize("kernel", ["reference", "fused"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.kind)
def test_the_layers_keep_every_bit_and_the_read_out_learns(optimizer: Optimizer, kernel: str) -> None:
    trainer = trained(Lane(cell=FROZEN, optimizer=optimizer), kernel)
    drawn = Trainer(trainer.experiment).parameters(0)
    for name, value in trainer.parameters(0).items():
        assert np.array_equal(value, drawn[name]) == (name not in {"W_hy", "b_y"}), name


@pytest.mark.parametrize("cell", [FROZEN, LstmCell(recurrence="frozen"), GruCell(recurrence="frozen"),
                                  LruCell(recurrence="frozen")], ids=lambda cell: cell.kind)  # fmt: skip
@pytest.mark.parametrize("clip", [NoClip(), NormClip(threshold=0.01), ValueClip(threshold=0.001)])
def test_the_read_out_learns_as_torch_trains_a_linear_layer_on_fixed_states(cell: CellConfig, clip) -> None:
    """torch's Adam and its clipping, on the states that the frozen layers make."""
    lane = Lane(cell=cell, clip=clip, optimizer=Adam(learning_rate=0.02))
    experiment = Experiment(task=AddingTask(length=6), lanes=(lane,), batch_size=4, steps=9, precision="float64")
    trainer, linear = Trainer(experiment), nn.Linear(cell.hidden_size, 1, dtype=torch.float64)
    first = trainer.parameters(0)
    linear.load_state_dict({"weight": torch.tensor(first["W_hy"]), "bias": torch.tensor(first["b_y"])})
    theirs = torch.optim.Adam(linear.parameters(), lr=0.02)
    for _ in range(experiment.steps):
        h = trainer.lanes[0].measurement.trajectory.hidden_states()[-1][-1]
        loss = (linear(h) - trainer._batch.targets[-1]).square().mean()
        assert loss.item() == pytest.approx(trainer.lanes[0].measurement.loss, rel=1e-9)
        theirs.zero_grad()
        loss.backward()
        norm = torch.cat([parameter.grad.flatten() for parameter in linear.parameters()]).norm()
        assert norm.item() == pytest.approx(trainer.lanes[0].measurement.gradient_norm, rel=1e-6)
        match clip:
            case NormClip():
                nn.utils.clip_grad_norm_(linear.parameters(), clip.threshold)
            case ValueClip():
                nn.utils.clip_grad_value_(linear.parameters(), clip.threshold)
        theirs.step()
        trainer.advance()
    np.testing.assert_allclose(trainer.parameters(0)["W_hy"], linear.weight.detach().numpy(), rtol=1e-9)


@pytest.mark.parametrize("kernel", ["reference", "fused"])
def test_what_would_move_the_layers_is_shown_and_does_not_move_them(kernel: str) -> None:
    trainer = trained(Lane(cell=FROZEN, clip=NormClip(threshold=1e-3)), kernel, updates=40)
    frame = trainer.frame(Watch(panels=("norms",)))
    names = list(trainer.parameters(0))
    layers = [names.index(name) for name in names if name not in {"W_hy", "b_y"}]
    assert (frame["0/parameter_gradient_norm"][layers] > 0).all()
    assert (frame["0/update_ratio"][layers] == 0).all()
    assert frame["0/update_ratio"][names.index("W_hy")] > 0
    norm = trainer.scalars.since(0, trainer.step - 1)["gradient_norm"][-1]
    assert frame["0/clip_ratio"] == pytest.approx(min(1.0, 1e-3 / norm), rel=1e-4)
    assert (frame["0/hidden_gradient_norm"] > 0).any()


@pytest.mark.parametrize("kernel", ["reference", "fused"])
def test_a_branch_thaws(kernel: str) -> None:
    trainer = Trainer(
        Experiment(task=AddingTask(length=6), lanes=(Lane(cell=FROZEN),), batch_size=4, steps=30, kernel=kernel),
        kernels=kernel == "fused",
    )
    while trainer.step < 10:
        trainer.advance()
    cell = FROZEN.model_copy(update={"recurrence": "on"})
    trainer.branch(Lane(cell=cell, origin=Origin(lane=0, step=10)))
    trainer.tune(0, TuneChange(learning_rate=0.02))
    while trainer.state == "running":
        trainer.grow(100) or trainer.advance()
    frozen, thawed = trainer.parameters(0), trainer.parameters(1)
    assert not np.array_equal(frozen["W_hh.0"], thawed["W_hh.0"])
    assert np.array_equal(frozen["W_hh.0"], Trainer(trainer.experiment).parameters(0)["W_hh.0"])
