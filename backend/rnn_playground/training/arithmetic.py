"""What computes a lane: the reference on the document's device, or the fused kernels where they are compiled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.kernels.cache import kernels_are_possible
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.lane import LaneState, TrainingLane
from rnn_playground.training.measurement import measure
from rnn_playground.training.reference_steps import ReferenceLane, measure_on

Device = Literal["cpu", "cuda"]
KernelReason = Literal["asked", "device", "precision", "memory", "cell", "not_ready", "impossible", "kept"]
"""Why the reference computes a lane: the document asks for it, or has another device or precision, or a batch that
padding makes too large; no fused kernel computes the cell; none were compiled when the run began, or may be used, or
can be here; the run goes on from a checkpoint that says no more.
"""
BATCH_MULTIPLE = 16
"""The kernels pad a batch to a multiple of this."""


def usable_device(wanted: Literal["auto", "cpu", "cuda"]) -> Device:
    """Return the device that is ``wanted``, the processor for ``auto``.

    Raises Refusal where that is a GPU and PyTorch finds none.
    """
    if wanted != "cuda":
        return "cpu"
    if not torch.cuda.is_available():
        raise Refusal(
            "no_cuda",
            "device 'cuda' was asked for, but PyTorch finds no CUDA device here; set device to 'auto' or 'cpu'",
            {},
        )
    return wanted


def kernel_reasons(
    experiment: Experiment, dtype: torch.dtype, device: Device, *, kernels: bool
) -> list[KernelReason | None]:
    """Return of each lane why the reference computes it; None where the fused kernels do.

    ``kernels``: whether those may be chosen that need not be asked for by name. A batch that padding would make take
    more memory than the bounds allow is left to the reference.
    """
    reason = _reason_of_run(experiment, dtype, device)
    if reason is None and not kernels and experiment.kernel == "auto":
        missing: KernelReason = "not_ready" if kernels_are_possible() else "impossible"
        return [missing if experiment.has_kernel(lane) else "cell" for lane in experiment.lanes]
    return [reason or (None if experiment.has_kernel(lane) else "cell") for lane in experiment.lanes]


def _reason_of_run(experiment: Experiment, dtype: torch.dtype, device: Device) -> KernelReason | None:
    if experiment.kernel == "reference":
        return "asked"
    if device != "cpu":
        return "device"
    if dtype != torch.float32:
        return "precision"
    return None if experiment.is_affordable(padded_to=BATCH_MULTIPLE) else "memory"


def make_lane(state: LaneState, samples: int, device: Device, *, fused: bool) -> TrainingLane:
    """Return the lane that trains ``state`` on batches of ``samples`` sequences.

    Where it is ``fused`` the kernels do, compiled now if need be, else the reference on ``device``. Raises Refusal
    where the kernels are not possible here.
    """
    if not fused:
        return ReferenceLane(state, measure if device == "cpu" else partial(measure_on, torch.device(device)))
    if not load_kernels():
        raise Refusal(
            "no_kernels",
            "the fused kernels cannot run here: numba is not installed, this processor does not suit them or there is "
            "no place to keep them; set kernel to 'auto' or 'reference'",
            {},
        )
    from rnn_playground.training.fused_steps import FusedLane

    return FusedLane(state, samples)


def kernel_name(reasons: Sequence[KernelReason | None]) -> str:
    """Return ``fused`` or ``reference``; where the lanes differ, one of the two for each, with commas."""
    names = ["fused" if reason is None else "reference" for reason in reasons]
    return names[0] if len(set(names)) == 1 else ",".join(names)
