"""A notebook may have set another default type for torch's numbers: every number stays what it is without."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

TASKS = ("adding", "digits", "hello", "sine", "text")


def digest() -> str:
    """Return a hash of what a few small runs show, and of their checkpoints."""
    load_kernels()
    seen = hashlib.sha256()
    for task in TASKS:
        for kernel in ("fused", "reference"):
            document = {"task": {"kind": task}, "batch_size": 2, "steps": 3, "kernel": kernel}
            trainer = Trainer(Experiment.model_validate(document), kernels=True)
            while trainer.advance():
                tensors = trainer.frame(Watch()).tensors
                for name in sorted(tensors):
                    seen.update(tensors[name].tobytes())
                seen.update(trainer.checkpoint())
    return seen.hexdigest()


def digest_under(dtype: str) -> str:
    """Return it of a process in which that is the default from the beginning, kernels included."""
    command = [sys.executable, __file__, dtype]
    environment = {"PYTHONPATH": ":".join(sys.path), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.long
def test_training_under_float64_as_default_is_bit_for_bit_that_under_float32() -> None:
    assert digest_under("float64") == digest_under("float32")


if __name__ == "__main__":
    import torch

    torch.set_default_dtype(getattr(torch, sys.argv[1]))
    print(digest())
