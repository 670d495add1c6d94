"""A slice of the loss: over the plane of the descent direction and of a random one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import vmap

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.experiment.learning import Clip
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll

Float64Array = NDArray[np.float64]

STATES_AT_ONCE = 1_000_000
"""Numbers of hidden state that are held at a time; it bounds the memory of a slice."""


class LossSurface(NamedTuple):
    """The loss on a square of the plane θ + a d₁ + b d₂; P points an axis.

    ``surface`` (P, P): the batch loss, row i at a = ``axis[i]``, column j at b = ``axis[j]``. ``gradient_step`` and
    ``clipped_step`` (2): the (a, b) at which plain gradient descent, −lr · g, ends before and after clipping.
    """

    surface: Float64Array
    axis: Float64Array
    gradient_step: Float64Array
    clipped_step: Float64Array


@torch.no_grad()
def loss_surface(
    problem: Problem,
    gradient: Tensor,
    clip: Clip,
    learning_rate: float,
    *,
    points: int = 25,
    span: float = 1.0,
    seed: int = 0,
) -> LossSurface:
    """Return the batch loss around the parameters θ of ``problem``, whose ``gradient`` (before clipping) is g.

    d₁ = −g · ‖θ‖/‖g‖ is the descent direction. d₂ is Gaussian, each filter (row of a matrix, or bias) scaled to the
    norm of that filter of θ (Li, Xu, Taylor, Studer and Goldstein, 2018), so that both are as long as θ: a step of 1
    along either axis moves the parameters by their own length. Both axes run from −``span`` to ``span``. An odd number
    of points has θ itself in the middle. Where the loss overflows it is infinite or NaN. A gradient of 0 gives d₁ = 0.

    A step outside the plane (clipping by value turns it) is shown where its projection onto the plane ends.
    """
    theta = problem.parameters.vector.detach()
    size = torch.linalg.vector_norm(gradient)
    descent = -gradient * (torch.linalg.vector_norm(theta) / size if float(size) else 0.0)
    across = random_direction(problem.parameters, seed)
    axis = torch.linspace(-span, span, points, dtype=theta.dtype)
    along, sideways = torch.meshgrid(axis, axis, indexing="ij")
    vectors = theta + along.reshape(-1, 1) * descent + sideways.reshape(-1, 1) * across
    clipped = gradient.clone().requires_grad_()
    clipped.grad = gradient.clone()
    clip_gradient(clip, clipped)
    plane = torch.stack([descent, across], dim=1)
    return LossSurface(
        losses_at(problem, vectors).reshape(points, points).double().numpy(),
        axis.double().numpy(),
        _coordinates(plane, -learning_rate * gradient),
        _coordinates(plane, -learning_rate * clipped.grad),
    )


def losses_at(problem: Problem, vectors: Tensor, *, states_at_once: int = STATES_AT_ONCE) -> Tensor:
    """Return the batch loss (N) at each of ``vectors`` (N, parameter): many networks side by side on one batch."""
    batch, network, shapes = problem.batch, problem.network, problem.parameters.shapes
    scoring = Scoring.of(batch)

    def loss(vector: Tensor) -> Tensor:
        parameters = Parameters(vector, shapes, leaves=False)
        trajectory = unroll(network, parameters, batch.inputs, problem.start.states, problem.start.time_step)
        return batch_loss(problem.loss, predict(parameters, trajectory, scoring), scoring.targets)

    states = batch.inputs.shape[0] * batch.inputs.shape[1] * network.hidden_size * len(network.cells)
    losses: Tensor = vmap(loss, chunk_size=max(1, states_at_once // states))(vectors)
    return losses


def random_direction(parameters: Parameters, seed: int) -> Tensor:
    """Return a Gaussian direction (parameter) with the norm of θ in every filter: row of a matrix, or bias."""
    stream = np.random.default_rng(np.random.SeedSequence([seed]))
    vector = parameters.vector.detach()
    drawn = torch.from_numpy(stream.standard_normal(len(vector))).to(vector)
    pieces = []
    for direction, value in zip(parameters.split(drawn).values(), parameters.split(vector).values(), strict=True):
        width = value.shape[-1]
        rows, filters = direction.reshape(-1, width), value.reshape(-1, width)
        pieces.append((rows * (filters.norm(dim=1) / rows.norm(dim=1))[:, None]).flatten())
    return torch.cat(pieces)


def _coordinates(plane: Tensor, step: Tensor) -> Float64Array:
    """Return (a, b) of the point of the plane, spanned by the columns of ``plane``, that is nearest to ``step``."""
    nearest: Float64Array = np.linalg.lstsq(plane.double().numpy(), step.double().numpy(), rcond=None)[0]
    return nearest
