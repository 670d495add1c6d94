"""Every task is computed by the kernels as they were compiled: for one set of types."""

from __future__ import annotations

import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.tasks import TASKS
from rnn_playground.kernels.training_steps import training_steps
from rnn_playground.training.trainer import Trainer

KINDS = sorted({task.model_fields["kind"].default for task in TASKS} - {"mnist"})


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_trains(kind, cell):
    lane = {"cell": {"kind": cell, "hidden_size": 8}, "bptt": {"kind": "truncated", "window": 3, "shift": 2}}
    for lanes in ([lane], [{"cell": lane["cell"]}] * 2):
        trainer = Trainer(Experiment.model_validate({"task": {"kind": kind}, "lanes": lanes, "steps": 5}), kernels=True)
        assert trainer.kernel == "fused"
        while trainer.advance():
            pass
        assert trainer.state == "finished"
    assert len(training_steps.signatures) == 1
