"""Whatever is said to the socket, in whatever order: it answers, and no exception goes unhandled."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))
import hostile_messages
from hostile_messages import CORPUS, HELLO

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


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
def test_messages_changed_at_random_are_answered_one_and_all(server, join, extent, measured, unhandled, part):
    total, begun = extent(3_000, 1_000_000) // PARTS, time.monotonic()
    flood = [sys.executable, hostile_messages.__file__, server.socket_address, str(part), str(total)]
    told = subprocess.run(flood, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    seconds, said = time.monotonic() - begun, json.loads(told.stdout)
    assert unhandled == []
    last = Barrier(join())
    last.client.send("start", experiment={**HELLO, "steps": 3})
    last.client.until("status", state="finished")
    assert said["sent"] == total
    assert said["errors"] > total / 4
    measured(
        f"messages changed at random, part {part}",
        f"{total} in {seconds:.0f} s, of which {said['errors']} were refused, none unhandled",
    )


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
