"""A map's tiles in a real worker: what no run wants is theirs, and nothing else."""

from __future__ import annotations

import os
import signal

import pytest

from rnn_playground.engine.engine import OrderRefused, RunFailed, RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import HoldAt, RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.tile import profile, reading
from rnn_playground.training.trainer import Trainer

PATIENCE = 60
SMALL = {"task": {"kind": "adding", "length": 12}, "batch_size": 4, "kernel": "reference"}
TILE = Experiment.model_validate({**SMALL, "steps": 30})
LONG = Experiment.model_validate({**SMALL, "steps": 100_000})


@pytest.fixture(scope="module")
def engine():
    running = LocalEngine(1)
    running.open()
    yield running
    running.close()


@pytest.fixture
def theirs(engine):
    """Another learner's run, as fast as it goes: it wants every slice."""
    engine.start("theirs", StartRequest(LONG, RunControl(), Watch())).result(PATIENCE)
    yield "theirs"
    engine.stop("theirs").result(PATIENCE)


def test_a_tile_is_the_run_that_is_trained_by_itself(engine):
    answer = engine.tile("tile", TILE, "").result(PATIENCE)
    trainer = Trainer(TILE)
    first = profile(trainer)
    while trainer.advance():
        pass
    assert answer.body == reading(trainer, first)


def test_a_tile_waits_while_another_learners_run_wants_the_time(engine, theirs):
    tile = engine.tile("waits", TILE, "mine")
    report = engine.poll(theirs, [0], 4096, PATIENCE, 0.0).result(PATIENCE)
    while report.step < 150:  # five times what the tile itself needs
        report = engine.poll(theirs, [report.newest[0]], 4096, PATIENCE, 0.0).result(PATIENCE)
        assert report.condition == "running"
    assert not tile.done()
    engine.command(theirs, HoldAt()).result(PATIENCE)
    engine.poll(theirs, [report.newest[0]], 4096, PATIENCE, 0.0).result(PATIENCE)
    assert tile.result(PATIENCE).body["loss_steps"][-1] == TILE.steps - 1


def test_a_tile_takes_turns_with_the_run_of_its_own_session(engine, theirs):
    assert engine.tile("beside", TILE, theirs).result(PATIENCE).body["kernel"] == "reference"
    assert engine.poll(theirs, [0], 1, 0.0, 0.0).result(PATIENCE).condition == "running"


def test_a_tile_that_is_given_up_leaves_nothing_behind(engine, theirs):
    tile = engine.tile("given up", TILE, "mine")
    engine.stop("given up").result(PATIENCE)
    with pytest.raises(OrderRefused, match="given up"):
        tile.result(PATIENCE)
    assert "given up" not in engine.workers[0].tiles


def test_a_tile_that_cannot_be_done_says_why_and_ends_nobody_else(engine, theirs):
    with pytest.raises(RunFailed):
        engine.tile("impossible", TILE.model_copy(update={"device": "cuda"}), theirs).result(PATIENCE)
    assert engine.poll(theirs, [0], 1, 0.0, 0.0).result(PATIENCE).condition == "running"
    engine.stop("impossible")


def test_tiles_are_no_reason_for_a_run_to_go_elsewhere():
    crowd = LocalEngine(2)
    crowd.open()
    try:
        first = crowd.start("a", StartRequest(LONG, RunControl(until=0), Watch()))
        place = next(worker for worker in crowd.workers if "a" in worker.runs)
        other = next(worker for worker in crowd.workers if worker is not place)
        for number in range(3):
            crowd.tile(f"tile {number}", LONG, "")
        assert [len(place.tiles), len(other.tiles)] == [0, 3]
        first.result(PATIENCE)
        crowd.tile("own", LONG, "a")
        assert place.tiles == {"own"}
    finally:
        crowd.close()


def test_a_lost_worker_loses_its_tiles(engine):
    tile = engine.tile("lost", LONG, "")
    engine.start("there", StartRequest(TILE, RunControl(until=0), Watch())).result(PATIENCE)  # so it has been read
    os.kill(engine.workers[0].pid, signal.SIGKILL)
    with pytest.raises(RunLost):
        tile.result(PATIENCE)
    with pytest.raises(RunLost):
        engine.stop("lost").result(PATIENCE)


def test_a_run_that_stands_back_waits_as_a_tile_does_and_is_the_same_run(engine, theirs):
    engine.start("back", StartRequest(TILE, RunControl(), Watch(), beside="")).result(PATIENCE)
    assert "back" not in engine.workers[0].runs
    report = engine.poll(theirs, [0], 4096, PATIENCE, 0.0).result(PATIENCE)
    while report.step < 150:
        report = engine.poll(theirs, [report.newest[0]], 4096, PATIENCE, 0.0).result(PATIENCE)
    assert engine.poll("back", [-1], 4096, 0.0, 0.0).result(PATIENCE).step == 0
    engine.command(theirs, HoldAt()).result(PATIENCE)
    report = engine.poll("back", [-1], 4096, PATIENCE, PATIENCE).result(PATIENCE)
    assert report.condition == "finished"
    trainer = Trainer(TILE)
    while trainer.advance():
        pass
    assert report.scalars[0]["loss"].tobytes() == trainer.scalars.since(0, -1)["loss"].tobytes()
    engine.stop("back").result(PATIENCE)
    assert "back" not in engine.workers[0].tiles
