"""What an intervention does to one sample, in float64: a pebble dropped on an input, clamps, a state planted.

From a pebble δh_s, the change of every later state, runs forward; ∂ℓ/∂h_s runs back. Both are the same linear maps, one
read in each direction: where one network has a single layer whose state is h alone, ⟨∂ℓ/∂h_s, δh_s⟩ is, to first order,
what the losses from time step s on will change by, the same number at every s until a loss is passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, final

import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, Weights, under_clamps
from rnn_playground.cells.wrapped import WrappedCell
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.gates import gate_values
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.clamps import Clamp
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory, unroll


class SampleRun(NamedTuple):
    """States (layer, time_step, hidden) and ℓ_b () of one sample."""

    trajectory: Trajectory
    states: Tensor
    loss: Tensor


def of_one_sample(problem: Problem, sample: int) -> tuple[Problem, float]:
    """Return the problem with one sequence, in float64, and ℓ_b over its own mean loss."""
    double = problem.to_double()
    batch, start = double.batch, double.start
    scored = batch.loss_mask.sum(dim=0)
    share = float(scored[sample]) * len(scored) / float(scored.sum())
    start = start.map(lambda tensor: tensor[sample : sample + 1])
    return double._replace(batch=batch.samples(sample, 1), start=start), share


def run_sample(problem: Problem, inputs: Tensor, share: float) -> SampleRun:
    """Return the run of a problem of one sample over ``inputs``; ``share`` is ℓ_b over its mean loss."""
    trajectory = unroll(problem.network, problem.parameters, inputs, problem.start.states, problem.start.time_step)
    loss = torch.zeros((), dtype=inputs.dtype)
    if share > 0.0:
        scoring = Scoring.of(problem.batch)
        loss = share * batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    return SampleRun(trajectory, trajectory.hidden_states()[:, :, 0], loss)


def adjoint(run: SampleRun) -> Tensor:
    """Return ∂ℓ_b/∂h (layer, time_step, hidden)."""
    hidden = [step.state[0] for steps in run.trajectory.layers for step in steps]
    if not run.loss.requires_grad:
        return torch.zeros_like(run.states)
    gradients = torch.autograd.grad(run.loss, hidden, retain_graph=True, allow_unused=True)
    filled = [torch.zeros_like(h) if g is None else g for h, g in zip(hidden, gradients, strict=True)]
    return torch.cat(filled).reshape(run.states.shape)


class Poke(NamedTuple):
    """What a change δ of one input of one sample does, in float64.

    ``response`` and ``linear`` (layer, time_step): ‖h′_s − h_s‖ as it is, and to first order, ‖δh_s‖. ``adjoint``
    (layer, time_step): ‖∂ℓ_b/∂h_s‖, total and through the whole sequence. ``meeting`` (layer, time_step):
    ⟨∂ℓ_b/∂h_s, δh_s⟩. ``loss`` (2): the change of ℓ_b as it is, and to first order, δ ∂ℓ_b/∂x.
    """

    response: Tensor
    linear: Tensor
    adjoint: Tensor
    meeting: Tensor
    loss: Tensor


def poke(problem: Problem, sample: int, time_step: int, feature: int, size: float) -> Poke:
    """Return what ``size``, added to input ``feature`` of ``sample`` at ``time_step``, does to its states and loss.

    ℓ_b is scaled as everywhere: the batch size times the sample's part of the batch loss.
    """
    alone, share = of_one_sample(problem, sample)
    inputs = alone.batch.inputs.clone().requires_grad_()
    pebble = torch.zeros_like(inputs)
    pebble[time_step, 0, feature] = size
    with torch.enable_grad():
        run = run_sample(alone, inputs, share)
        back = adjoint(run)
        change, loss_change = _tangents((run.states, run.loss), inputs, pebble)
    with torch.no_grad():
        after = run_sample(alone, inputs + pebble, share)
    return Poke(
        (after.states - run.states).norm(dim=-1).detach(),
        change.norm(dim=-1),
        back.norm(dim=-1),
        (back * change).sum(dim=-1),
        torch.stack([after.loss - run.loss.detach(), loss_change]),
    )


def _tangents(outputs: Sequence[Tensor], inputs: Tensor, change: Tensor) -> list[Tensor]:
    """Return J ``change`` for each of ``outputs``, J being its derivative by ``inputs``.

    Backpropagation is linear in what it is given: Jᵀv differentiated by v is J.
    """
    weights = [torch.zeros_like(output, requires_grad=True) for output in outputs]
    reached = [pair for pair in zip(outputs, weights, strict=True) if pair[0].requires_grad]
    back = torch.autograd.grad(
        [output for output, _ in reached], inputs, [weight for _, weight in reached], create_graph=True
    )
    found = torch.autograd.grad(back, weights, change, allow_unused=True)
    return [torch.zeros_like(w) if t is None else t for w, t in zip(weights, found, strict=True)]


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


def clamped_network(
    network: Network, document: CellConfig, clamps: Sequence[Clamp], period: int | None = None
) -> Network:
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
    gates = gate_values(run.trajectory, 0) if run.trajectory.top[0].gates else None
    return Reading(run.trajectory, run.states.detach(), written, gradient, gates, run.loss.detach())


def states_after(reading: Reading, time_step: int) -> list[State]:
    """Return the state of each layer after ``time_step``, from 0, as constants."""
    return [tuple(tensor.detach() for tensor in steps[time_step].state) for steps in reading.trajectory.layers]
