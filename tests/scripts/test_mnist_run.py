"""The run that stands in for MNIST is that of its script, whole, small, and what its page of the documentation says."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors import safe_open

from record_mnist_run import EXPERIMENT, FRAMES, PAGE, page, scalars
from recorded_run import RECORDINGS
from rnn_playground.experiment import Experiment, describe
from rnn_playground.telemetry.recording import Recording

SHIPPED = RECORDINGS / "mnist.safetensors"
MOST_BYTES = 1_200_000


@pytest.fixture(scope="module")
def recording() -> Recording:
    return Recording.read(SHIPPED)


def test_it_is_a_valid_experiment_that_the_script_would_train_again(recording: Recording) -> None:
    assert recording.experiment == EXPERIMENT, "run scripts/record_mnist_run.py"
    assert Experiment.model_validate(recording.experiment.model_dump()) == recording.experiment
    with safe_open(SHIPPED, "numpy") as file:
        facts = json.loads(file.metadata()["facts"])
    assert facts == json.loads(json.dumps(describe(EXPERIMENT))), "run scripts/record_mnist_run.py"
    assert SHIPPED.stat().st_size <= MOST_BYTES


def test_every_frame_has_all_time_steps_of_both_models_and_what_the_inspector_reads(recording: Recording) -> None:
    assert tuple(frame.step for frame in recording.frames) == FRAMES
    for frame in recording.frames:
        assert frame["input"].shape == (784, 1)
        for lane, spec in enumerate(EXPERIMENT.lanes):
            assert frame[f"{lane}/hidden_state"].shape == (1, 784, spec.cell.hidden_size)
            assert frame[f"{lane}/output"].shape == (784, 10)
            assert frame[f"{lane}/hidden_gradient_norm"].shape == (1, 784)
            assert frame[f"{lane}/weight/W_hh.0"].shape == (spec.cell.hidden_size, spec.cell.hidden_size)
            for name in ("hidden_state", "output", "hidden_gradient_norm", "weight/W_hh.0"):
                assert np.isfinite(frame[f"{lane}/{name}"]).all()


def test_it_shows_what_it_is_there_for(recording: Recording) -> None:
    tanh, irnn = (scalars(recording, lane) for lane in range(2))
    assert len(tanh["loss"]) == len(irnn["loss"]) == EXPERIMENT.steps
    assert tanh["validation_metric"][-1] < 0.2
    assert irnn["validation_metric"][-1] > 0.4
    first = [float(recording.frames[-1][f"{lane}/hidden_gradient_norm"][0, 0]) for lane in range(2)]
    last = [float(recording.frames[-1][f"{lane}/hidden_gradient_norm"][0, -1]) for lane in range(2)]
    assert first[0] < 1e-30 * last[0]
    assert first[1] > 0.1 * last[1]


def test_the_page_of_the_documentation_says_what_it_holds(recording: Recording) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(recording), "run scripts/record_mnist_run.py"
