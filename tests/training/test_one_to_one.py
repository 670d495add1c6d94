"""A sequence of one time step: one-to-one is the same code with T = 1."""

from __future__ import annotations

import pytest
import torch

from rnn_playground.experiment import Experiment, Lane, describe
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

EVERYTHING = Watch(panels=tuple(panel.kind for panel in PANELS))


@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.model_fields["kind"].default)
def test_every_cell_learns_it_and_everything_can_be_measured(kind) -> None:
    lane = Lane(cell=kind(hidden_size=8, layers=2), optimizer=Adam(learning_rate=0.03))
    document = Experiment(task=HelloTask(text="a", targets="b"), lanes=(lane,), batch_size=1, steps=120)
    assert describe(document)["task"]["structure"] == "one-to-one"
    trainer = Trainer(document, dtype=torch.float64)
    frame = trainer.frame(EVERYTHING)
    assert frame["input"].shape == (1, 2)
    assert frame["0/hidden_state"].shape == (2, 1, 8)
    assert frame["0/memory_horizon"] == 0
    for name, index in (("hidden_state", (0, 0, 3)), ("W_hy", (1, 2)), ("b_y", (0,))):
        check = trainer.check(0, name, index, 1e-5)
        assert check.finite_difference == pytest.approx(check.backprop, rel=1e-4, abs=1e-9)
    while trainer.advance():
        pass
    assert trainer.scalars.since(0, 118)["loss"][-1] < 0.2
    trainer.frame(EVERYTHING).encode()
