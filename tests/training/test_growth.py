"""States that are kept for branches: bounded by what is allowed now, whether or not the run goes on."""

from __future__ import annotations

import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.training.checkpoint import snapshot
from rnn_playground.training.growth import FIRST_STRIDE, MOST_MOMENTS, StateHistory
from rnn_playground.training.trainer import Trainer


@pytest.fixture
def state():
    experiment = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "kernel": "reference"})
    return snapshot(Trainer(experiment).lanes[0])


def test_a_bound_that_shrinks_is_kept_though_no_state_comes(state):
    most = MOST_MOMENTS * state.bytes
    history = StateHistory(lambda: most)
    for step in range(0, FIRST_STRIDE * MOST_MOMENTS, FIRST_STRIDE):
        if history.wants(step):
            history.add(step, {0: state})
    last = history.nearest(0, 10**6)[0]
    for most in (4 * state.bytes, state.bytes):
        history.thin()
        steps = {kept[0] for step in range(last + 1) if (kept := history.nearest(0, step)) is not None}
        assert 0 < len(steps) * state.bytes <= most
    most = 0
    history.thin()
    assert history.nearest(0, 10**6) is None
