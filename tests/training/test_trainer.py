import numpy as np
import pytest

from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.experiment import Change
from rnn_playground.experiment.initialisations import IdentityInit
from rnn_playground.experiment.learning import (
    Adam,
    AdamW,
    Momentum,
    NoClip,
    NormClip,
    Optimizer,
    RmsProp,
    Sgd,
    ValueClip,
)
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, Task, TemporalOrderTask
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

TASK = AddingTask(length=6)
TANH = Lane(cell=RnnCell(hidden_size=4))
LSTM = Lane(cell=LstmCell(hidden_size=3), optimizer=Adam(learning_rate=0.02))
IRNN = Lane(cell=IrnnCell(hidden_size=5), clip=NoClip(), optimizer=Sgd())
EXPLODING = Lane(
    cell=RnnCell(hidden_size=4, activation="identity", recurrent_init=IdentityInit(scale=3.0)),
    optimizer=Sgd(learning_rate=1e4),
    clip=NoClip(),
)


def run(lanes: tuple[Lane, ...], steps: int = 12, task: Task = TASK, **fields) -> Trainer:
    trainer = Trainer(Experiment(task=task, lanes=lanes, batch_size=4, steps=steps, **fields))
    while trainer.advance():
        pass
    return trainer


def losses(trainer: Trainer, lane: int = 0) -> list[float]:
    return trainer.scalars.since(lane, -1)["loss"].tolist()


def same_bits(first: dict, second: dict) -> bool:
    return first.keys() == second.keys() and all(first[name].tobytes() == second[name].tobytes() for name in first)


def test_equal_documents_give_equal_bits() -> None:
    first, second = run((TANH, LSTM)), run((TANH, LSTM))
    for lane in range(2):
        assert same_bits(first.scalars.since(lane, -1), second.scalars.since(lane, -1))
        assert same_bits(first.parameters(lane), second.parameters(lane))


def test_a_lane_does_not_feel_its_neighbours_or_its_place() -> None:
    alone, first, last = run((LSTM,)), run((LSTM, TANH, IRNN)), run((TANH, IRNN, LSTM))
    assert losses(alone) == losses(first, 0) == losses(last, 2)
    assert same_bits(alone.parameters(0), last.parameters(2))


def test_seeds_change_what_they_name() -> None:
    plain, other_data, other_weights = run((TANH,)), run((TANH,), data_seed=1), run((TANH,), weight_seed=1)
    assert losses(plain) != losses(other_data)
    assert losses(plain) != losses(other_weights)
    weights = [Trainer(Experiment(task=TASK, lanes=(TANH,), data_seed=seed)).parameters(0) for seed in (0, 1)]
    assert same_bits(*weights)


def test_every_step_is_measured_once_and_the_run_ends() -> None:
    trainer = Trainer(Experiment(task=TASK, lanes=(TANH,), steps=3))
    assert (trainer.step, trainer.state) == (0, "running")
    assert [trainer.advance(), trainer.advance(), trainer.advance(), trainer.advance()] == [True, True, False, False]
    assert (trainer.step, trainer.state) == (2, "finished")
    assert trainer.scalars.since(0, -1)["steps"].tolist() == [0, 1, 2]


def test_a_finished_run_still_shows_its_last_step_before_the_update() -> None:
    finished = run((TANH,), steps=3)
    going = Trainer(Experiment(task=TASK, lanes=(TANH,), batch_size=4, steps=4))
    going.advance(), going.advance()
    assert same_bits(dict(finished.frame(EVERYTHING).tensors), dict(going.frame(EVERYTHING).tensors))
    going.advance()
    assert same_bits(finished.parameters(0), going.parameters(0))


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.3},
        {"clip": NormClip(threshold=0.01)},
        {"clip": ValueClip(threshold=0.001), "learning_rate": 0.0},
        {"clip": NoClip()},
    ],
    ids=["rate", "norm", "value-and-rate", "none"],
)
@pytest.mark.parametrize("optimizer", [Adam(), Momentum()], ids=["adam", "momentum"])
def test_tuning_equals_the_document_with_that_change(change: dict, optimizer: Optimizer) -> None:
    lane = Lane(cell=RnnCell(hidden_size=4), optimizer=optimizer)
    tuned = Trainer(Experiment(task=TASK, lanes=(TANH, lane), batch_size=4, steps=12))
    for _ in range(5):
        tuned.advance()
    assert tuned.tune(1, TuneChange(**change)) == 5
    while tuned.advance():
        pass
    written = run((TANH, lane.model_copy(update={"changes": (Change(step=5, **change),)})))
    assert tuned.experiment == written.experiment
    assert losses(tuned, 1) == losses(written, 1)
    assert losses(tuned, 0) == losses(written, 0)
    untuned = run((TANH, lane))
    assert losses(tuned, 1)[:6] == losses(untuned, 1)[:6]
    assert losses(tuned, 1)[6:] != losses(untuned, 1)[6:]


def test_changes_apply_in_the_order_of_the_document() -> None:
    changes = (Change(step=4, learning_rate=0.5), Change(step=2, learning_rate=0.1), Change(step=4, learning_rate=0.0))
    trainer = Trainer(Experiment(task=TASK, lanes=(TANH.model_copy(update={"changes": changes}),), steps=9))
    while trainer.step < 4:
        trainer.advance()
    before = trainer.parameters(0)
    trainer.advance()
    assert same_bits(before, trainer.parameters(0))


def test_a_learning_rate_of_zero_learns_nothing() -> None:
    trainer = run((Lane(cell=RnnCell(hidden_size=3), optimizer=Adam(learning_rate=0.0)),), task=HelloTask())
    assert len(set(losses(trainer))) == 1


def test_a_diverging_lane_stops_and_leaves_the_others_alone() -> None:
    trainer = run((EXPLODING, LSTM, TANH), steps=40)
    (divergence,) = trainer.divergences
    assert divergence.lane == 0
    assert trainer.state == "finished"
    assert 0 < divergence.step < 39
    assert trainer.scalars.last(0) == divergence.step
    scalars = trainer.scalars.since(0, -1)
    assert np.isfinite(scalars["loss"][:-1]).all()
    assert losses(trainer, 1) == losses(run((LSTM,), steps=40))
    assert losses(trainer, 2) == losses(run((TANH,), steps=40))
    assert not any(name.startswith("0/") for name in trainer.frame(EVERYTHING).tensors)


def test_the_last_frame_of_a_diverged_lane_shows_how_it_left() -> None:
    trainer = run((EXPLODING,), steps=40)
    assert trainer.state == "diverged"
    assert not trainer.advance()
    assert trainer.step == trainer.divergences[0].step
    frame = trainer.frame(EVERYTHING)
    assert frame["0/hidden_state"].shape == (1, 6, 4)
    assert frame["0/recurrent_eigenvalues"].shape == (1, 4, 2)


def linear(w_xh: float, w_hy: float, b_y: float = 0.0, learning_rate: float = 0.0) -> Lane:
    """y = w_hy (2 w_xh (value + mark)) + b_y, without memory."""
    weights = {
        "W_xh.0": ((w_xh, w_xh), (w_xh, w_xh)),
        "W_hh.0": ((0.0, 0.0), (0.0, 0.0)),
        "b_xh.0": (0.0, 0.0),
        "b_hh.0": (0.0, 0.0),
        "W_hy": ((w_hy, w_hy),),
        "b_y": (b_y,),
    }
    cell = RnnCell(hidden_size=2, activation="identity")
    return Lane(cell=cell, optimizer=Sgd(learning_rate=learning_rate), clip=NoClip(), initial_weights=weights)


@pytest.mark.parametrize(
    ("lane", "quantity", "step"),
    [
        (linear(0.0, 0.0, b_y=1e20), "loss", 0),  # (1e20)² is beyond float32
        (linear(1e-13, 1e30), "gradient_norm", 0),  # loss near 1e34, ∂L/∂b_xh near 1e47
        (linear(0.0, 0.0, b_y=1e15, learning_rate=1e6), "loss", 1),
        (linear(1e15, 1e3, learning_rate=1e6), "parameters", 1),  # ∂L/∂W_hy near 1e33
    ],
    ids=["loss", "gradient_norm", "loss later", "parameters"],
)
def test_divergence_names_the_quantity_that_left_first(lane: Lane, quantity: str, step: int) -> None:
    trainer = run((lane,))
    assert trainer.divergences == [(0, step, quantity)]
    assert trainer.state == "diverged"
    assert trainer.scalars.last(0) == step


def test_tuning_needs_a_lane_that_trains() -> None:
    with pytest.raises(ValueError, match="does not train any more"):
        run((TANH,)).tune(0, TuneChange(learning_rate=0.1))
    trainer = Trainer(Experiment(lanes=(TANH,)))
    with pytest.raises(ValueError, match="lane 1"):
        trainer.tune(1, TuneChange(learning_rate=0.1))


@pytest.mark.parametrize("recurrence", ["on", "off"])
def test_hello_needs_its_recurrence_to_cross_the_memoryless_floor(recurrence) -> None:
    lane = Lane(cell=RnnCell(hidden_size=3, recurrence=recurrence), optimizer=Adam(learning_rate=0.01))
    document = Experiment(task=HelloTask(), lanes=(lane,), batch_size=1, steps=300)
    trainer = Trainer(document)
    while trainer.advance():
        pass
    floor = document.task.facts().floor
    assert floor == pytest.approx(0.3466, abs=1e-4)
    scalars = trainer.scalars.since(0, -1)
    if recurrence == "on":
        assert scalars["loss"][-1] < 0.1
        assert scalars["metric"][-1] == 1.0
    else:
        assert scalars["loss"].min() > floor
        assert scalars["metric"].max() <= 0.75
        assert not trainer.parameters(0)["W_hh.0"].any()


CELLS: list[CellConfig] = [
    RnnCell(hidden_size=8, layers=2),
    IrnnCell(hidden_size=8, layers=2),
    CwrnnCell(hidden_size=8, layers=2),
    LstmCell(hidden_size=8, layers=2),
    GruCell(hidden_size=8, layers=2),
]
TASKS: list[Task] = [HelloTask(), AddingTask(length=4), TemporalOrderTask(length=4), SineTask(length=4)]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
def test_every_cell_learns_on_every_task(cell: CellConfig, task: Task) -> None:
    trainer = run((Lane(cell=cell, optimizer=RmsProp(learning_rate=0.003)),), steps=40, task=task)
    assert trainer.state == "finished"
    assert np.mean(losses(trainer)[-8:]) < np.mean(losses(trainer)[:8])


def test_masked_weights_stay_zero_under_weight_decay() -> None:
    cell = CwrnnCell(hidden_size=4, periods=(1, 2))
    trainer = run((Lane(cell=cell, optimizer=AdamW(weight_decay=0.5)),))
    recurrent = trainer.parameters(0)["W_hh.0"]
    assert not recurrent[2:, :2].any()
    assert recurrent[:2].all()
