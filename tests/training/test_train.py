import subprocess
import sys

import numpy as np
import pytest

from rnn_playground import Experiment, Watch, train
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import LstmCell, RnnCell
from rnn_playground.experiment.initialisations import IdentityInit
from rnn_playground.experiment.learning import NoClip, Sgd
from rnn_playground.experiment.tasks import AddingTask, HelloTask
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training import Trainer, warm_up

HELLO = Experiment(
    task=HelloTask(), lanes=(Lane(cell=RnnCell(hidden_size=3)), Lane(cell=LstmCell(hidden_size=2))), steps=11
)


@pytest.mark.parametrize(
    ("every", "steps"), [(1, list(range(11))), (4, [0, 4, 8, 10]), (5, [0, 5, 10]), (100, [0, 10])]
)
def test_frames_are_thinned_and_scalars_never(every: int, steps: list[int]) -> None:
    frames = list(train(HELLO, every=every))
    assert [frame.step for frame in frames] == steps
    trainer = Trainer(HELLO, kernels=load_kernels(compile_missing=False))  # what train takes, too
    while trainer.advance():
        pass
    for lane in range(2):
        log = trainer.scalars.since(lane, -1)
        for name in ("steps", "loss", "metric", "gradient_norm"):
            joined = np.concatenate([frame[f"{lane}/{name}"] for frame in frames])
            np.testing.assert_array_equal(joined, log[name])


def test_panels_are_watched() -> None:
    frame = next(train(HELLO, Watch(panels=("spectrum",))))
    assert frame["0/recurrent_eigenvalues"].shape == (1, 3, 2)


def test_the_last_frame_of_a_diverging_run_is_yielded() -> None:
    cell = RnnCell(hidden_size=4, activation="identity", recurrent_init=IdentityInit(scale=3.0))
    lane = Lane(cell=cell, optimizer=Sgd(learning_rate=1e4), clip=NoClip())
    frames = list(train(Experiment(task=AddingTask(length=6), lanes=(lane,), steps=1000), every=1000))
    assert len(frames) == 2
    assert frames[1].step < 999
    assert frames[1]["0/steps"][-1] == frames[1].step
    assert not np.isfinite([frames[1]["0/loss"][-1], frames[1]["0/gradient_norm"][-1]]).all()


def test_every_must_be_positive() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(train(HELLO, every=0))


def test_warm_up_loads_what_torch_loads_lazily() -> None:
    """After it, the first steps of a run import nothing more."""
    program = """
import sys
from rnn_playground.training import Trainer, warm_up
from rnn_playground.experiment import Experiment
warm_up()
before = set(sys.modules)
trainer = Trainer(Experiment(steps=3))
while trainer.advance():
    pass
sys.exit(len(set(sys.modules) - before))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=120).returncode == 0
    warm_up()
