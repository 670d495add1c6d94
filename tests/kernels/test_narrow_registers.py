"""The kernels as a processor with registers of 256 bits has them: vectors of eight numbers, other blocks and tiles."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.long  # it compiles the kernels anew

SCRIPT = """
import sys
from pathlib import Path
import llvmlite.binding as binding

features = binding.get_host_cpu_features()
features["avx512f"] = False
binding.get_host_cpu_features = lambda: features

import numpy as np
import torch
from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

torch.set_num_threads(1)
assert load_kernels(Path(sys.argv[1]))
assert SIMD_WIDTH == 8
for kind, task, batch in (("rnn", "adding", 3), ("cwrnn", "echo", 17), ("lstm", "reber", 9), ("gru", "sine", 24)):
    document = {
        "task": {"kind": task, "length": 14},
        "lanes": [{"cell": {"kind": kind, "hidden_size": 10, "layers": 2}}],
        "batch_size": batch,
        "steps": 12,
    }
    experiment = Experiment.model_validate(document)
    right, found = Trainer(experiment), Trainer(experiment, kernels=True)
    assert found.kernel == "fused"
    while right.advance():
        found.advance()
    one, other = (trainer.lanes[0].measurement for trainer in (right, found))
    np.testing.assert_allclose(other.flow().hidden, one.flow().hidden, rtol=1e-3)
    logs = [trainer.scalars.since(0, -1) for trainer in (right, found)]
    for name in ("loss", "gradient_norm"):
        np.testing.assert_allclose(logs[1][name], logs[0][name], rtol=1e-4)
    frames = [trainer.frame(Watch()).tensors for trainer in (right, found)]
    for name in ("0/output", "0/free_run") if task == "sine" else ("0/output",):
        np.testing.assert_allclose(frames[1][name], frames[0][name], rtol=0, atol=1e-4)
"""


def test_they_train_as_the_reference_does(tmp_path):
    subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], check=True)
