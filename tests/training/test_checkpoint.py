import pytest

from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.cells import GruCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import IdentityInit
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
)
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.telemetry.codec import encode
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

TASK = AddingTask(length=5)
OPTIMIZERS: list[Optimizer] = [Sgd(), Momentum(), Nesterov(), RmsProp(), Adam(), AdamW()]
EXPLODING = Lane(
    cell=RnnCell(hidden_size=3, activation="identity", recurrent_init=IdentityInit(scale=3.0)),
    optimizer=Sgd(learning_rate=1e4),
    clip=NoClip(),
)


def start(*lanes: Lane, steps: int = 14) -> Trainer:
    return Trainer(Experiment(task=TASK, lanes=lanes, batch_size=3, steps=steps))


def advance(trainer: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        trainer.advance()
    return trainer


def assert_same(first: Trainer, second: Trainer) -> None:
    assert (first.step, first.state, first.divergences) == (second.step, second.state, second.divergences)
    assert first.experiment == second.experiment
    ours, theirs = first.frame(EVERYTHING), second.frame(EVERYTHING)
    assert ours.metadata == theirs.metadata
    assert {name: value.tobytes() for name, value in ours.tensors.items()} == {
        name: value.tobytes() for name, value in theirs.tensors.items()
    }
    for lane in range(len(first.lanes)):
        ours, theirs = first.scalars.since(lane, -1), second.scalars.since(lane, -1)
        assert all(ours[name].tobytes() == theirs[name].tobytes() for name in ours)
        weights, others = first.parameters(lane), second.parameters(lane)
        assert all(weights[name].tobytes() == others[name].tobytes() for name in weights)


@pytest.mark.parametrize("at", [0, 6])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.kind)
def test_a_restored_run_goes_on_bit_for_bit(optimizer: Optimizer, at: int) -> None:
    lanes = (Lane(cell=LstmCell(hidden_size=3), optimizer=optimizer), Lane(cell=GruCell(hidden_size=2)))
    original = advance(start(*lanes), at)
    restored = Trainer.restore(original.checkpoint())
    assert_same(original, restored)
    assert_same(advance(original, 5), advance(restored, 5))
    assert_same(advance(original, 20), advance(restored, 20))
    assert original.state == "finished"


@pytest.mark.parametrize("at", [6, 20])
def test_a_restored_run_may_have_more_updates_than_it_had(at: int) -> None:
    lanes = (Lane(cell=LstmCell(hidden_size=3)), Lane(cell=GruCell(hidden_size=2), optimizer=Momentum()))
    ended = advance(start(*lanes), at)
    restored = Trainer.restore(ended.checkpoint(), steps=25)
    undisturbed = advance(start(*lanes, steps=25), min(at, 13))
    assert restored.state == "running"
    assert_same(undisturbed, restored)
    assert_same(advance(undisturbed, 30), advance(restored, 30))
    assert Trainer.restore(ended.checkpoint(), steps=14).state == ended.state


def test_taking_a_checkpoint_disturbs_nothing() -> None:
    lane = Lane(cell=RnnCell(hidden_size=3))
    plain, watched = start(lane), start(lane)
    for _ in range(10):
        watched.checkpoint()
        watched.frame(EVERYTHING)
        watched.check(0, "W_hh.0", (0, 0), 1e-3)
        plain.advance(), watched.advance()
    assert_same(plain, watched)


def test_tunes_survive() -> None:
    original = advance(start(Lane(cell=RnnCell(hidden_size=3))), 3)
    original.tune(0, TuneChange(learning_rate=0.2))
    advance(original, 2)
    original.tune(0, TuneChange(clip=NormClip(threshold=0.01)))
    restored = Trainer.restore(original.checkpoint())
    assert_same(advance(original, 5), advance(restored, 5))
    assert [change.step for change in restored.experiment.lanes[0].changes] == [3, 5]


def test_a_diverged_lane_stays_diverged() -> None:
    original = start(EXPLODING, Lane(cell=RnnCell(hidden_size=3)), steps=60)
    while not original.divergences:
        original.advance()
    at_once = Trainer.restore(original.checkpoint())
    assert_same(original, at_once)
    assert_same(advance(original, 4), advance(at_once, 4))
    later = Trainer.restore(original.checkpoint())
    assert_same(original, later)
    assert_same(advance(original, 4), advance(later, 4))


@pytest.mark.parametrize("lane", [EXPLODING, Lane(cell=RnnCell(hidden_size=3))], ids=["diverged", "finished"])
def test_an_ended_run_is_restored_at_its_end(lane: Lane) -> None:
    original = advance(start(lane, steps=40), 50)
    restored = Trainer.restore(original.checkpoint())
    assert_same(original, restored)
    assert not restored.advance()


def test_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="can be restored"):
        Trainer.restore(encode({}, {"protocol": "1"}))
