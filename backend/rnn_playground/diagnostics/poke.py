"""A pebble dropped on one input: what runs forward from it, and the gradient that runs back to it.

Forward runs δh_s, the change of every later state; back runs ∂ℓ/∂h_s. Both are the same linear maps, one read in each
direction: where one network has a single layer whose state is h alone, ⟨∂ℓ/∂h_s, δh_s⟩ is, to first order, what the
losses from time step s on will change by, the same number at every s until a loss is passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.one_sample import adjoint, of_one_sample, run_sample


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
