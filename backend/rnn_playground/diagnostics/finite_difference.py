"""The slope of the loss measured by moving one number a little: the check on every gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, final

import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, Weights
from rnn_playground.cells.wrapped import WrappedCell
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import TaskBatch


class Problem(NamedTuple):
    """A network with its parameters, a batch and where its sequences start: everything that determines a loss."""

    network: Network
    parameters: Parameters
    batch: TaskBatch
    loss: Loss
    start: Start = ZERO_STATE

    def to_double(self) -> Problem:
        """Return the same in float64, where differences of losses keep their digits."""
        double = torch.float64
        return self._replace(
            parameters=self.parameters.to(double), batch=self.batch.to(double), start=self.start.to(double)
        )

    def passed(self) -> ForwardPass:
        """Return the forward pass."""
        network, parameters, batch, _, start = self
        trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
        return ForwardPass(network, parameters, batch.inputs, start, trajectory)

    @torch.no_grad()
    def value(self) -> float:
        """Return the batch loss."""
        scoring = Scoring.of(self.batch)
        predictions = predict(self.parameters, self.passed().trajectory, scoring)
        return float(batch_loss(self.loss, predictions, scoring.targets))


def parameter_slope(problem: Problem, name: str, index: tuple[int, ...], epsilon: float) -> float:
    """Return (L(w + ε) − L(w − ε)) / 2ε in float64 for one entry w of the parameter called ``name``."""
    problem = problem.to_double()
    entry = problem.parameters[name].detach()[index]
    original = entry.clone()

    def loss_at(offset: float) -> float:
        entry.copy_(original + offset)
        return problem.value()

    return _central(loss_at, epsilon)


def hidden_state_slope(problem: Problem, index: tuple[int, int, int], sample: int, epsilon: float) -> float:
    """Return the same for ℓ_b of ``sample`` and one entry, ``index`` = (layer, time step, unit), of its h.

    The entry is moved after it has been computed, so everything later and above feels it: the total derivative. Only
    ℓ_b feels it, so the change of ℓ_b is the batch size times that of L.
    """
    problem = problem.to_double()
    network, batch_size = problem.network, problem.batch.inputs.shape[1]
    layer, time_step, unit = index

    def loss_at(offset: float) -> float:
        nudge = torch.zeros(batch_size, network.hidden_size, dtype=torch.float64)
        nudge[sample, unit] = offset
        cells = list(network.cells)
        cells[layer] = _Nudged(cells[layer], problem.start.time_step + time_step, nudge)
        return batch_size * problem._replace(network=replace(network, cells=tuple(cells))).value()

    return _central(loss_at, epsilon)


def _central(loss_at: Callable[[float], float], epsilon: float) -> float:
    return (loss_at(epsilon) - loss_at(-epsilon)) / (2.0 * epsilon)


@final
@dataclass(frozen=True, eq=False)
class _Nudged(WrappedCell):
    """A cell that adds ``nudge`` (batch, hidden) to h after one time step, counted as the cell counts."""

    time_step: int
    nudge: Tensor

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        step = self.cell.step(weights, drive, recurrent, state, time_step)
        if time_step != self.time_step:
            return step
        return step._replace(state=(step.state[0] + self.nudge, *step.state[1:]))


class Check(NamedTuple):
    """A slope of the loss at ``step``, measured twice: by moving the number ±``epsilon``, and by backpropagation.

    Both are through the whole sequence. ``truncated_backprop`` is what a lane with truncated BPTT applies, else None.
    """

    finite_difference: float
    backprop: float
    epsilon: float
    step: int
    truncated_backprop: float | None = None


def check(
    problem: Problem,
    full: Gradients,
    truncated: Gradients | None,
    name: str,
    index: tuple[int, ...],
    *,
    sample: int,
    epsilon: float,
    step: int,
) -> Check:
    """Check ∂L/∂w of one entry of the parameter called ``name``.

    Of ``hidden_state`` it checks ∂ℓ_b/∂h of one entry, ``index`` = (layer, time step, unit), in ``sample``. Raises
    ValueError where there is no such entry.
    """
    network, (time_steps, batch_size, _) = problem.network, problem.batch.inputs.shape
    if name == "hidden_state":
        layer, time_step, unit = _required(index, (len(network.cells), time_steps, network.hidden_size), name)
        slope = hidden_state_slope(problem, (layer, time_step, unit), sample, epsilon)
    elif name in problem.parameters:
        slope = parameter_slope(problem, name, _required(index, problem.parameters[name].shape, name), epsilon)
    else:
        raise ValueError(f"no number is called '{name}'; use hidden_state or one of: {', '.join(problem.parameters)}")

    def entry(gradients: Gradients) -> float:
        if name != "hidden_state":
            return float(problem.parameters.split(gradients.parameters)[name][index])
        return batch_size * float(gradients.states[layer][time_step][0][sample, unit]) / gradients.loss_scale

    return Check(slope, entry(full), epsilon, step, None if truncated is None else entry(truncated))


def _required(index: tuple[int, ...], shape: Sequence[int], name: str) -> tuple[int, ...]:
    if len(index) != len(shape) or not all(0 <= number < size for number, size in zip(index, shape, strict=True)):
        raise ValueError(
            f"{name} has shape {list(shape)}; the index {list(index)} names none of its numbers; "
            f"choose {len(shape)} whole numbers, each from 0 and below its size"
        )
    return index
