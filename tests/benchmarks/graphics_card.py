"""A step on a CUDA device, forwards and backwards with every ∂L/∂h_t, its profile and the gradient's norm: by the
kernels for a card, by the reference in a CUDA graph, by the reference launched from Python; beside cuDNN, which keeps
nothing. Where there is no such device it says so and measures nothing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

from rnn_playground.experiment import Experiment
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource
from rnn_playground.training.card_choice import card_passes
from rnn_playground.training.device_measure import Capture, DeviceMeasure, capture_cuda_graph, moved
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.passes import Given
from support.figures import Figures, Peer, figures_of

MODULES: dict[str, type[nn.RNN | nn.LSTM | nn.GRU]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
ROUNDS = 7
CUDNN_TWICE = 2.0


class Size(NamedTuple):
    """T, B, H."""

    time_steps: int
    batch: int
    hidden: int


SIZE = Size(784, 256, 100)


def given_of(kind: str, size: Size) -> Given:
    """Return a network and a batch of it, every step of which is scored."""
    document = Experiment.model_validate(
        {
            "task": {"kind": "sine", "length": size.time_steps},
            "lanes": [{"cell": {"kind": kind, "hidden_size": size.hidden}}],
            "batch_size": size.batch,
        }
    )
    lane = TrainingLane(document.lanes[0], document.task, 0, torch.float32, samples=size.batch)
    batch = BatchSource(document.task, size.batch, 0, torch.float32).batch(0)
    return Given(lane.network, lane.parameters, document.task.loss, batch.inputs, Scoring.of(batch))


def torch_step(kind: str, size: Size, given: Given) -> Callable[[], object]:
    """Return forwards and backwards by torch's fused module, on the device and the batch of ``given``."""
    inputs, targets = given.inputs, given.scoring.targets
    recurrent = MODULES[kind](inputs.shape[2], size.hidden).to(inputs.device)
    read_out = nn.Linear(size.hidden, targets.shape[1]).to(inputs.device)
    parameters = [*recurrent.parameters(), *read_out.parameters()]
    steps = list(given.scoring.time_steps)

    def step() -> object:
        predictions = given.scoring.select(read_out(recurrent(inputs)[0][steps]))
        return torch.autograd.grad(functional.mse_loss(predictions, targets), parameters)

    return step


def ours(given: Given, measure: DeviceMeasure) -> Callable[[], object]:
    """Return forwards and backwards with what a frame shows of it."""
    return lambda: measure(given).flow()


def milliseconds(step: Callable[[], object], device: torch.device) -> float:
    """Return the median of ROUNDS steps, after two; each is waited for."""
    waited = []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        waited.append(1e3 * (time.perf_counter() - began))
    return statistics.median(waited[2:])


def compare(device: torch.device, size: Size, figures: Figures, capture: Capture | None) -> None:
    """Measure all of them on ``device``."""
    for kind in MODULES:
        given = given_of(kind, size)
        name = f"{kind} {size.time_steps},{size.batch},{size.hidden}"
        peer = Peer("torch, nothing kept", milliseconds(torch_step(kind, size, moved(given, device)), device))
        ways = {
            "kernels for a card": DeviceMeasure(device, capture, card_passes()),
            "reference in a graph": DeviceMeasure(device, capture),
            "reference, launched one by one": DeviceMeasure(device),
        }
        for way, measure in ways.items():
            bound = CUDNN_TWICE * peer.value if way == "kernels for a card" else None
            figures.add(f"{name}, {way}", milliseconds(ours(given, measure), device), "ms", peer=peer, bound=bound)


def main() -> None:
    """Measure on the first CUDA device."""
    if not torch.cuda.is_available():
        print("no CUDA device here: nothing to measure")
        return
    with figures_of("graphics_card") as figures:
        compare(torch.device("cuda"), SIZE, figures, capture_cuda_graph)


if __name__ == "__main__":
    main()
