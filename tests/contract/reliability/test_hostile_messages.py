"""Whatever is said to the socket, in whatever order: it answers, and no exception goes unhandled."""

from __future__ import annotations

import copy
import json
import logging
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

HELLO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
    "batch_size": 2,
    "steps": 60,
    "kernel": "reference",
}
CORPUS: list[dict[str, Any]] = [
    {"type": "start", "experiment": HELLO, "paused": True},
    {"type": "pause"},
    {"type": "resume"},
    {"type": "stop"},
    {"type": "step", "count": 2},
    {"type": "pace", "updates_per_second": 100.0},
    {"type": "tune", "lane": 0, "learning_rate": 0.01},
    {"type": "branch", "origin": {"lane": 0, "step": 1}, "lane": {"cell": {"kind": "rnn", "hidden_size": 3}}},
    {"type": "watch", "panels": ["gates", "spectrum", "triangle"], "sample": 0, "max_rate": 30.0},
    {"type": "ack", "frame": 1},
    {"type": "attach", "session": "none", "key": "none", "after_step": -1},
    {"type": "ping", "at": 1.0},
    {"type": "request", "id": "a", "kind": "frame", "step": 3},
    {"type": "request", "id": "b", "kind": "document"},
    {"type": "request", "id": "c", "kind": "check", "lane": 0, "name": "b_y", "index": [0]},
    {"type": "request", "id": "d", "kind": "evaluate", "text": "hell"},
    {"type": "request", "id": "e", "kind": "sample", "lane": 0, "prompt": "h", "count": 5},
    {"type": "request", "id": "f", "kind": "probe", "experiment": HELLO, "panels": ["weights"], "sample": 0},
    {"type": "request", "id": "g", "kind": "lengths", "lengths": [4, 8], "samples": 4},
    {"type": "request", "id": "h", "kind": "surface", "lane": 0, "points": 3},
    {"type": "request", "id": "i", "kind": "wall", "points": 8},
]
NASTY = [
    *[None, True, -1, 0, 1.5, 2**53, 2**70, -(2**70), "", "x" * 300, "\ud800", "null", [], {}, [[]], [{}]],
    *[float("nan"), float("inf"), 1e308, -1e308, 5e-324, "NaN", "1e999", "../../etc/passwd", {"kind": "rnn"}],
]
BROKEN = ["", "{", "null", "[]", '"text"', "0", "[" * 4000, '{"type":' * 200, "\x00", "NaN", '{"at":1e999}']

# The million is sent in parts, so that whoever has little time at once can try them one by one.
PARTS = 10


@pytest.fixture
def unhandled():
    """What the server logs as an error while the test goes on."""
    found: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record):
            found.append(record.getMessage())

    ear = Ear(logging.ERROR)
    logging.getLogger().addHandler(ear)
    for name in ("uvicorn.error", "asyncio", "rnn_playground"):
        logging.getLogger(name).addHandler(ear)
    yield found
    for name in ("", "uvicorn.error", "asyncio", "rnn_playground"):
        logging.getLogger(name).removeHandler(ear)


def places(value, path=()):
    """Return the path of every value inside a message."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))


def spoilt(message, chance):
    """Return a message in which a value, a name, or a stretch of the text is not what it should be."""
    message = copy.deepcopy(message)
    for _ in range(chance.randint(0, 2)):
        path = chance.choice([path for path in places(message) if path] or [()])
        if not path:
            break
        holder = message
        for key in path[:-1]:
            holder = holder[key]
        act = chance.random()
        if act < 0.6:
            holder[path[-1]] = copy.deepcopy(chance.choice(NASTY))
        elif act < 0.8 and isinstance(holder, dict):
            holder[chance.choice(["colour", "__class__", "kind", "type"])] = holder.pop(path[-1])
        elif isinstance(holder, dict):
            del holder[path[-1]]
    text = json.dumps(message)
    if chance.random() < 0.1:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(['"', "}", "\\", "\u2028", "9" * 20]) + text[at + chance.randint(0, 3) :]
    return text


class Barrier:
    """A client that says much at once, then waits for the answer to a ping, which comes behind all others."""

    def __init__(self, client):
        self.client, self.number = client, 10**6

    def answered(self):
        """Return all that came before the pong; everything is well-formed, or reading it would have raised."""
        self.number += 1
        self.client.received.clear()
        self.client.send("ping", at=self.number)
        self.client.until("pong", at=self.number)
        said = [item for item in self.client.received if isinstance(item, dict)]
        for item in said:
            json.dumps(item, allow_nan=False)
        return said


@pytest.mark.parametrize("part", range(PARTS))
def test_messages_changed_at_random_are_answered_one_and_all(join, extent, measured, unhandled, part):
    total, together = extent(3_000, 1_000_000) // PARTS, 125
    chance = random.Random(6 + part)
    owner, errors, sent = None, 0, 0
    while sent < total:
        if owner is None or sent % 25_000 < together:  # a session has to bear much, and its successor finds no trace
            owner = Barrier(join())
        for _ in range(together):
            text = chance.choice(BROKEN) if chance.random() < 0.05 else spoilt(chance.choice(CORPUS), chance)
            owner.client.socket.send(text.encode("utf-8", "surrogatepass"), text=True)
        sent += together
        errors += sum(item["type"] == "error" for item in owner.answered())
        assert unhandled == []
    last = Barrier(join())
    last.client.send("start", experiment={**HELLO, "steps": 3})
    last.client.until("status", state="finished")
    assert errors > total / 4
    measured(f"messages changed at random, part {part}", f"{sent}, of which {errors} were refused, none unhandled")


def drawn_machine(open_client, unhandled):
    """Return the state machine of one client, whose session is compared with what it should be."""

    class Machine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.client = open_client()
            self.barrier = Barrier(self.client)
            self.own = self.client.welcome

        def teardown(self):
            self.client.socket.close()

        @rule(steps=st.integers(1, 200), paused=st.booleans(), lanes=st.integers(1, 3))
        def start(self, steps, paused, lanes):
            document = {**HELLO, "steps": steps, "lanes": HELLO["lanes"] * lanes}
            self.client.send("start", experiment=document, paused=paused)

        @rule(order=st.sampled_from(["pause", "resume", "stop"]))
        def order(self, order):
            self.client.send(order)

        @rule(count=st.integers(-1, 5))
        def step(self, count):
            self.client.send("step", count=count)

        @rule(pace=st.one_of(st.none(), st.floats(allow_nan=True), st.integers(1, 1000)))
        def pace(self, pace):
            self.client.send("pace", updates_per_second=pace)

        @rule(lane=st.integers(-1, 4), rate=st.floats(0, 2e6))
        def tune(self, lane, rate):
            self.client.send("tune", lane=lane, learning_rate=rate)

        @rule(lane=st.integers(0, 4), step=st.integers(0, 300))
        def branch(self, lane, step):
            self.client.send("branch", origin={"lane": lane, "step": step}, lane=HELLO["lanes"][0])

        @rule(
            panels=st.lists(st.sampled_from(["gates", "weights", "triangle", "lags", "spectrum", "jacobian"])),
            sample=st.integers(0, 3),
            rate=st.floats(0.5, 60),
        )
        def watch(self, panels, sample, rate):
            self.client.send("watch", panels=panels, sample=sample, max_rate=rate)

        @rule(frame=st.integers(-1, 10))
        def acknowledge(self, frame):
            self.client.send("ack", frame=frame)

        @rule(after=st.integers(-2, 80), key=st.sampled_from(["key", "viewer_key"]))
        def attach(self, after, key):
            self.client.send("attach", session=self.own["session"], key=self.own[key], after_step=after)

        @rule(message=st.sampled_from(CORPUS[12:]))
        def ask(self, message):
            self.client.socket.send(json.dumps(message))

        @rule(blob=st.binary(max_size=200))
        def speak_in_bytes(self, blob):
            self.client.socket.send(blob)

        @rule(text=st.text(max_size=200))
        def babble(self, text):
            self.client.socket.send(text)

        @invariant()
        def it_answers_and_nothing_went_wrong_inside(self):
            said = self.barrier.answered()
            for item in said:
                if item["type"] == "error":
                    assert item["message"]
                    assert item["code"]
            assert unhandled == []

    return Machine


def test_any_order_of_messages_leaves_a_session_that_answers(join, extent, unhandled):
    run_state_machine_as_test(
        drawn_machine(join, unhandled),
        settings=settings(
            max_examples=extent(8, 300),
            stateful_step_count=extent(15, 50),
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # a run over a socket is too slow to be made shorter
            suppress_health_check=list(HealthCheck),
        ),
    )
