"""A branch that is made while a run goes on comes out as the document says that has it from the start, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from rnn_playground.experiment import Change, Experiment, Lane, TuneChange
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.cells import CwrnnCell, LruCell, LstmCell, RnnCell
from rnn_playground.experiment.errors import Refusal
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
    TruncatedBptt,
)
from rnn_playground.experiment.tasks import AddingTask, Task, TextTask
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

TASK = AddingTask(length=6)
TEXT = TextTask(corpus="own", text="the quick brown fox jumps over the lazy dog", length=6)
TRUNK = Lane(cell=RnnCell(hidden_size=4), optimizer=Adam(learning_rate=0.02))
RELU = TRUNK.cell.model_copy(update={"activation": "relu"})
EXPLODING = Lane(
    cell=RnnCell(hidden_size=4, activation="identity", recurrent_init=IdentityInit()),
    optimizer=Sgd(learning_rate=0.1),
    clip=NoClip(),
)
KERNELS = ["reference", "fused"]


@pytest.fixture(autouse=True, scope="module")
def compiled_kernels(kernels_at_hand: None) -> None:
    """Half of the tests ask for them."""


def branch_of(lane: Lane, step: int, *, trunk: int = 0, **change: object) -> Lane:
    return lane.model_copy(update={**change, "origin": Origin(lane=trunk, step=step)})


def trainer_of(
    lanes: tuple[Lane, ...], *, task: Task = TASK, steps: int = 40, kernel: str = "reference", kept: int = 0
):
    experiment = Experiment(task=task, lanes=lanes, batch_size=3, steps=steps, kernel=kernel)
    return Trainer(experiment, kept_states=lambda: kept)


def go(trainer: Trainer, step: int) -> Trainer:
    while trainer.step < step and trainer.advance():
        pass
    return trainer


def grow(trainer: Trainer, updates: int = 7) -> Trainer:
    while trainer.growing:
        trainer.grow(updates)
    return trainer


def finish(trainer: Trainer) -> Trainer:
    """To the end, branch and trunk taking turns."""
    while trainer.state == "running":
        trainer.grow(3)
        trainer.advance_by(1)
    return trainer


def assert_same(first: Trainer, second: Trainer, *, frames: bool = True) -> None:
    assert first.experiment == second.experiment
    assert (first.step, first.state, first.kernel) == (second.step, second.state, second.kernel)
    assert sorted(first.divergences) == sorted(second.divergences)
    for lane in range(len(first.lanes)):
        ours, theirs = first.scalars.since(lane, -1), second.scalars.since(lane, -1)
        assert {name: value.tobytes() for name, value in ours.items()} == {
            name: value.tobytes() for name, value in theirs.items()
        }, lane
        weights, others = first.parameters(lane), second.parameters(lane)
        assert all(weights[name].tobytes() == others[name].tobytes() for name in weights)
    if frames:
        ours, theirs = first.frame(EVERYTHING).tensors, second.frame(EVERYTHING).tensors
        assert {name: value.tobytes() for name, value in ours.items()} == {
            name: value.tobytes() for name, value in theirs.items()
        }


def live_and_written(lane: Lane, make: Callable[..., Trainer], *, at: int) -> tuple[Trainer, Trainer]:
    """The run to which ``lane`` was added at step ``at``, and the one whose document has it."""
    live = go(make((TRUNK,)), at)
    live.branch(lane)
    return finish(live), finish(make((TRUNK, lane)))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("at", [10, 11, 25, 39])
def test_a_branch_made_live_equals_the_document_that_has_it(kernel: str, at: int) -> None:
    lane = branch_of(TRUNK, 10, cell=RELU)

    def make(lanes: tuple[Lane, ...]) -> Trainer:
        return trainer_of(lanes, kernel=kernel, kept=10**6)

    assert_same(*live_and_written(lane, make, at=at))


@pytest.mark.parametrize("kernel", KERNELS)
def test_without_a_change_it_is_its_trunk(kernel: str) -> None:
    trunk = TRUNK.model_copy(
        update={"changes": (Change(step=4, learning_rate=0.1), Change(step=15, clip=NormClip(threshold=0.01)))}
    )
    trainer = finish(trainer_of((trunk, branch_of(trunk, 9)), kernel=kernel))
    ours, theirs = (trainer.scalars.since(lane, 8) for lane in (0, 1))
    assert ours["steps"].tolist() == theirs["steps"].tolist() == list(range(9, 40))
    assert all(ours[name].tobytes() == theirs[name].tobytes() for name in ours)


def test_its_scalars_begin_at_its_origin_and_its_first_loss_is_its_own() -> None:
    trainer = finish(trainer_of((TRUNK, branch_of(TRUNK, 10, cell=RELU), branch_of(TRUNK, 10))))
    log = [trainer.scalars.since(lane, -1) for lane in range(3)]
    assert log[1]["steps"].tolist() == list(range(10, 40))
    assert log[1]["loss"][0] != log[0]["loss"][10] == log[2]["loss"][0]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    "change",
    [
        {"clip": NoClip()},
        {"bptt": TruncatedBptt(window=3, shift=2)},
        {"optimizer": Sgd(learning_rate=0.3)},
        {"optimizer": Adam(learning_rate=0.3)},
        {"cell": RnnCell(hidden_size=4, recurrence="off")},
        {"cell": RnnCell(hidden_size=4, recurrence="frozen")},
        {"cell": RELU},
    ],
    ids=["clip", "bptt", "rule", "rate", "off", "frozen", "activation"],
)
@pytest.mark.parametrize("task", [TASK, TEXT], ids=["fresh", "carried"])
def test_every_one_change_with_tunes_before_and_after(task: Task, change: dict[str, object], kernel: str) -> None:
    changes = (Change(step=3, learning_rate=0.05), Change(step=20, bptt=TruncatedBptt(window=4, shift=1)))
    lane = branch_of(TRUNK, 12, changes=changes, **change)

    def make(lanes: tuple[Lane, ...]) -> Trainer:
        return trainer_of(lanes, task=task, kernel=kernel)

    live = go(make((TRUNK,)), 5)
    live.tune(0, TuneChange(learning_rate=0.1))
    go(live, 18)
    live.tune(0, TuneChange(bptt=TruncatedBptt(window=2, shift=2)))
    go(live, 30)
    live.branch(lane)
    assert_same(finish(live), finish(make(live.experiment.lanes)))


@pytest.mark.parametrize("rules", list(pairwise([Adam(), AdamW(), RmsProp(), Momentum(), Nesterov(), Sgd(), Adam()])))
@pytest.mark.parametrize("kernel", KERNELS)
def test_averages_go_on_where_the_rule_keeps_the_same(rules: tuple[Optimizer, Optimizer], kernel: str) -> None:
    trunk, other = (Lane(cell=LstmCell(hidden_size=3), optimizer=rule) for rule in rules)
    lane = branch_of(other, 8)
    live = go(trainer_of((trunk,), kernel=kernel), 20)
    live.branch(lane)
    written = trainer_of((trunk, lane), kernel=kernel)
    assert_same(finish(live), finish(written))


def test_links_that_the_branch_does_not_have_stay_at_zero() -> None:
    trunk = Lane(cell=CwrnnCell(hidden_size=4, periods=(1,)))
    slower = branch_of(trunk, 10, cell=CwrnnCell(hidden_size=4, periods=(1, 2)))
    cut = branch_of(trunk, 10, cell=CwrnnCell(hidden_size=4, periods=(1,), recurrence="off"))
    trainer = finish(trainer_of((trunk, slower, cut)))
    assert trainer.parameters(0)["W_hh.0"].all()
    assert not trainer.parameters(1)["W_hh.0"][2:, :2].any()
    assert trainer.parameters(1)["W_hh.0"][:2].all()
    assert not trainer.parameters(2)["W_hh.0"].any()


def test_a_cell_without_kernel_branches_by_the_reference() -> None:
    trunk = Lane(cell=LruCell(hidden_size=3))
    lane = branch_of(trunk, 6, clip=NoClip())
    live = go(trainer_of((trunk,), kernel="auto"), 15)
    live.branch(lane)
    assert_same(finish(live), finish(trainer_of((trunk, lane), kernel="auto")))


@pytest.mark.parametrize("kernel", KERNELS)
def test_branches_of_branches(kernel: str) -> None:
    lanes = (TRUNK, branch_of(TRUNK, 6, cell=RELU), branch_of(TRUNK, 9, trunk=1), branch_of(TRUNK, 6, trunk=1))
    live = go(trainer_of(lanes[:1], kernel=kernel), 30)
    for lane in lanes[1:]:
        number = live.branch(lane)
        while number == 1 and live.scalars.last(1) < 9:  # the others grow from it while it is still behind itself
            live.grow(2)
    assert_same(finish(live), finish(trainer_of(lanes, kernel=kernel)))


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_trunk_does_not_feel_its_branches(kernel: str) -> None:
    alone, with_branches = trainer_of((TRUNK,), kernel=kernel), trainer_of((TRUNK, branch_of(TRUNK, 3)), kernel=kernel)
    go(with_branches, 20).branch(branch_of(TRUNK, 7, clip=NoClip()))
    ours, theirs = (finish(trainer).scalars.since(0, -1) for trainer in (alone, with_branches))
    assert all(ours[name].tobytes() == theirs[name].tobytes() for name in ours)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("kept", [0, 10**6])
def test_kept_states_change_nothing_but_the_way(kernel: str, kept: int) -> None:
    steps = 500
    live = trainer_of((TRUNK,), kernel=kernel, steps=steps, kept=kept)
    while live.step < 400:
        live.advance_by(400 - live.step)
    live.branch(branch_of(TRUNK, 333, cell=RELU))
    replayed = 0
    while live.growing:
        replayed += live.grow(1000)
    assert replayed == 400 if kept == 0 else 400 - 333 <= replayed < 400 - 333 + 2 * 64
    written = trainer_of((TRUNK, branch_of(TRUNK, 333, cell=RELU)), kernel=kernel, steps=steps)
    assert_same(finish(live), finish(written))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 50])
def test_a_run_restored_while_its_branch_is_behind_goes_on_bit_for_bit(kernel: str, after: int) -> None:
    lane = branch_of(TRUNK, 12, cell=RELU, bptt=TruncatedBptt(window=3, shift=2))
    live = go(trainer_of((TRUNK,), task=TEXT, kernel=kernel), 25)
    live.branch(lane)
    for _ in range(after):
        live.grow(5)
    restored = Trainer.restore(live.checkpoint())
    assert restored.growing == live.growing
    assert_same(live, restored)
    assert_same(finish(live), finish(restored))
    assert_same(restored, finish(trainer_of((TRUNK, lane), task=TEXT, kernel=kernel)))


def test_a_run_restored_before_its_branch_begins_still_has_it() -> None:
    lanes = (TRUNK, branch_of(TRUNK, 20, cell=RELU))
    early = Trainer.restore(go(trainer_of(lanes), 6).checkpoint())
    assert_same(finish(early), finish(trainer_of(lanes)))


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_finished_run_goes_on_with_the_branch_alone_and_finishes_again(kernel: str) -> None:
    lane = branch_of(TRUNK, 12, cell=RELU)
    live = finish(trainer_of((TRUNK,), kernel=kernel))
    assert live.state == "finished"
    live.branch(lane)
    assert live.state == "running"
    assert live.advance_by(5) == 0
    assert grow(live).state == "finished"
    assert_same(live, finish(trainer_of((TRUNK, lane), kernel=kernel)))
    assert_same(live, Trainer.restore(live.checkpoint()))


def exploding_run() -> Trainer:
    trainer = trainer_of((EXPLODING,))
    while trainer.advance():
        pass
    assert trainer.state == "diverged"
    assert trainer.step > 3
    return trainer


def test_a_diverged_run_goes_on_with_a_branch_from_before() -> None:
    live = exploding_run()
    lane = branch_of(EXPLODING, 2, optimizer=Sgd(learning_rate=1e-3), clip=NormClip())
    live.branch(lane)
    assert_same(finish(live), finish(trainer_of((EXPLODING, lane))))
    assert live.state == "finished"
    assert [entry.lane for entry in live.divergences] == [0]


def test_a_branch_may_diverge_while_it_is_behind() -> None:
    lane = branch_of(TRUNK, 5, cell=EXPLODING.cell, optimizer=Sgd(learning_rate=1e4), clip=NoClip())
    live = go(trainer_of((TRUNK,)), 35)
    live.branch(lane)
    half_way = Trainer.restore(live.checkpoint())
    written = finish(trainer_of((TRUNK, lane)))
    assert_same(finish(live), written)
    assert_same(finish(half_way), written)
    assert [entry.lane for entry in live.divergences] == [1]
    assert live.divergences[0].step < 35
    assert live.state == "finished"


def test_a_branch_that_diverges_at_the_step_of_the_run_shows_it_as_the_written_one_does() -> None:
    lane = branch_of(TRUNK, 5, cell=EXPLODING.cell, optimizer=Sgd(learning_rate=1e4), clip=NoClip())
    end = finish(trainer_of((TRUNK, lane))).divergences[0].step
    live = go(trainer_of((TRUNK,)), end)
    live.branch(lane)
    grow(live)
    assert_same(live, go(trainer_of((TRUNK, lane)), end))
    assert_same(live, Trainer.restore(live.checkpoint()))


def test_a_branch_whose_trunk_diverged_before_it_leaves_with_it() -> None:
    end = exploding_run().step
    lanes = (EXPLODING, branch_of(EXPLODING, end + 2), branch_of(EXPLODING, end + 4, trunk=1), TRUNK)
    trainer = finish(trainer_of(lanes))
    assert [(entry.lane, entry.step) for entry in trainer.divergences] == [(0, end), (1, end), (2, end)]
    assert [trainer.scalars.last(lane) for lane in range(4)] == [end, -1, -1, 39]
    restored = Trainer.restore(go(trainer_of(lanes), end).checkpoint())
    assert_same(finish(restored), trainer)


@pytest.mark.parametrize(
    ("lane", "type"),
    [
        (branch_of(TRUNK, 26), "origin_ahead"),
        (branch_of(TRUNK, 4, trunk=2), "origin_diverged"),
        (branch_of(TRUNK, 30, trunk=1), "lane_behind"),
    ],
)
def test_what_has_not_been_trained_cannot_be_branched(lane: Lane, type: str) -> None:
    lanes = (TRUNK, branch_of(TRUNK, 30), EXPLODING)
    run = go(trainer_of(lanes), 25)
    with pytest.raises(Refusal) as refused:
        run.branch(lane)
    assert refused.value.type == type
    assert len(run.lanes) == 3


def test_a_branch_that_is_behind_is_neither_tuned_nor_asked() -> None:
    live = go(trainer_of((TRUNK,)), 20)
    live.branch(branch_of(TRUNK, 4))
    for act in (lambda: live.tune(1, TuneChange(learning_rate=0.1)), lambda: live.check(1, "b_y", (0,), 1e-3)):
        with pytest.raises(Refusal, match="lane 1 is a branch"):
            act()
    assert "1/hidden_state" not in live.frame(EVERYTHING)
    assert "1/hidden_state" in grow(live).frame(EVERYTHING)
    live.tune(1, TuneChange(learning_rate=0.1))
    assert_same(finish(live), finish(trainer_of(live.experiment.lanes)))


@pytest.mark.parametrize("kernel", KERNELS)
def test_on_its_way_it_is_seen_at_the_stops_as_the_written_one_is_then(kernel: str) -> None:
    lane = branch_of(TRUNK, 10, cell=RELU)
    live = go(trainer_of((TRUNK,), kernel=kernel), 30)
    live.branch(lane, stops=(4, 10, 17, 25, 30))
    seen = []
    while live.growing:
        live.grow(100)
        if (frame := live.beside(EVERYTHING)) is not None:
            seen.append(frame)
    assert [frame.step for frame in seen] == [10, 17, 25]
    written = go(trainer_of((TRUNK, lane), kernel=kernel), 17).frame(EVERYTHING)
    assert seen[1].tensors
    assert all(value.tobytes() == written[name].tobytes() for name, value in seen[1].tensors.items())
    assert_same(finish(live), finish(trainer_of((TRUNK, lane), kernel=kernel)))
