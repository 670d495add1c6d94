"""What was saved comes back, bit for bit; what is too old or too much goes; a file belongs to one server."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.server.database_address import sqlite_file
from rnn_playground.server.saved_session import KeyHashes, SavedSession, Standing
from rnn_playground.server.store import Store
from rnn_playground.server.store_problems import NotStored, StoreUnusable
from rnn_playground.server.tables import RUNS
from rnn_playground.server.writer import Writer
from rnn_playground.telemetry.codec import encode
from rnn_playground.telemetry.frame import Frame, PackedFrame

FIRST_SCHEMA = """
CREATE TABLE session(
    id TEXT PRIMARY KEY, run TEXT NOT NULL, saved_at REAL NOT NULL, owner BLOB NOT NULL, viewer BLOB NOT NULL,
    standing TEXT NOT NULL, checkpoint BLOB) STRICT;
CREATE TABLE scalars(
    number INTEGER PRIMARY KEY, session TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
    tensors BLOB NOT NULL) STRICT;
CREATE INDEX scalars_of_session ON scalars(session);
CREATE TABLE frame(
    session TEXT NOT NULL REFERENCES session ON DELETE CASCADE, step INTEGER NOT NULL, frame BLOB NOT NULL,
    PRIMARY KEY(session, step)) STRICT;
"""


@pytest.fixture
def opened(open_writer, clock):
    def open_store(**settings):
        return Store(open_writer(RUNS), **{"keep_seconds": 100.0, "most_bytes": 2**24, "clock": clock, **settings})

    return open_store


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.sqlite"


def open_file(path):
    return Writer(sqlite_file(path), RUNS, setting="DATA")


def saved(identifier="s", *, run="r", steps=range(3), checkpoint=b"c", frames=None, **standing):
    losses = np.array([0.1 * step for step in steps], dtype=np.float32)
    chunk = {"0/steps": np.array(steps, dtype=np.int64), "0/loss": losses}
    where = {"run": run, "experiment": Experiment(), "state": "queued", "step": len(steps), **standing}
    return SavedSession(identifier, KeyHashes.of("key", "viewer"), Standing(**where), checkpoint, [chunk], frames)


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
    assert loaded.key_hashes.owned_by("key")
    assert loaded.key_hashes.admits("viewer")
    assert not loaded.key_hashes.owned_by("viewer")
    assert not loaded.key_hashes.admits("guess")


def test_the_store_holds_no_key(opened, written):
    store = opened()
    session = saved()
    do(store.save(SavedSession("s", KeyHashes.of("a-secret-key", "b-secret-key"), session.standing, None, [])))
    assert b"version" in written()
    assert b"secret" not in written()


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


def test_of_what_is_sent_anything_may_be_asked_for(opened):
    assert do(opened().load("no\0body\ud800")) is None


def test_another_server_cannot_open_a_file_and_is_told_what_to_do(file):
    writer = open_file(file)
    with pytest.raises(StoreUnusable, match=r"DATA .*no other server uses"):
        open_file(file)
    writer.close()


def test_a_file_that_is_no_database_is_refused(file):
    file.write_bytes(b"something else entirely" * 100)
    with pytest.raises(StoreUnusable, match="not a database"):
        open_file(file)


def test_a_place_that_cannot_be_written_is_refused(file):
    file.touch()
    with pytest.raises(StoreUnusable):
        open_file(file / "folder" / "file")


def test_a_file_of_the_first_version_opens_with_all_that_it_holds(file, clock):
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(FIRST_SCHEMA)
        session, log = saved(), {"0/steps": np.arange(3), "0/loss": np.zeros(3, dtype=np.float32)}
        key_hashes, standing = session.key_hashes, session.standing.model_dump_json()
        row = ["s", "r", clock(), key_hashes.owner, key_hashes.viewer, standing, b"c"]
        database.execute("INSERT INTO session VALUES(?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO scalars(session, tensors) VALUES('s', ?)", [encode(log, {})])
        database.execute("INSERT INTO frame VALUES('s', 1, ?)", [frame(1).blob({})])
    for _ in range(2):
        writer = open_file(file)
        store = Store(writer, keep_seconds=100.0, most_bytes=2**24, clock=clock)
        loaded = do(store.load("s"))
        assert loaded.checkpoint == b"c"
        assert [kept.step for kept in loaded.frames] == [1]
        do(store.save(saved(steps=range(3, 5))))
        writer.close()
    with closing(sqlite3.connect(file)) as database:
        sizes = "SELECT own_bytes, scalar_bytes, frame_bytes FROM session"
        pieces = "SELECT (SELECT sum(length(tensors)) FROM scalars), (SELECT sum(length(frame)) FROM frame)"
        assert database.execute(sizes).fetchone()[1:] == database.execute(pieces).fetchone()


def test_what_is_old_goes_when_the_store_is_opened(opened, clock):
    store = opened()
    do(store.save(saved("old")))
    clock.now += 60
    do(store.save(saved("new")))
    clock.now += 60
    again = opened()
    assert do(again.load("old")) is None
    assert do(again.load("new")) is not None


def test_beyond_the_bound_the_oldest_go(opened, clock):
    store = opened(most_bytes=2**20)
    for number in range(101):
        clock.now += 0.01
        do(store.save(saved(f"s{number}", checkpoint=b"x" * 2**15)))
    assert do(store.load("s0")) is None
    assert do(store.load("s100")) is not None


@pytest.mark.parametrize("bounds", [{"most_bytes": 2**19}, {"keep_seconds": 0.5}], ids=["too much", "too old"])
def test_what_lives_stays_and_what_does_not_goes(opened, clock, bounds):
    store = opened(**bounds)
    store.living |= {"here", "there"}
    for identifier in ("here", "there", "left"):
        do(store.save(saved(identifier)))
    for number in range(100):
        clock.now += 0.01
        do(store.save(saved(f"s{number}", checkpoint=b"x" * 2**15)))
    assert [do(store.load(identifier)) is not None for identifier in ("here", "there", "left")] == [True, True, False]


def test_what_is_to_be_added_to_a_run_that_is_not_there_is_refused(opened):
    store = opened()
    for run in (None, "another"):
        if run is not None:
            do(store.save(saved(run=run)))
        with pytest.raises(NotStored):
            do(store.save(saved(steps=range(3, 5)), begun=True))
        loaded = do(store.load("s"))
        assert run == (None if loaded is None else loaded.standing.run)


def test_what_a_session_takes_is_counted_as_it_changes(opened, clock):
    store = opened(most_bytes=2**20)
    for _ in range(100):
        clock.now += 0.01
        do(store.save(saved(checkpoint=b"x" * 2**16, frames=[frame(step) for step in range(20)], steps=range(1))))
    assert do(store.load("s")) is not None
    for _ in range(100):
        do(store.save(saved(steps=range(1000))))
    assert do(store.load("s")) is None
