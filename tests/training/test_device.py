"""Steps on another device: the processor stands in for a GPU where there is none."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.panels import PANELS
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource
from rnn_playground.training.arithmetic import usable_device
from rnn_playground.training.checkpoint import decode, encode
from rnn_playground.training.lane import LaneState
from rnn_playground.training.measurement import StepInputs, measure
from rnn_playground.training.observe import observe
from rnn_playground.training.panel_readings import Observation
from rnn_playground.training.reference_steps import ReferenceLane, measure_on
from rnn_playground.training.step_source import StepSource
from rnn_playground.training.trainer import Trainer

CPU = torch.device("cpu")
ON_CPU = partial(measure_on, CPU)
FULL_AND_TRUNCATED = (4, 7)


def experiment(cell, task=None, **fields):
    lane = {"cell": {"hidden_size": 6, **cell}, **fields.pop("lane", {})}
    return Experiment.model_validate(
        {"task": task or {"kind": "adding", "length": 9}, "lanes": [lane], "batch_size": 5, "steps": 8, **fields}
    )


def lane_of(document, measure_step=measure):
    state = LaneState.drawn(document.lanes[0], document.task, document.weight_seed, torch.float32)
    return ReferenceLane(state, measure_step)


def steps_of(document, count=4):
    state = lane_of(document).state
    source = BatchSource(document.task, document.batch_size, 0, torch.float32)
    for step in range(count):
        batch = source.batch(step)
        state.parameters.vector.add_(0.01)
        loss, scoring = document.task.loss, Scoring.of(batch)
        yield StepInputs(state.network, state.parameters, loss, batch.inputs, scoring, bptt=state.bptt)


def assert_same(mine, right):
    assert (mine.loss, mine.metric, mine.gradient_norm) == (right.loss, right.metric, right.gradient_norm)
    assert torch.equal(mine.gradients.parameters, right.gradients.parameters)
    for profile, exact in zip(mine.flow(), right.flow(), strict=True):
        assert torch.equal(profile, exact)
    for name, state in right.states_of(1).items():
        assert torch.equal(mine.states_of(1)[name], state)
    assert torch.equal(mine.trajectory.hidden_states(), right.trajectory.hidden_states())


@pytest.mark.parametrize("kind", ["rnn", "cwrnn", "lstm", "gru", "lru", "cornn", "orthogonal"])
def test_a_step_elsewhere_is_the_step_here(kind):
    for given in steps_of(experiment({"kind": kind})):
        assert_same(measure_on(CPU, given), measure(given))


@pytest.mark.parametrize("task", [{"kind": "reber"}, {"kind": "text", "length": 9}])
def test_so_it_is_truncated_and_of_sequences_that_are_not_scored_alike(task):
    truncated = {"bptt": {"kind": "truncated", "window": 4, "shift": 2}}
    document = experiment({"kind": "lstm", "layers": 2}, task, lane=truncated)
    for given in steps_of(document):
        assert_same(measure_on(CPU, given), measure(given))


@pytest.mark.parametrize("kind", ["rnn", "lstm", "orthogonal"])
@pytest.mark.parametrize("task", [{"kind": "adding", "length": 9}, {"kind": "text", "length": 9}])
def test_a_lane_that_trains_elsewhere_shows_and_learns_the_same(kind, task):
    changes = [{"step": 3, "learning_rate": 0.02}, {"step": 5, "bptt": {"kind": "truncated", "window": 4, "shift": 2}}]
    document = experiment({"kind": kind}, task, lane={"changes": changes})
    here, elsewhere = (lane_of(document, measure_step) for measure_step in (measure, ON_CPU))
    source = StepSource(document, torch.float32)
    for lane in (here, elsewhere):
        lane.measure(source, 0)
    for step in range(1, document.steps):
        one, other = (lane.train(source, step, 1) for lane in (here, elsewhere))
        assert np.array_equal(one.scalars, other.scalars)
        assert torch.equal(here.state.parameters.vector, elsewhere.state.parameters.vector)
        if step in FULL_AND_TRUNCATED:
            right, mine = (shown(lane, source, step) for lane in (here, elsewhere))
            assert right.keys() == mine.keys()
            for name, value in right.items():
                assert np.array_equal(mine[name], value, equal_nan=value.dtype.kind == "f"), name
        for lane in (here, elsewhere):
            lane.take_up_bptt(source, step)


def shown(lane, source, step):
    """Return the tensors of every panel of a lane, but for the one that reads sequences of its own."""
    seen = Observation(lane, step, source.scored(step), 1)
    return observe(seen, tuple(panel.kind for panel in PANELS if panel.kind != "lyapunov"))


def test_the_parameters_stay_where_they_are():
    given = next(steps_of(experiment({"kind": "cwrnn"})))
    before = given.parameters.vector.clone()
    measure_on(CPU, given)
    assert torch.equal(given.parameters.vector, before)


def test_a_gpu_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(Refusal) as refused:
        Trainer(experiment({"kind": "rnn"}, device="cuda"))
    assert refused.value.type == "no_cuda"
    assert Trainer(experiment({"kind": "rnn"})).device == "cpu"


def test_so_is_a_run_that_was_begun_on_one(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    taken = decode(Trainer(experiment({"kind": "rnn"})).checkpoint())
    with pytest.raises(Refusal, match="no CUDA device"):
        Trainer.restore(encode(taken._replace(device="cuda")))


def test_a_gpu_is_taken_where_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert [usable_device(wanted) for wanted in ("auto", "cpu", "cuda")] == ["cpu", "cpu", "cuda"]


def test_kernels_of_the_processor_and_a_gpu_exclude_each_other():
    with pytest.raises(ValidationError, match="fused kernels run on the processor"):
        experiment({"kind": "rnn"}, device="cuda", kernel="fused")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru", "lru", "orthogonal"])
def test_a_gpu_trains_as_the_processor_does(kind):
    logs = []
    for device in ("cpu", "cuda"):
        trainer = Trainer(experiment({"kind": kind}, device=device))
        while trainer.advance():
            assert trainer.device == device
        logs.append(trainer.scalars.since(0, -1)["loss"])
    np.testing.assert_allclose(*logs, rtol=1e-3)
