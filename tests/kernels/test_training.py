"""Training by the kernels: the reference's course, whole blocks like single steps, and going on as if nothing was."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground.experiment import Experiment, TuneChange
from rnn_playground.telemetry.scalars import QUANTITIES
from rnn_playground.training.trainer import Trainer

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
CLIPS = ({"kind": "none"}, {"kind": "norm", "threshold": 0.1}, {"kind": "value", "threshold": 0.01})


def document(*lanes, steps=60, task=None, **fields):
    whole = {"task": task or {"kind": "adding", "length": 12}, "lanes": list(lanes), "batch_size": 6, "steps": steps}
    return Experiment.model_validate({**whole, **fields})


def lane(kind="rnn", **fields):
    return {"cell": {"kind": kind, "hidden_size": 8}, **fields}


def scalars(trainer, number=0):
    return trainer.scalars.since(number, -1, 10_000)


def in_blocks(experiment, sizes=(5, 1, 16, 3)):
    """Train to the end, by as many updates at a time as ``sizes`` say in turn."""
    trainer, turn = Trainer(experiment, kernels=True), 0
    while trainer.state == "running":
        trainer.advance_by(sizes[turn % len(sizes)])
        turn += 1
    return trainer


def one_by_one(experiment):
    trainer = Trainer(experiment, kernels=True)
    while trainer.advance():
        pass
    return trainer


def assert_same(one, other, lanes=1):
    assert (one.step, one.state, one.divergences) == (other.step, other.state, other.divergences)
    for number in range(lanes):
        for name, values in scalars(one, number).items():
            np.testing.assert_array_equal(values, scalars(other, number)[name])
        for name, values in one.parameters(number).items():
            np.testing.assert_array_equal(values, other.parameters(number)[name])


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip["kind"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_updates_are_torchs(optimizer, clip):
    experiment = document(lane("lstm", optimizer={"kind": optimizer}, clip=clip), steps=12)
    right, found = Trainer(experiment), one_by_one(experiment)
    while right.advance():
        pass
    for name in QUANTITIES:
        np.testing.assert_allclose(scalars(found)[name], scalars(right)[name], rtol=2e-4)
    for name, values in right.parameters(0).items():
        np.testing.assert_allclose(found.parameters(0)[name], values, rtol=1e-3, atol=2e-5, err_msg=name)


@pytest.mark.parametrize("task", [{"kind": "adding", "length": 12}, {"kind": "text", "length": 9}])
def test_blocks_are_steps(task):
    experiment = document(lane(), lane("gru", bptt={"kind": "truncated", "window": 6, "shift": 2}), task=task)
    assert_same(in_blocks(experiment), one_by_one(experiment), lanes=2)


def test_a_change_is_applied_at_its_step():
    changes = [{"step": 7, "learning_rate": 0.1}, {"step": 20, "bptt": {"kind": "truncated", "window": 4, "shift": 2}}]
    experiment = document(lane(changes=changes))
    whole = in_blocks(experiment)
    assert_same(whole, one_by_one(experiment))
    tuned = Trainer(document(lane()), kernels=True)
    while tuned.state == "running":
        for change in (change for change in changes if change["step"] == tuned.step):
            tuned.tune(0, TuneChange.model_validate({name: value for name, value in change.items() if name != "step"}))
        due = [change["step"] - tuned.step for change in changes if change["step"] > tuned.step]
        tuned.advance_by(min([5, *due]))
    np.testing.assert_array_equal(scalars(tuned)["loss"], scalars(whole)["loss"])


def test_a_lane_that_diverges_stops_the_block_for_all():
    exploding = lane(optimizer={"kind": "sgd", "learning_rate": 1e6}, clip={"kind": "none"})
    exploding["cell"] |= {"activation": "identity"}
    experiment = document(lane(), exploding, lane("lstm"))
    blocks, steps = in_blocks(experiment, sizes=(16,)), one_by_one(experiment)
    assert [divergence.lane for divergence in blocks.divergences] == [1]
    assert 0 < blocks.divergences[0].step < 15
    assert_same(blocks, steps, lanes=3)


def test_a_lane_that_is_put_back_takes_up_its_changes_again():
    windows = [{"step": step, "bptt": {"kind": "truncated", "window": k, "shift": 2}} for step, k in ((4, 3), (12, 8))]
    exploding = lane(
        optimizer={"kind": "sgd", "learning_rate": 0.0},
        clip={"kind": "none"},
        changes=[{"step": 12, "learning_rate": 1e6}],
    )
    exploding["cell"] |= {"activation": "identity"}
    experiment = document(lane("gru", changes=windows), exploding, steps=30)
    blocks, steps = in_blocks(experiment, sizes=(16,)), one_by_one(experiment)
    assert 12 < blocks.divergences[0].step < 16  # within the block that begins with the changes
    assert_same(blocks, steps, lanes=2)


@pytest.mark.parametrize("task", [{"kind": "adding", "length": 12}, {"kind": "text", "length": 9}])
@pytest.mark.parametrize("kind", ["lstm", "cwrnn"])
def test_a_checkpoint_goes_on_with_the_same_bits(kind, task):
    experiment = document(lane(kind), task=task)
    whole = in_blocks(experiment)
    trainer = Trainer(experiment, kernels=True)
    trainer.advance_by(9)
    again = Trainer.restore(trainer.checkpoint())
    assert again.kernel == "fused"
    while again.state == "running":
        again.advance_by(7)
    assert_same(again, whole)


def test_lanes_without_a_kernel_run_beside_those_with():
    experiment = document(lane(), lane("lru"), steps=8)
    mixed, plain = one_by_one(experiment), Trainer(experiment)
    while plain.advance():
        pass
    assert mixed.kernel == "fused,reference"
    np.testing.assert_array_equal(scalars(mixed, 1)["loss"], scalars(plain, 1)["loss"])
    np.testing.assert_allclose(scalars(mixed, 0)["loss"], scalars(plain, 0)["loss"], rtol=1e-4)


def test_what_is_asked_for_is_taken():
    assert Trainer(document(lane(), kernel="fused")).kernel == "fused"
    assert Trainer(document(lane(), kernel="reference"), kernels=True).kernel == "reference"
    assert Trainer(document(lane("lstm"))).kernel == "reference"
    peepholes = {"cell": {"kind": "lstm", "hidden_size": 8, "peepholes": True}}
    assert Trainer(document(peepholes), kernels=True).kernel == "reference"
