"""Which arithmetic computes a run: the reference, or the fused kernels where they are at hand."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.refusal import Refusal
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.device_choice import Device

SPARE_LANES = 16
"""The kernels pad a batch to a multiple of this."""


def fused_lanes(experiment: Experiment, dtype: torch.dtype, device: Device, *, kernels: bool) -> list[bool]:
    """Return of each lane whether the kernels compute it.

    ``kernels``: whether those may be chosen that need not be asked for by name. A batch that padding would make take
    more memory than the bounds allow is left to the reference.
    """
    wanted = experiment.kernel == "fused" or (experiment.kernel == "auto" and kernels)
    possible = dtype == torch.float32 and device == "cpu" and experiment.is_affordable(padded_to=SPARE_LANES)
    return [wanted and possible and lane.has_kernel for lane in experiment.lanes]


def require_kernels() -> None:
    """Make the kernels ready in this process, compiling them if need be. Raises Refusal where they are not possible."""
    if not load_kernels():
        raise Refusal(
            "no_kernels",
            "the fused kernels cannot run here: numba is not installed, this processor does not suit them or there is "
            "no place to keep them; set kernel to 'auto' or 'reference'",
            {},
        )


def kernel_name(fused: Sequence[bool]) -> str:
    """Return ``fused`` or ``reference``; where the lanes differ, one of the two for each, with commas."""
    names = ["fused" if is_fused else "reference" for is_fused in fused]
    return names[0] if len(set(names)) == 1 else ",".join(names)
