"""A layer as a map of its own state under one held input: where it stands still, and where it drives every other state.

After Sussillo and Barak (2013, "Opening the black box"), with Newton's method instead of their descent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.learning.forward_pass import ForwardPass

Map = Callable[[Tensor], Tensor]
"""s ↦ f(s, x), rows (batch, state)."""

NEWTON_ROUNDS = 25
RESIDUAL = 1e-8
"""‖f(s, x) − s‖ below which, relative to 1 + ‖s‖, a state stands still."""
SAME = 1e-4
SETTLING = 300
STILL_COMING = 50
NEAR = 1e-3
MOST_POINTS = 24


class Plane(NamedTuple):
    """A plane in the space of states: ``centre`` (state) and two orthonormal ``axes`` (2, state)."""

    centre: Tensor
    axes: Tensor

    def project(self, states: Tensor) -> Tensor:
        """Return the coordinates (…, 2) of ``states`` (…, state)."""
        return (states - self.centre) @ self.axes.t()

    def lift(self, coordinates: Tensor) -> Tensor:
        """Return the states (…, state) of ``coordinates`` (…, 2) in the plane."""
        return self.centre + coordinates @ self.axes


class FixedPoints(NamedTuple):
    """``states`` (point, state), ``residual`` (point) = ‖f(s, x) − s‖, and ``radius`` (point) of the Jacobian there.

    A point attracts where the spectral radius is below 1.
    """

    states: Tensor
    residual: Tensor
    radius: Tensor

    @property
    def stable(self) -> Tensor:
        """Whether each attracts what is near (point)."""
        return self.radius < 1.0


def layer_map(passed: ForwardPass, layer: int, time_step: int, sample: int) -> Map:
    """Return a layer's step as a map of its state alone: its input is what it reads at ``time_step`` of a sample.

    States are flat rows: their tensors (h, c) one behind the other, in float64.
    """
    cell = passed.network.cells[layer]
    parameters = passed.parameters.to(torch.float64).layer(layer)
    weights = {name: value.detach() for name, value in cell.prepare(parameters).items()}
    below = passed.inputs[time_step] if layer == 0 else passed.trajectory.layers[layer - 1][time_step].state[0]
    drive = cell.drive(weights, below[None, sample : sample + 1].detach().double())[0]
    shapes = [tensor.shape[1:] for tensor in passed.states_before(0)[layer]]
    sizes = [shape.numel() for shape in shapes]
    at = passed.start.time_step + time_step

    def step(rows: Tensor) -> Tensor:
        state = tuple(
            part.reshape(-1, *shape) for part, shape in zip(torch.split(rows, sizes, dim=1), shapes, strict=True)
        )
        wide = drive.expand(len(rows), *drive.shape[1:])
        made = cell.step(weights, wide, cell.recur(weights, wide, state), state, at).state
        return torch.cat([tensor.flatten(1) for tensor in made], dim=1)

    return step


def states_of(passed: ForwardPass, layer: int, sample: int) -> Tensor:
    """Return the flat states s_0 … s_T of a layer (time_step + 1, state) of one sample, in float64."""
    steps = [passed.states_before(0)[layer], *(step.state for step in passed.trajectory.layers[layer])]
    return torch.stack([torch.cat([tensor[sample].detach().flatten() for tensor in state]) for state in steps]).double()


def late_states(passed: ForwardPass, layer: int) -> Tensor:
    """Return the flat states (batch · times, state) of a layer at a few late time steps of every sample, in float64."""
    steps = passed.trajectory.layers[layer]
    late = sorted({len(steps) - 1, len(steps) // 2, 3 * len(steps) // 4})
    rows = [torch.cat([tensor.detach().flatten(1) for tensor in steps[at].state], dim=1) for at in late]
    return torch.cat(rows).double()


def distinct(rows: Tensor, most: int) -> Tensor:
    """Return the first ``most`` of the finite ``rows`` (batch, state) that lie apart from all before them."""
    kept: list[Tensor] = []
    for row in rows[rows.isfinite().all(dim=1)]:
        if len(kept) < most and all(float((row - other).norm()) > NEAR for other in kept):
            kept.append(row)
    return torch.stack(kept) if kept else rows[:0]


def plane_of(states: Tensor) -> Plane:
    """Return the plane of the two units, or the one of the two largest principal components of ``states``."""
    size = states.shape[1]
    if size == 2:
        return Plane(torch.zeros(2, dtype=states.dtype), torch.eye(2, dtype=states.dtype))
    centre = states.mean(dim=0)
    _, _, directions = torch.linalg.svd(states - centre, full_matrices=True)
    axes = directions[:2]
    largest = axes.abs().argmax(dim=1, keepdim=True)
    return Plane(centre, axes * axes.gather(1, largest).sign())  # A sign of its own, lest the picture flip.


def jacobians(step: Map, rows: Tensor) -> Tensor:
    """Return ∂f/∂s (batch, state, state) at each row."""
    leaf = rows.detach().requires_grad_()
    with torch.enable_grad():
        made = step(leaf)
        columns = [
            torch.autograd.grad(made[:, unit].sum(), leaf, retain_graph=True, materialize_grads=True)[0]
            for unit in range(made.shape[1])
        ]
    return torch.stack(columns, dim=1)


def fixed_points(step: Map, seeds: Tensor) -> FixedPoints:
    """Return the fixed points that Newton's method finds from ``seeds`` (batch, state), each once.

    Whatever does not stand still to within rounding is dropped, however near Newton came.
    """
    size = seeds.shape[1]
    identity = torch.eye(size, dtype=seeds.dtype)
    rows = seeds.clone()
    for _ in range(NEWTON_ROUNDS):
        miss = (step(rows) - rows).detach()
        slope = jacobians(step, rows) - identity
        move = torch.linalg.solve_ex(slope, -miss[:, :, None])[0][:, :, 0]  # Not finite where J − I is singular.
        length = move.norm(dim=1, keepdim=True)
        rows = rows + torch.where(length.isfinite(), move / length.clamp(min=1.0), 0.0)
        if bool((length < 1e-13).all()):
            break
    with torch.no_grad():
        residual = (step(rows) - rows).norm(dim=1)
    found = rows[residual <= RESIDUAL * (1.0 + rows.norm(dim=1))]
    kept: list[Tensor] = []
    for row in found:
        if len(kept) < MOST_POINTS and all(float((row - other).norm()) > SAME for other in kept):
            kept.append(row)
    states = torch.stack(kept) if kept else rows[:0]
    with torch.no_grad():
        left = (step(states) - states).norm(dim=1) if kept else residual[:0]
    radius = torch.linalg.eigvals(jacobians(step, states)).abs().amax(dim=1) if kept else residual[:0]
    return FixedPoints(states, left, radius)


@torch.no_grad()
def basins(step: Map, starts: Tensor, points: FixedPoints) -> Tensor:
    """Return for each start (batch) the number of the stable point at which it ends; −1 where it ends at none.

    An end is there, or still on its way: nearer to that point than to half of the way to any other, and coming nearer.
    """
    before = settled(step, starts)
    after = before
    for _ in range(STILL_COMING):
        after = step(after)
    ends = torch.full((len(starts),), -1)
    between = torch.cdist(points.states, points.states).fill_diagonal_(torch.inf)
    for number in torch.nonzero(points.stable).flatten().tolist():
        far, near = ((rows - points.states[number]).norm(dim=1) for rows in (before, after))
        ends[(near < NEAR) | ((near < far) & (near < between[number].min() / 2))] = number
    return ends


@torch.no_grad()
def settled(step: Map, starts: Tensor) -> Tensor:
    """Return where each start is after a while."""
    rows = starts
    for _ in range(SETTLING):
        rows = step(rows)
    return rows
