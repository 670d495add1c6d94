"""The loop of a worker, counted in slices and answers by a clock that only work moves on."""

from __future__ import annotations

import itertools
from collections import deque

import pytest

from rnn_playground.engine.liveness import Activity
from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.orders import RunControl
from rnn_playground.engine.worker import Worker
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

SMALL = {"task": {"kind": "adding", "length": 5}, "batch_size": 1, "kernel": "reference", "steps": 100_000}
TINY = Experiment.model_validate(SMALL)
# Seconds: between two readings of the clock, and that an answer takes.
TICK, DEAR = 0.003, 0.7
WALL = {"type": "request", "kind": "wall", "id": "w", "points": 2, "steps": 1}
CHECK = {"type": "request", "kind": "check", "id": "c", "lane": 0, "name": "hidden_state", "index": [0, 1, 0]}


class Clock:
    """Moves on as it is read, and as answers are made."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += TICK
        return self.now


class Line:
    """Both ends of a line. ``told`` has what each call was answered, by the call's name; a wait passes at once.

    What is ``dear`` takes long, and is followed by what it names; then the ``watched`` runs are asked for their steps.
    ``helped`` says for how many seconds other threads work on an answer, while the clock stands still.
    """

    def __init__(self, clock, until, watched=("victim",)):
        self.clock, self.until, self.watched = clock, until, watched
        self.told, self.dear, self.helped, self.help = [], {}, {}, 0.0
        self._incoming, self._asked = deque(), {}

    def processor_time(self):
        return self.clock.now + self.help

    def ask(self, what, **header):
        number = len(self._asked) + 1
        self._asked[number] = what
        self._incoming.append(pack({"id": number, **header}))

    def flood(self, what, **header):
        """Have it always four times under way, asked again as soon as it is answered."""
        self.dear[what] = lambda: self.ask(what, **header)
        for _ in range(4):
            self.ask(what, **header)

    def answers(self, what):
        return [body for told, body in self.told if told == what and body is not None]

    def poll(self, timeout=0.0, /):
        if self.clock.now >= self.until and not self._incoming:
            self._incoming.append(pack({"call": "exit"}))
        if not self._incoming and timeout != 0.0:
            self.clock.now = min(self.until, self.clock.now + (timeout or self.until))
        return bool(self._incoming)

    def recv_bytes(self):
        return pack({"call": "exit"}) if self.clock.now >= self.until else self._incoming.popleft()

    def send_bytes(self, block, /):
        header, _ = unpack(block)
        what = self._asked[header["id"]]
        self.told.append((what, header.get("body")))
        self.help += self.helped.get(what, 0.0)
        if what in self.dear:
            self.clock.now += DEAR
            self.dear[what]()
            for run in self.watched:
                self.ask(run, call="poll", run=run, after=[], limit=1, wait=0.0, interval=0.0)


def begin(line, run, owner, what="begun", *, passing=False, **control):
    line.ask(
        what,
        call="start",
        run=run,
        document=TINY.model_dump_json(),
        control=RunControl(**control).model_dump(mode="json"),
        watch=Watch().model_dump(mode="json"),
        limit=1,
        steps=None,
        beside=None,
        owner=owner,
        passing=passing,
    )


def serve(line):
    Worker(line, line.clock, Activity(), processor_time=line.processor_time).serve()
    return line


@pytest.fixture
def line():
    return Line(Clock(), until=30.0)


def flood_of_walls(line, owner):
    line.flood("wall", call="ask", run="", owner=owner, question=WALL)


def flood_of_checks(line, run):
    line.flood("check", call="command", run=run, order={"kind": "ask", "question": CHECK})


def steps(line):
    return [message["step"] for message in line.answers("victim")]


def asked_part(line, *floods):
    return DEAR * sum(len(line.answers(what)) for what in floods) / line.until


def test_between_two_answers_a_run_has_a_slice(line):
    begin(line, "victim", "them")
    for asker in "abcd":
        line.flood(f"wall of {asker}", call="ask", run="", owner=asker, question=WALL)
        begin(line, asker, asker, until=0)
        line.flood(f"check of {asker}", call="command", run=asker, order={"kind": "ask", "question": CHECK})
    made = steps(serve(line))
    assert len(made) > 10
    assert all(later > earlier for earlier, later in itertools.pairwise(made))


@pytest.mark.parametrize("pace", [None, 30.0])
def test_who_has_no_run_takes_little_of_the_time_of_others_and_is_answered(line, pace):
    begin(line, "victim", "them", pace=pace)
    flood_of_walls(line, "me")
    assert 0.05 < asked_part(serve(line), "wall") < 0.12


@pytest.mark.parametrize("pace", [None, 30.0])
def test_who_has_a_run_takes_a_third_of_the_time_of_others(line, pace):
    begin(line, "victim", "them", pace=pace)
    begin(line, "mine", "me", until=0)
    flood_of_walls(line, "me")
    flood_of_checks(line, "mine")
    assert 0.18 < asked_part(serve(line), "wall", "check") < 0.28


def test_a_run_pays_for_the_questions_of_its_owner(line):
    line.watched = ("victim", "mine")
    begin(line, "victim", "them")
    begin(line, "mine", "me")
    flood_of_walls(line, "me")
    serve(line)
    theirs, mine = (line.answers(run)[-1]["step"] for run in line.watched)
    assert theirs > 2 * mine > 0


def test_runs_that_are_begun_again_and_again_take_their_part_of_the_time(line):
    runs = itertools.count()

    def begin_again():
        number = next(runs)
        line.ask("stopped", call="stop", run=f"mine {number - 1}")
        begin(line, f"mine {number}", "me", "again", until=0)

    begin(line, "victim", "them")
    line.dear["again"] = begin_again
    begin_again()
    assert 0.18 < asked_part(serve(line), "again") < 0.28


def test_who_is_alone_is_answered_without_a_pause(line):
    flood_of_walls(line, "me")
    assert asked_part(serve(line), "wall") > 0.9


def test_all_who_have_no_run_share_one_part_evenly(line):
    begin(line, "victim", "them")
    flood_of_walls(line, "me")
    line.flood("other wall", call="ask", run="", owner="other", question=WALL)
    serve(line)
    mine, others = len(line.answers("wall")), len(line.answers("other wall"))
    assert abs(mine - others) <= 1
    assert 0.05 < asked_part(line, "wall", "other wall") < 0.12


def test_a_light_run_keeps_its_share_beside_one_that_computes_in_several_threads(line):
    line.watched = ("light", "heavy")
    for run in line.watched:
        begin(line, run, run)
    flood_of_walls(line, "me")  # whose answers make the worker report both runs
    line.helped["heavy"] = 8 * DEAR
    serve(line)
    light, heavy = (line.answers(run)[-1]["step"] for run in line.watched)
    assert light > 2 * heavy > 0
