"""What computes a lane: the reference on the document's device, or the fused kernels where they are compiled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.lane import LaneState, TrainingLane
from rnn_playground.training.measurement import measure
from rnn_playground.training.reference_steps import ReferenceLane, measure_on

Device = Literal["cpu", "cuda"]
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


def fused_lanes(experiment: Experiment, dtype: torch.dtype, device: Device, *, kernels: bool) -> list[bool]:
    """Return of each lane whether the kernels compute it.

    ``kernels``: whether those may be chosen that need not be asked for by name. A batch that padding would make take
    more memory than the bounds allow is left to the reference.
    """
    wanted = experiment.kernel == "fused" or (experiment.kernel == "auto" and kernels)
    possible = dtype == torch.float32 and device == "cpu" and experiment.is_affordable(padded_to=BATCH_MULTIPLE)
    return [wanted and possible and lane.has_kernel for lane in experiment.lanes]


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


def kernel_name(fused: Sequence[bool]) -> str:
    """Return ``fused`` or ``reference``; where the lanes differ, one of the two for each, with commas."""
    names = ["fused" if is_fused else "reference" for is_fused in fused]
    return names[0] if len(set(names)) == 1 else ",".join(names)
