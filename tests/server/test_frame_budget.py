"""All runs together keep within the budget, those to which no frame comes any more, too."""

from __future__ import annotations

import numpy as np

from rnn_playground.server.frame_history import FrameBudget, FrameHistory
from rnn_playground.telemetry.frame import Frame, PackedFrame

FRAME = PackedFrame.of(Frame(0, {"x": np.zeros(250, dtype=np.float32)})).size
BUDGET = 256 * FRAME


def frame(step):
    return PackedFrame.of(Frame(step, {"x": np.zeros(250, dtype=np.float32)}))


def test_runs_that_come_one_after_the_other_and_stand_keep_within_the_budget():
    histories = []
    budget = FrameBudget(BUDGET, lambda: histories)
    for runs in range(1, 65):
        histories.append(FrameHistory(budget.part))
        for step in range(600):
            histories[-1].add(frame(step))
        held = sum(entry.size for history in histories for entry in history.frames)
        assert held <= BUDGET
        assert held >= BUDGET // 2 - runs * FRAME
    assert all(history.at(0).step == 0 and history.newest.step == 599 for history in histories)


def test_a_run_that_goes_leaves_its_part_to_those_who_go_on():
    histories = []
    budget = FrameBudget(BUDGET, lambda: histories)
    histories += [FrameHistory(budget.part), FrameHistory(budget.part)]
    assert budget.part() == BUDGET // 2
    del histories[0]
    assert budget.part() == BUDGET
