"""The kernels' reader beside the reference's, over configurations drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.kernels.fused_reader import FusedReader
from rnn_playground.kernels.reading import read_sequence
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.telemetry.questions import SampleQuestion
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.other_sequences import write
from rnn_playground.training.trainer import Trainer

NEAR_NOTHING = 0.1
"""Smaller predictions are differences of larger numbers, and as exact as those."""


def draw(number, cell, *, wide=None):
    """Return both readers of one network, reference in float64 first, and how wide it is at its ends."""
    rng = np.random.default_rng([number, *str(cell).encode()])
    sizes = {"hidden_size": int(rng.integers(1, 40)), "layers": int(rng.integers(1, 4))}
    recurrence = "off" if rng.random() < 0.15 else "on"
    lane = Lane.model_validate({"cell": {**cell, **sizes, "recurrence": recurrence}})
    wide = wide or int(rng.integers(1, 40))
    drawn = draw_parameters(lane, wide, wide, int(rng.integers(1000)))
    drawn = {name: value + 0.05 * rng.standard_normal(value.shape) for name, value in drawn.items()}
    single = {name: value.astype(np.float32) for name, value in drawn.items()}
    parameters = Parameters.join({name: torch.from_numpy(value).double() for name, value in single.items()})
    return ReferenceReader(Network.build(lane.cell), parameters), FusedReader(lane.cell, single), wide


def assert_near(found, truth):
    assert found.dtype == torch.float32
    size = max(float(truth.abs().max()), NEAR_NOTHING)
    assert float((found.double() - truth).abs().max()) <= 5e-6 * size


@pytest.mark.parametrize("number", range(8))
def test_predictions(cell, number, rng):
    reference, fused, wide = draw(number, cell)
    inputs = torch.from_numpy(rng.standard_normal((25, wide)).astype(np.float32))
    assert_near(fused.read(inputs), reference.read(inputs.double()))


@pytest.mark.parametrize("number", range(3))
def test_alone_and_in_pieces(cell, number, rng):
    reference, fused, _ = draw(number, cell, wide=1)
    inputs = torch.from_numpy(rng.standard_normal((9, 1)).astype(np.float32))
    for given, alone in ((inputs[:5], 3), (inputs[5:6], 0), (inputs[:0], 4), (inputs[6:], 1)):
        assert_near(fused.read(given, alone), reference.read(given.double(), alone))


def test_its_parameters_are_those_it_was_made_of():
    lane = Lane()
    drawn = {name: value.astype(np.float32) for name, value in draw_parameters(lane, 1, 1, 0).items()}
    reader, inputs = FusedReader(lane.cell, drawn), torch.ones(3, 1)
    expected = FusedReader(lane.cell, {name: value.copy() for name, value in drawn.items()}).read(inputs)
    for value in drawn.values():
        value[...] = np.nan
    torch.testing.assert_close(reader.read(inputs), expected, rtol=0, atol=0)


def test_what_was_never_predicted_cannot_be_read():
    _, reader, _ = draw(0, {"kind": "gru"}, wide=1)
    with pytest.raises(ValueError, match="one input or more"):
        reader.read(torch.zeros(0, 1), 1)


@pytest.mark.parametrize("cell", ["rnn", "cwrnn", "lstm", "gru", "ugrnn", "irnn"])
def test_the_frame_of_a_sine_shows_what_the_reference_shows(cell):
    document = {
        "task": {"kind": "sine", "length": 60, "warm_up": 7},
        "lanes": [{"cell": {"kind": cell, "hidden_size": 12}}],
        "batch_size": 5,
        "steps": 20,
    }
    right, found = (Trainer(Experiment.model_validate(document), kernels=kernels) for kernels in (False, True))
    assert found.kernel == "fused"
    truth, seen = (trainer.frame(Watch(sample=3))["0/free_run"] for trainer in (right, found))
    np.testing.assert_allclose(seen, truth, rtol=0, atol=2e-5 * np.abs(truth).max())
    np.testing.assert_allclose(seen[:7], found.frame(Watch(sample=3))["0/output"][:7], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "task",
    [{"kind": "hello"}, {"kind": "sine", "length": 30}, {"kind": "waveform"}, {"kind": "lorenz", "length": 30}],
)
def test_what_a_network_writes_is_what_the_reference_writes(task):
    document = {"task": task, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 9}}], "steps": 5}
    trainers = [Trainer(Experiment.model_validate(document), kernels=kernels) for kernels in (False, True)]
    prompt = "h" if task["kind"] == "hello" else ""
    right, found = (write(trainer, SampleQuestion(id="1", lane=0, prompt=prompt, count=12), 0) for trainer in trainers)
    assert found.keys() == right.keys()
    for name in ("values", "probabilities"):
        np.testing.assert_allclose(found.get(name, []), right.get(name, []), rtol=1e-4, atol=1e-6)
    assert found.get("text") == right.get("text")


def test_it_is_compiled_for_one_set_of_types():
    assert len(read_sequence.signatures) == 1
