"""Kept runs come back as they were; what nobody opened for too long goes, what was promised stays."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine, event

from rnn_playground import Experiment
from rnn_playground.server.saved_runs.saved_run import (
    Build,
    CheckResult,
    Content,
    Provenance,
    SavedRun,
    lock_of,
    new_id,
    opens,
    present_build,
    processor,
)
from rnn_playground.server.saved_runs.store import CLEAR_PERIOD, SavedRunStore
from rnn_playground.server.saved_session import Standing
from rnn_playground.server.tables import KEPT_RUNS

BUILD = present_build({"kernel": "fused", "device": "cpu"})
SESSION = b"s"


@pytest.fixture
def store(open_writer, clock):
    return SavedRunStore(open_writer(KEPT_RUNS), keep_seconds=100.0, most_bytes=1000, clock=clock)


def run(identifier="one", *, size=10, now=1000.0):
    standing = Standing(run="r", experiment=Experiment(), state="queued", step=3)
    provenance = Provenance(state="paused", standing=standing, losses_hash="h", build=BUILD)
    return SavedRun(identifier, "name", now, now, size, provenance, None)


def do(work):
    return asyncio.run(work)


def add(store, kept, *, most_runs=10):
    return do(store.add(kept, lock_of("secret"), SESSION, Content(b"recording", None), most_runs=most_runs))


def test_a_kept_run_comes_back(store):
    kept = run()
    assert add(store, kept) is None
    assert do(store.find("one")) == kept
    assert do(store.content("one")) == Content(b"recording", None)
    check = CheckResult(at=5.0, same=True, losses_hash="h", build=BUILD)
    do(store.note_check("one", check))
    do(store.rename("one", "another"))
    found = do(store.find("one"))
    assert (found.name, found.check) == ("another", check)


def test_the_secret_is_kept_as_a_hash_alone(store, written):
    add(store, run())
    assert opens("secret", do(store.lock("one")))
    assert not opens("guess", do(store.lock("one")))
    assert do(store.lock("none")) is None
    assert b"recording" in written()
    assert b"secret" not in written()


@pytest.fixture
def statements():
    """What databases are asked while the test lasts."""
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def test_who_asks_for_a_run_does_not_have_all_of_them_looked_at(store, clock, statements):
    add(store, run())
    statements.clear()
    for _ in range(3):
        do(store.find("one"))
        do(store.content("one"))
    assert not any(statement.startswith("DELETE") for statement in statements)
    clock.now += CLEAR_PERIOD
    do(store.find("one"))
    assert sum(statement.startswith("DELETE") for statement in statements) == 1


def test_what_is_not_opened_for_too_long_goes_and_opening_renews_it(store, clock):
    for name in ("one", "two"):
        add(store, run(name))
    clock.now += 90
    do(store.content("one"))
    do(store.find("two"))  # to be told of it is not to open it
    clock.now += 20
    assert do(store.find("one"))
    assert do(store.find("two")) is None
    assert do(store.content("two")) is None


def test_nothing_that_was_promised_goes_for_something_new(store, clock):
    add(store, run("one", size=600))
    assert add(store, run("two", size=600)).bytes == 600
    assert do(store.find("two")) is None
    clock.now += 200
    assert add(store, run("two", size=600, now=clock.now)) is None


def test_one_session_keeps_so_many(store):
    add(store, run("one"), most_runs=1)
    assert add(store, run("two"), most_runs=1).of_session == 1
    do(store.delete("one"))
    assert add(store, run("two"), most_runs=1) is None


def test_ids_are_short_and_all_different():
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 12 and each.isalnum() for each in ids)


def test_a_build_tells_program_libraries_and_machine():
    assert isinstance(BUILD, Build)
    assert (BUILD.kernel, BUILD.device) == ("fused", "cpu")
    assert BUILD.torch
    assert len(BUILD.source) == 12
    assert present_build({}).kernel == "reference"


def test_a_processor_is_told_by_its_name_and_what_it_can_do(tmp_path):
    one, other, none = (tmp_path / name for name in ("one", "other", "none"))
    one.write_text("model name\t: Fast 9\nflags\t\t: fma avx\n\nmodel name\t: Slow 1\n")
    other.write_text("model name\t: Fast 9\nflags\t\t: avx fma\n")
    assert processor(one) == processor(other)
    assert processor(one).startswith("Fast 9 (")
    assert processor(none)


def test_names_and_ids_may_be_anything(store):
    add(store, run())
    do(store.rename("one", "a\0b"))
    assert do(store.find("one")).name == "a\N{REPLACEMENT CHARACTER}b"
    assert do(store.find("o\0ne")) is None
    assert do(store.content("o\0ne")) is None
    assert do(store.lock("\ud800")) is None
