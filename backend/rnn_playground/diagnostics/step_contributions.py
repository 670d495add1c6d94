"""Each time step's own part in the gradient of the recurrent weights: what shared weights add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.diagnostics.adjoint import loss_derivatives
from rnn_playground.diagnostics.network_step import as_states, flat, prepared, step_again, vector_jacobian
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring


class StepContributions(NamedTuple):
    """Of the gradient G of each layer's recurrent parameters, the parts G_t made at each time step.

    ``shares`` ⟨G_t, G⟩/‖G‖² (layer, time_step) sum to 1 (NaN where G = 0); ``norms`` ‖G_t‖ (layer, time_step). Both
    float64. ``parts`` by parameter name, each (time_step, …) as the parameter, add up to its ∂L/∂w; none of them where
    they are too many.
    """

    shares: Tensor
    norms: Tensor
    parts: dict[str, Tensor]


def step_contributions(
    kind: Loss,
    scoring: Scoring,
    passed: ForwardPass,
    gradient: Tensor,
    recurrent: Sequence[str],
    *,
    most_parts: int,
) -> StepContributions:
    """Return the parts of a batch, through the whole sequence, of every layer's parameters called ``recurrent``.

    ``gradient`` is the full one, a vector laid out as the parameters. ``most_parts``: the single numbers of all parts
    together above which they are measured but not kept.
    """
    layers, (length, batch_size, _) = len(passed.network.cells), passed.inputs.shape
    derivatives = dict(zip(scoring.time_steps, loss_derivatives(kind, scoring, passed), strict=True))
    weights = prepared(passed)
    names = [f"{name}.{layer}" for layer in range(layers) for name in recurrent]
    wanted = [passed.parameters[name] for name in names]
    whole = _by_layer([passed.parameters.split(gradient)[name] for name in names], layers)
    joint = [tuple(map(torch.zeros_like, state)) for state in passed.states_before(0)]
    shares, norms = torch.zeros(2, layers, length, dtype=torch.float64)
    keep = length * whole.numel() <= most_parts
    parts = {name: value.new_zeros(length, *value.shape) for name, value in zip(names, wanted, strict=True) if keep}
    for time_step in range(length - 1, -1, -1):
        if time_step in derivatives:
            joint[-1] = (joint[-1][0] + derivatives[time_step], *joint[-1][1:])
        step = step_again(passed, weights, time_step)
        before = flat(step.before)
        products = vector_jacobian(flat(step.after), [*before, *wanted], flat(joint), keep=True)
        joint = as_states(products[: len(before)], joint)
        part = [product / batch_size for product in products[len(before) :]]
        rows = _by_layer(part, layers)
        shares[:, time_step] = (rows * whole).sum(dim=1) / whole.square().sum(dim=1)
        norms[:, time_step] = torch.linalg.vector_norm(rows, dim=1)
        for name, value in zip(parts, part, strict=False):
            parts[name][time_step] = value
    return StepContributions(shares, norms, parts)


def _by_layer(tensors: Sequence[Tensor], layers: int) -> Tensor:
    """Return (layer, …) float64: the numbers of each layer's tensors, which stand one layer after the other."""
    return torch.cat([tensor.flatten() for tensor in tensors]).double().view(layers, -1)
