"""What was saved comes back, bit for bit; what is too old or too much goes; the file belongs to one server."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.server.saved_session import Locks, SavedSession, Standing
from rnn_playground.server.store import FILE, Store
from rnn_playground.server.writer import StoreUnusable
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.packed_frame import PackedFrame


@pytest.fixture
def opened(tmp_path, clock):
    stores = set()

    def open_store(directory=tmp_path, **settings):
        store = Store(directory, **{"keep_seconds": 100.0, "most_bytes": 2**24, "clock": clock, **settings})
        stores.add(store)
        return store

    open_store.closed = stores.discard
    yield open_store
    for store in stores:
        store.close()


def saved(identifier="s", *, run="r", steps=range(3), checkpoint=b"c", frames=None, **standing):
    losses = np.array([0.1 * step for step in steps], dtype=np.float32)
    chunk = {"0/steps": np.array(steps, dtype=np.int64), "0/loss": losses}
    where = {"run": run, "experiment": Experiment(), "state": "queued", "step": len(steps), **standing}
    return SavedSession(identifier, Locks.of("key", "viewer"), Standing(**where), checkpoint, [chunk], frames)


def frame(step):
    return PackedFrame.of(Frame(step, {"0/output": np.array([step], dtype=np.float32)}, {"step": str(step)}))


def do(work):
    return asyncio.run(work)


def test_a_session_comes_back_with_all_its_pieces_in_order(opened):
    store = opened()
    do(store.save(saved(steps=range(3), frames=[frame(0), frame(2)], marks=({"step": 1},))))
    do(store.save(saved(steps=range(3, 5), checkpoint=b"later", goal=4)))
    loaded = do(store.load("s"))
    assert loaded.checkpoint == b"later"
    assert loaded.standing.goal == 4
    np.testing.assert_array_equal(np.concatenate([chunk["0/steps"] for chunk in loaded.scalars]), np.arange(5))
    assert [kept.step for kept in loaded.frames] == [0, 2]
    assert loaded.frames[1].unpacked()["0/output"] == 2
    assert loaded.locks.owned_by("key")
    assert loaded.locks.admits("viewer")
    assert not loaded.locks.owned_by("viewer")
    assert not loaded.locks.admits("guess")


def test_the_file_holds_no_key(opened, tmp_path):
    store = opened()
    session = saved()
    do(store.save(SavedSession("s", Locks.of("a-secret-key", "b-secret-key"), session.standing, None, [])))
    assert all(b"secret" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_new_run_takes_the_place_of_the_one_before(opened):
    store = opened()
    do(store.save(saved(run="first", frames=[frame(1)])))
    do(store.save(saved(run="second", steps=range(2))))
    loaded = do(store.load("s"))
    assert loaded.standing.run == "second"
    assert len(loaded.scalars) == 1
    assert loaded.frames == []


def test_who_is_not_there_is_not_found(opened):
    assert do(opened().load("nobody")) is None


def test_another_server_cannot_open_it_and_is_told_what_to_do(opened, tmp_path):
    opened()
    with pytest.raises(StoreUnusable, match="no other server uses"):
        Store(tmp_path, keep_seconds=1, most_bytes=1)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"something else entirely" * 100)
    with pytest.raises(StoreUnusable, match="not a database"):
        Store(tmp_path, keep_seconds=1, most_bytes=1)


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable):
        Store(tmp_path / "file" / "folder", keep_seconds=1, most_bytes=1)


def test_what_is_old_goes_when_the_store_is_opened(opened, clock, tmp_path):
    store = opened()
    do(store.save(saved("old")))
    clock.now += 60
    do(store.save(saved("new")))
    clock.now += 60
    store.close()
    opened.closed(store)
    again = Store(tmp_path, keep_seconds=100.0, most_bytes=2**24, clock=clock)
    assert do(again.load("old")) is None
    assert do(again.load("new")) is not None
    again.close()


def test_beyond_the_bound_the_oldest_go(opened, clock):
    store = opened(most_bytes=2**20)
    for number in range(101):
        clock.now += 0.01
        do(store.save(saved(f"s{number}", checkpoint=b"x" * 2**15)))
    assert do(store.load("s0")) is None
    assert do(store.load("s100")) is not None
