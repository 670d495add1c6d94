"""Steps on another device: the processor stands in for a card where there is none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.refusal import Refusal
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource
from rnn_playground.training import device_choice
from rnn_playground.training.checkpoint import decode, encode
from rnn_playground.training.device_measurement import measure_on
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.measurement import measure
from rnn_playground.training.passes import Given
from rnn_playground.training.trainer import Trainer

CPU = torch.device("cpu")


def experiment(cell, task=None, **fields):
    lane = {"cell": {"hidden_size": 6, **cell}, **fields.pop("lane", {})}
    return Experiment.model_validate(
        {"task": task or {"kind": "adding", "length": 9}, "lanes": [lane], "batch_size": 5, "steps": 8, **fields}
    )


def steps_of(document, count=4):
    lane = TrainingLane(document.lanes[0], document.task, 0, torch.float32, samples=document.batch_size)
    source = BatchSource(document.task, document.batch_size, 0, torch.float32)
    for step in range(count):
        batch = source.batch(step)
        lane.parameters.vector.add_(0.01)
        scoring, bptt = Scoring.of(batch), document.lanes[0].bptt
        yield Given(lane.network, lane.parameters, document.task.loss, batch.inputs, scoring, bptt=bptt)


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


def test_the_parameters_stay_where_they_are():
    given = next(steps_of(experiment({"kind": "cwrnn"})))
    before = given.parameters.vector.clone()
    measure_on(CPU, given)
    assert torch.equal(given.parameters.vector, before)


def test_a_card_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(device_choice.torch.cuda, "is_available", lambda: False)
    with pytest.raises(Refusal) as refused:
        Trainer(experiment({"kind": "rnn"}, device="cuda"))
    assert refused.value.type == "no_cuda"
    assert Trainer(experiment({"kind": "rnn"})).device == "cpu"


def test_so_is_a_run_that_was_begun_on_one(monkeypatch):
    monkeypatch.setattr(device_choice.torch.cuda, "is_available", lambda: False)
    taken = decode(Trainer(experiment({"kind": "rnn"})).checkpoint())
    with pytest.raises(Refusal, match="no CUDA device"):
        Trainer.restore(encode(taken._replace(device="cuda")))


def test_a_card_is_taken_where_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(device_choice.torch.cuda, "is_available", lambda: True)
    assert [device_choice.usable_device(wanted) for wanted in ("auto", "cpu", "cuda")] == ["cpu", "cpu", "cuda"]


def test_kernels_of_the_processor_and_a_card_exclude_each_other():
    with pytest.raises(ValidationError, match="fused kernels run on the processor"):
        experiment({"kind": "rnn"}, device="cuda", kernel="fused")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru", "lru", "orthogonal"])
def test_a_card_trains_as_the_processor_does(kind):
    logs = []
    for device in ("cpu", "cuda"):
        trainer = Trainer(experiment({"kind": kind}, device=device))
        while trainer.advance():
            assert trainer.device == device
        logs.append(trainer.scalars.since(0, -1)["loss"])
    np.testing.assert_allclose(*logs, rtol=1e-3)
