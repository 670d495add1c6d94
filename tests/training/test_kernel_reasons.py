"""Why the reference computes a lane."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.experiment import Lane
from rnn_playground.telemetry import codec
from rnn_playground.training import arithmetic
from rnn_playground.training.arithmetic import KernelReason, kernel_name, kernel_reasons
from rnn_playground.training.trainer import Trainer

SMALL = {"task": {"kind": "adding", "length": 5}, "batch_size": 2, "steps": 4}
LANES = {"lanes": [{"cell": {"kind": "gru", "hidden_size": 3}}, {"cell": {"kind": "lru", "hidden_size": 3}}]}


@pytest.mark.parametrize(
    ("document", "kernels", "reasons"),
    [
        ({}, True, [None, "cell"]),
        ({}, False, ["not_ready", "cell"]),
        ({"kernel": "reference"}, True, ["asked", "asked"]),
    ],
)
def test_each_lane_has_its_reason(
    document: dict[str, Any], kernels: bool, reasons: list[KernelReason | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arithmetic, "kernels_are_possible", lambda: True)
    experiment = Experiment.model_validate({**SMALL, **LANES, **document})
    assert kernel_reasons(experiment, torch.float32, "cpu", kernels=kernels) == reasons
    assert kernel_name(reasons) == ("fused,reference" if None in reasons else "reference")


def test_what_the_document_chooses_comes_before_what_the_server_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "kernels_are_possible", lambda: False)
    experiment = Experiment.model_validate(SMALL)
    assert kernel_reasons(experiment, torch.float64, "cpu", kernels=False) == ["precision"]
    assert kernel_reasons(experiment, torch.float32, "cuda", kernels=False) == ["device"]
    assert kernel_reasons(experiment, torch.float32, "cpu", kernels=False) == ["impossible"]


def test_a_batch_that_padding_makes_too_large_is_the_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Experiment, "is_affordable", lambda _, padded_to: padded_to < arithmetic.BATCH_MULTIPLE)
    assert kernel_reasons(Experiment.model_validate(SMALL), torch.float32, "cpu", kernels=True) == ["memory"]


def test_a_branch_has_its_trunks_reason_and_a_run_that_goes_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "kernels_are_possible", lambda: True)
    trainer = Trainer(Experiment.model_validate(SMALL))
    trainer.advance()
    trainer.branch(Lane.model_validate({"origin": {"lane": 0, "step": 1}}))
    for each in (trainer, Trainer.restore(trainer.checkpoint())):
        assert json.loads(each.still({}).metadata["kernel_reasons"]) == ["not_ready", "not_ready"]


def test_a_checkpoint_of_before_reasons_were_kept_says_only_which_kernel() -> None:
    tensors, header = codec.decode(Trainer(Experiment.model_validate(SMALL)).checkpoint())
    del header["kernel_reasons"]
    again = Trainer.restore(codec.encode(tensors, header))
    assert json.loads(again.still({}).metadata["kernel_reasons"]) == ["kept"]
    assert again.kernel == "reference"
