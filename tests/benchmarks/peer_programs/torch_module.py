"""torch: its fused module without any telemetry, or a loop over its cell where every ∂L/∂h_t is to be kept."""

from __future__ import annotations

import os
from typing import Any

import torch
from turns import Train, take_turns

from support.torch_step import LoopStep, ModuleStep


def build(problem: dict[str, Any], keeps: bool) -> Train:
    """Return what trains on ``problem``."""
    inputs, target = torch.tensor(problem["inputs"]), torch.tensor(problem["target"])
    values = [torch.tensor(value) for value in problem["parameters"].values()]
    step = (LoopStep if keeps else ModuleStep)(problem["cell"], inputs.shape[2], values[1].shape[1], 1)
    step.start_from(values)
    return lambda updates: [step.on_the_last_step(inputs, target).item() for _ in range(updates)]


if __name__ == "__main__":
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    take_turns(f"torch {torch.__version__}", build)
