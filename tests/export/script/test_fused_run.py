"""A run by the fused kernels, the default engine, and its script: the same losses but for the order of a sum.

The script computes as the reference does, the kernels add the same products in another order. So each loss may differ
by rounding, which every further update carries on: float32 has 24 bits, the last of which is 6e-8 of a number. As
measured, the losses of 40 updates differ by 1.4e-6 of their size at most (irnn); the bound allows seven times that.
"""

from __future__ import annotations

import contextlib
import io
import sys
import types

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.experiment.cells import CELLS
from rnn_playground.export.script import script_of
from rnn_playground.training.trainer import Trainer

pytestmark = pytest.mark.usefixtures("kernels_at_hand")

UPDATES = 40
ROUNDING = 1e-5
WITH_KERNEL = [str(model.model_fields["kind"].default) for model in CELLS if model().has_kernel]


def losses_of_the_fused_run(experiment: Experiment) -> np.ndarray:
    trainer = Trainer(experiment, kernels=True)
    assert trainer.kernel == "fused"
    while trainer.advance():
        pass
    return np.asarray(trainer.scalars.since(0, -1)["loss"], dtype=np.float64)


def losses_of_the_script(experiment: Experiment) -> np.ndarray:
    module = types.ModuleType("script_of_a_fused_run")
    sys.modules[module.__name__] = module
    exec(compile(script_of(experiment), "script", "exec"), module.__dict__)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        document = module.EXPERIMENT
        module.train_and_print(document, document.weight_seed, document.data_seed)
    return np.array([float(line.split("\t")[1]) for line in out.getvalue().splitlines()[1:]])


@pytest.mark.parametrize("kind", WITH_KERNEL)
def test_the_script_of_a_fused_run_prints_its_losses_to_rounding(kind: str) -> None:
    lane = {"cell": {"kind": kind, "hidden_size": 8}, "optimizer": {"kind": "adam", "learning_rate": 0.01}}
    task = {"kind": "adding", "length": 12}
    document = {"task": task, "lanes": [lane], "batch_size": 8, "steps": UPDATES, "weight_seed": 3, "data_seed": 4}
    experiment = Experiment.model_validate(document)
    run, script = losses_of_the_fused_run(experiment), losses_of_the_script(experiment)
    assert len(run) == len(script) == UPDATES
    np.testing.assert_allclose(script, run, rtol=ROUNDING)
