"""Which arithmetic computes a run: the reference, or the fused kernels where they are at hand."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.errors import Refusal
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.card_choice import has_card_kernel, is_fit_for_card
from rnn_playground.training.device_choice import Device

SPARE_LANES = 16
"""The kernels pad a batch to a multiple of this."""


def fused_lanes(experiment: Experiment, dtype: torch.dtype, device: Device, *, kernels: bool) -> list[bool]:
    """Return of each lane whether the kernels compute it.

    ``kernels``: whether those may be chosen that need not be asked for by name. A batch that padding would make take
    more memory than the bounds allow is left to the reference.
    """
    wanted = experiment.kernel == "fused" or (experiment.kernel == "auto" and kernels)
    if not wanted or dtype != torch.float32:
        return [False] * len(experiment.lanes)
    if device == "cuda":
        task, batch, card = experiment.task, experiment.batch_size, torch.device(device)
        return [is_fit_for_card(lane, task, batch, card) for lane in experiment.lanes]
    if not experiment.is_affordable(padded_to=SPARE_LANES):
        return [False] * len(experiment.lanes)
    return [lane.has_kernel for lane in experiment.lanes]


def branch_is_fused(lane: Lane, device: Device, *, origin: bool) -> bool:
    """Tell whether the kernels compute a branch; ``origin``: whether they compute the lane that it grows from."""
    return origin and (lane.has_kernel if device == "cpu" else has_card_kernel(lane))


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
