import pytest
import torch

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask, HelloTask
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

CELLS: list[CellConfig] = [
    RnnCell(hidden_size=4),
    CwrnnCell(hidden_size=4),
    LstmCell(hidden_size=4, layers=2),
    GruCell(hidden_size=4),
]


def start(cell: CellConfig, dtype: torch.dtype = torch.float32) -> Trainer:
    return Trainer(Experiment(task=AddingTask(length=6), lanes=(Lane(), Lane(cell=cell)), batch_size=5), dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
def test_both_sides_agree_and_are_the_frames_numbers(cell: CellConfig, dtype: torch.dtype) -> None:
    trainer = start(cell, dtype)
    trainer.advance()
    frame = trainer.frame(EVERYTHING)
    tolerance = 1e-4 if dtype == torch.float32 else 1e-6
    for name, index in (("W_hh.0", (1, 2)), ("b_y", (0,)), ("W_xh.0", (3, 1))):
        check = trainer.check(1, name, index, 1e-4)
        assert check.backprop == pytest.approx(float(frame[f"1/gradient/{name}"][index]), rel=1e-6)
        assert check.finite_difference == pytest.approx(check.backprop, rel=tolerance)
        assert (check.epsilon, check.step) == (1e-4, 1)
    check = trainer.check(1, "hidden_state", (0, 3, 2), 1e-4)
    assert check.backprop == pytest.approx(float(frame["1/hidden_gradient"][0, 3, 2]), rel=1e-6)
    assert check.finite_difference == pytest.approx(check.backprop, rel=tolerance)


def test_the_watched_sample_is_checked() -> None:
    trainer = start(RnnCell(hidden_size=4))
    checks = [trainer.check(1, "hidden_state", (0, 2, 1), 1e-4, sample) for sample in (0, 4, 99)]
    assert checks[0].backprop != checks[1].backprop
    assert checks[1] == checks[2]
    assert checks[1].finite_difference == pytest.approx(checks[1].backprop, rel=1e-4)


def test_a_finished_run_can_be_checked() -> None:
    trainer = Trainer(Experiment(task=HelloTask(), lanes=(Lane(cell=RnnCell(hidden_size=3)),), steps=2))
    while trainer.advance():
        pass
    check = trainer.check(0, "W_hy", (2, 1), 1e-4)
    assert check.finite_difference == pytest.approx(check.backprop, rel=1e-4)


@pytest.mark.parametrize(
    ("lane", "name", "index", "complaint"),
    [
        (7, "b_y", (0,), "lane 7"),
        (1, "W_xx", (0, 0), "W_hh.0"),
        (1, "b_y", (1,), r"shape \[1\]"),
        (1, "b_y", (0, 0), r"shape \[1\]"),
        (1, "hidden_state", (0, 6, 0), r"shape \[1, 6, 4\]"),
        (1, "hidden_state", (0, -1, 0), r"shape \[1, 6, 4\]"),
    ],
)
def test_what_does_not_exist_is_refused(lane: int, name: str, index: tuple[int, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        start(RnnCell(hidden_size=4)).check(lane, name, index, 1e-4)
