"""Where a run is computed: on the processor, or on a graphics card that was asked for."""

from __future__ import annotations

from typing import Literal

import torch

from rnn_playground.experiment.refusal import Refusal

Device = Literal["cpu", "cuda"]


def usable_device(wanted: Literal["auto", "cpu", "cuda"]) -> Device:
    """Return the device that is ``wanted``, the processor for ``auto``.

    Raises Refusal where it is a card, and none is here.
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
