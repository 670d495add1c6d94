"""Any cell learns any task as both come: nothing raises, nothing warns, and the numbers stay finite."""

import math

import pytest

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.tasks import TASKS, MnistTask
from rnn_playground.training import Trainer

# MNIST's images come from a file or another package; its own tests bring some.
PLAIN = [model for model in TASKS if model is not MnistTask]


@pytest.mark.parametrize("model", PLAIN, ids=lambda model: model.model_fields["kind"].default)
def test_every_cell_trains_on_it(model) -> None:
    task = model(length=4) if "length" in model.model_fields else model()
    for cell in CELLS:
        trainer = Trainer(Experiment(task=task, lanes=(Lane(cell=cell(hidden_size=8)),), batch_size=2, steps=2))
        while trainer.advance():
            pass
        values = trainer.scalars.since(0, -1)
        assert trainer.state == "finished", cell
        assert all(map(math.isfinite, [*values["loss"], *values["metric"], *values["gradient_norm"]])), cell
        assert any(norm > 0 for norm in values["gradient_norm"]), cell
