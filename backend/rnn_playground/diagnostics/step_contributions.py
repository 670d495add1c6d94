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

    ``parts`` by parameter name, each (time_step, …) as the parameter; they add up to its ∂L/∂w. ``shares``
    ⟨G_t, G⟩/‖G‖² (layer, time_step) sum to 1 (NaN where G = 0); ``norms`` ‖G_t‖ (layer, time_step). Both float64.
    """

    parts: dict[str, Tensor]
    shares: Tensor
    norms: Tensor


def step_contributions(
    kind: Loss, scoring: Scoring, passed: ForwardPass, recurrent: Sequence[str]
) -> StepContributions:
    """Return the parts of a batch, through the whole sequence, of every layer's parameters called ``recurrent``."""
    layers, batch_size = len(passed.network.cells), passed.inputs.shape[1]
    derivatives = dict(zip(scoring.time_steps, loss_derivatives(kind, scoring, passed), strict=True))
    weights = prepared(passed)
    names = [f"{name}.{layer}" for layer in range(layers) for name in recurrent]
    wanted = [passed.parameters[name] for name in names]
    joint = [tuple(map(torch.zeros_like, state)) for state in passed.states_before(0)]
    found: list[tuple[Tensor, ...]] = []
    for time_step in range(len(passed.inputs) - 1, -1, -1):
        if time_step in derivatives:
            joint[-1] = (joint[-1][0] + derivatives[time_step], *joint[-1][1:])
        step = step_again(passed, weights, time_step)
        before = flat(step.before)
        products = vector_jacobian(flat(step.after), [*before, *wanted], flat(joint), keep=True)
        joint = as_states(products[: len(before)], joint)
        found.append(products[len(before) :])
    parts = [torch.stack(steps).flip(0) / batch_size for steps in zip(*found, strict=True)]
    by_layer = [
        torch.cat(
            [part.flatten(1).double() for part in parts[layer * len(recurrent) : (layer + 1) * len(recurrent)]], 1
        )
        for layer in range(layers)
    ]
    rows = torch.stack(by_layer)
    whole = rows.sum(dim=1, keepdim=True)
    shares = (rows * whole).sum(dim=2) / whole.square().sum(dim=2)
    return StepContributions(dict(zip(names, parts, strict=True)), shares, torch.linalg.vector_norm(rows, dim=2))
