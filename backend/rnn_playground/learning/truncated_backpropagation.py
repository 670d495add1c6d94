"""Truncated backpropagation through time: every loss goes back through the window it belongs to, and no further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.experiment.learning import Chunk
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss
from rnn_playground.learning.network import read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory, unroll


def truncated_backpropagate(kind: Loss, scoring: Scoring, passed: ForwardPass, chunks: Sequence[Chunk]) -> Gradients:
    """Differentiate the batch loss where the losses of a chunk reach back to its ``reach`` (Williams and Peng, 1990).

    The windows run once more from the states that the forward pass left, detached, side by side as sequences of one
    batch. The derivatives with respect to a state are sums over the windows it lies in, and 0 where it lies in none.
    """
    of_step = dict(_chunk_of_scored_step(scoring.time_steps, chunks))
    windows = sorted(set(of_step.values()))
    unrolled = _unroll_windows(passed, windows)
    hidden_states = _by_window(torch.stack([step.state[0] for step in unrolled.top]), len(windows))
    offsets = [(step - chunk.reach, windows.index(chunk)) for step, chunk in of_step.items()]
    scored = hidden_states[[offset for offset, _ in offsets], [window for _, window in offsets]]
    predictions = scoring.select(read_out(passed.parameters, scored))
    gradients = backpropagate(batch_loss(kind, predictions, scoring.targets), unrolled, passed.parameters)
    return gradients._replace(states=[_summed(layer, windows, len(passed.inputs)) for layer in gradients.states])


def _chunk_of_scored_step(time_steps: Sequence[int], chunks: Sequence[Chunk]) -> Iterator[tuple[int, Chunk]]:
    remaining = iter(chunks)
    chunk = next(remaining)
    for time_step in time_steps:
        while time_step >= chunk.end:
            chunk = next(remaining)
        yield time_step, chunk


def _unroll_windows(passed: ForwardPass, windows: Sequence[Chunk]) -> Trajectory:
    """Run the windows as sequences (window · batch) of one batch, all as long as the longest.

    A shorter one lies at the beginning of the sequence and runs on beyond its chunk, where nothing of it is scored.
    """
    length = max(window.end - window.reach for window in windows)
    inputs = torch.cat([passed.inputs[window.reach : window.reach + length] for window in windows], dim=1)
    before = [passed.states_before(window.reach) for window in windows]
    states = [tuple(map(torch.cat, zip(*layer, strict=True))) for layer in zip(*before, strict=True)]
    reaches = torch.tensor([window.reach for window in windows]).repeat_interleave(passed.inputs.shape[1])
    return unroll(passed.network, passed.parameters, inputs, states, reaches[:, None] + passed.start.time_step)


def _summed(states: list[State], windows: Sequence[Chunk], length: int) -> list[State]:
    """Return a layer's derivatives by time step of the sequence from those by step of the windows, side by side."""
    tensors = [_by_window(torch.stack(tensors), len(windows)) for tensors in zip(*states, strict=True)]
    sums = [tensor.new_zeros(length, *tensor.shape[2:]) for tensor in tensors]
    for number, window in enumerate(windows):
        for total, tensor in zip(sums, tensors, strict=True):
            total[window.reach : window.end] += tensor[: window.end - window.reach, number]
    return list(zip(*(total.unbind() for total in sums), strict=True))


def _by_window(tensor: Tensor, windows: int) -> Tensor:
    """Return (time_step, window, batch, …) of (time_step, window · batch, …)."""
    return tensor.view(len(tensor), windows, -1, *tensor.shape[2:])
