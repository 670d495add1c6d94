"""What clamps change: a sample's run as it is and under clamps, with the gradient through each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, final

import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, Weights, under_clamps
from rnn_playground.cells.wrapped import WrappedCell
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.one_sample import SampleRun, adjoint, of_one_sample, run_sample
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.clamps import Clamp
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.unroll import Trajectory


class Reading(NamedTuple):
    """One sample's run, in float64: states (layer, time_step, hidden), read-out (time_step, output).

    ``gradient`` (layer, time_step, hidden) is ∂ℓ_b/∂h, total and through what is clamped as through a constant;
    ``loss`` () is ℓ_b. ``gates`` (layer, time_step, gate, hidden) is None of a cell without gates.
    """

    trajectory: Trajectory
    states: Tensor
    read_out: Tensor
    gradient: Tensor
    gates: Tensor | None
    loss: Tensor


@final
@dataclass(frozen=True, eq=False)
class Planted(WrappedCell):
    """A cell whose state after ``time_step``, counted as the cell counts, is ``planted``: a constant.

    It is that of another network. No gradient goes back through it.
    """

    time_step: int
    planted: State

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        made = self.cell.step(weights, drive, recurrent, state, time_step)
        if time_step != self.time_step:
            return made
        # Leaves of the graph, so that what a loss says of the planted state can be asked.
        return made._replace(state=tuple(tensor.detach().requires_grad_() for tensor in self.planted))


def clamped_network(network: Network, document: Cell, clamps: Sequence[Clamp], period: int | None = None) -> Network:
    """Return the network under further clamps."""
    cells = [under_clamps(cell, document, layer, clamps, period) for layer, cell in enumerate(network.cells)]
    return replace(network, cells=tuple(cells))


def planted_network(network: Network, time_step: int, states: Sequence[State]) -> Network:
    """Return the network whose states after ``time_step``, counted as its cells count, are ``states``, one a layer."""
    cells = [Planted(cell, time_step, state) for cell, state in zip(network.cells, states, strict=True)]
    return replace(network, cells=tuple(cells))


def read_sample(problem: Problem, sample: int) -> Reading:
    """Return one sample's run and its gradient."""
    alone, share = of_one_sample(problem, sample)
    with torch.enable_grad():
        run = run_sample(alone, alone.batch.inputs.clone().requires_grad_(), share)
        gradient = adjoint(run)
    with torch.no_grad():
        written = read_out(alone.parameters, run.states[-1])
    return Reading(run.trajectory, run.states.detach(), written, gradient, _gates(run), run.loss.detach())


def states_after(reading: Reading, time_step: int) -> list[State]:
    """Return the state of each layer after ``time_step``, from 0, as constants."""
    return [tuple(tensor.detach() for tensor in steps[time_step].state) for steps in reading.trajectory.layers]


def _gates(run: SampleRun) -> Tensor | None:
    if not run.trajectory.top[0].gates:
        return None
    layers = [[torch.stack([gate[0] for gate in step.gates]) for step in steps] for steps in run.trajectory.layers]
    return torch.stack([torch.stack(steps) for steps in layers]).detach()
