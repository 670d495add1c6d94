"""The kernels for a card against the reference, interpreted on the processor."""

from __future__ import annotations

import pytest
import torch

from rnn_playground.cells.activation_functions import FUNCTIONS
from rnn_playground.experiment import Experiment
from rnn_playground.learning.network import Network
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource
from rnn_playground.training import card_choice, kernel_choice
from rnn_playground.training.device_measure import DeviceMeasure
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.measurement import measure
from rnn_playground.training.passes import Given, forwards_and_backwards

CPU = torch.device("cpu")
CELLS = [
    *({"kind": "rnn", "activation": kind} for kind in FUNCTIONS),
    {"kind": "irnn"},
    {"kind": "rnn", "layers": 3},
    {"kind": "rnn", "hidden_size": 40},
    {"kind": "lstm", "layers": 2},
    {"kind": "lstm", "hidden_size": 33},
    {"kind": "gru", "layers": 2},
    {"kind": "gru", "hidden_size": 17},
]


def experiment(cell, task=None, batch=5, **fields):
    lane = {"cell": {"hidden_size": 6, **cell}, **fields.pop("lane", {})}
    task = task or {"kind": "adding", "length": 7}
    return Experiment.model_validate({"task": task, "lanes": [lane], "batch_size": batch, **fields})


def given_of(document):
    (lane,), task, batch = document.lanes, document.task, document.batch_size
    made = TrainingLane(lane, task, 0, torch.float32, samples=batch)
    drawn = BatchSource(task, batch, 0, torch.float32).batch(0)
    return Given(made.network, made.parameters, task.loss, drawn.inputs, Scoring.of(drawn))


def difference(mine, right):
    """Return the largest difference, in parts of the largest value; no difference from zeros is 0."""
    mine, right = mine.detach(), right.detach()
    apart = float((mine - right).abs().max())
    return apart / float(right.abs().max()) if apart else 0.0


def parts_of(step):
    return (*step.state, *step.gates, step.pre_activation, step.activation)


def unlifted(passes, state):
    return [derivative / passes.gradients.lift for derivative in state]


def assert_near(mine, right):
    assert difference(mine.predictions, right.predictions) < 5e-6
    assert difference(mine.gradients.parameters, right.gradients.parameters) < 5e-6
    assert float(mine.norm) == pytest.approx(float(right.norm), rel=1e-5)
    for layer, exact in zip(mine.trajectory.layers, right.trajectory.layers, strict=True):
        for step, exactly in zip(layer, exact, strict=True):
            pairs = zip(parts_of(step), parts_of(exactly), strict=True)
            assert max(difference(*pair) for pair in pairs) < 5e-6
    for layer, exact in zip(mine.gradients.states, right.gradients.states, strict=True):
        for state, exactly in zip(layer, exact, strict=True):
            assert max(map(difference, unlifted(mine, state), unlifted(right, exactly))) < 2e-5


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "-".join(map(str, cell.values())))
def test_the_kernels_compute_what_the_reference_does(interpreted, cell):
    given = given_of(experiment(cell))
    assert_near(interpreted.fused_passes(given), forwards_and_backwards(given))


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("task", [{"kind": "reber"}, {"kind": "copy", "length": 4, "copied": 2}])
def test_every_step_may_be_scored_and_the_batch_fill_two_programs(interpreted, kind, task):
    given = given_of(experiment({"kind": kind}, task, batch=17))
    assert_near(interpreted.fused_passes(given), forwards_and_backwards(given))


def test_a_recurrence_that_is_cut_stays_cut(interpreted):
    document = experiment({"kind": "rnn", "recurrence": "off"})
    given = given_of(document)
    assert_near(interpreted.fused_passes(given), forwards_and_backwards(given))


def test_a_number_that_is_none_stays_none(interpreted):
    given = given_of(experiment({"kind": "lstm"}))
    given.inputs[3, 2, 0] = torch.nan
    passes = interpreted.fused_passes(given)
    assert passes.loss.isnan()
    assert passes.trajectory.top[3].state[0][2].isnan().all()
    assert passes.trajectory.top[3].state[0][1].isfinite().all()


def test_a_device_uses_them_for_whole_sequences_alone(interpreted):
    made = []

    def compute(given):
        made.append(given)
        return interpreted.fused_passes(given)

    elsewhere = DeviceMeasure(CPU, None, compute)
    given = given_of(experiment({"kind": "lstm"}))
    assert elsewhere(given).loss == pytest.approx(measure(given).loss, rel=1e-6)
    windows = experiment({"kind": "lstm"}, lane={"bptt": {"kind": "truncated", "window": 3, "shift": 1}})
    truncated = given._replace(bptt=windows.lanes[0].bptt)
    assert elsewhere(truncated).loss == measure(truncated).loss
    assert len(made) == 1


@pytest.mark.parametrize(
    ("document", "fits"),
    [
        (experiment({"kind": "gru"}), True),
        (experiment({"kind": "lstm", "peepholes": True}), False),
        (experiment({"kind": "cwrnn"}), False),
        (experiment({"kind": "rnn"}, {"kind": "text", "length": 9}), False),
        (experiment({"kind": "rnn", "hidden_size": 129}), False),
        (experiment({"kind": "rnn"}, lane={"bptt": {"kind": "truncated", "window": 3, "shift": 1}}), False),
    ],
)
def test_what_is_not_theirs_is_left_to_the_reference(interpreted, document, fits):
    (lane,) = document.lanes
    assert card_choice.is_fit_for_card(lane, document.task, document.batch_size, CPU) is fits


def test_a_batch_that_no_index_reaches_is_left_to_the_reference(interpreted):
    network = Network.build(experiment({"kind": "lstm", "hidden_size": 128}).lanes[0].cell)
    assert interpreted.can_fuse(network, 1000, 4000)
    assert not interpreted.can_fuse(network, 1000, 5000)


def test_kernels_that_differ_or_do_not_run_are_not_chosen(interpreted, monkeypatch, caplog):
    (lane,), task = (document := experiment({"kind": "rnn"})).lanes, document.task
    right = interpreted.fused_passes

    def wrong(given):
        return (passes := right(given))._replace(loss=passes.loss * 1.01)

    def broken(given):
        raise RuntimeError("out of resource: shared memory")

    for passes, reason in ((wrong, "differ from the reference"), (broken, "out of resource")):
        monkeypatch.setattr(interpreted, "fused_passes", passes)
        assert not card_choice.is_fit_for_card(lane, task, document.batch_size, CPU)
        assert reason in caplog.text


def test_the_document_says_whether_they_may_be_chosen(interpreted, monkeypatch):
    monkeypatch.setattr(kernel_choice.torch, "device", lambda _: CPU)
    lanes = [{"cell": {"kind": "rnn", "hidden_size": 6}}, {"cell": {"kind": "cwrnn", "hidden_size": 6}}]
    for kernel, chosen in (("auto", [True, False]), ("reference", [False, False])):
        document = Experiment.model_validate(
            {"task": {"kind": "adding", "length": 7}, "lanes": lanes, "kernel": kernel}
        )
        assert kernel_choice.fused_lanes(document, torch.float32, "cuda", kernels=True) == chosen
        assert kernel_choice.fused_lanes(document, torch.float32, "cuda", kernels=False) == [False, False]
        assert kernel_choice.fused_lanes(document, torch.float64, "cuda", kernels=True) == [False, False]
