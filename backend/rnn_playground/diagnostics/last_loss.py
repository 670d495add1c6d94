"""One loss by itself: what the last one says of every state before it, along the paths that lead on in time."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.adjoint import loss_derivatives
from rnn_playground.diagnostics.gradient_flow import GradientFlow
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import vector_jacobian, with_loss_scale
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll


def last_loss(kind: Loss, scoring: Scoring, passed: ForwardPass) -> Tensor:
    """Return the batch mean of ‖λ_{t,b}‖₂ (layer, time_step) float64, through the whole sequence.

    λ_{t,b} = ∂ℓ_{T,b}/∂s_{t,b}, T the last scored step, is the adjoint of the state that is handed on at t < T: its
    tensors (h, c) are independent coordinates, so that c does not count the h made of it in the same time step once
    more; the layers above are included. From T on, where nothing leads on to the loss, it is 0.
    """
    derivative = loss_derivatives(kind, scoring, passed)[-1]
    last = scoring.time_steps[-1]
    handed_on: list[State] = []

    def hand_on(state: State) -> State:
        handed_on.append(tuple(tensor.view_as(tensor) for tensor in state))
        return handed_on[-1]

    inputs = passed.inputs[: last + 1]
    with torch.enable_grad():
        trajectory = unroll(
            passed.network, passed.parameters, inputs, passed.start.states, passed.start.time_step, hand_on=hand_on
        )
    made = [step.state for steps in trajectory.layers for step in steps]
    wanted = [tensor for state, own in zip(handed_on, made, strict=True) for tensor in (own[0], *state[1:])]
    end = trajectory.top[last].state[0]

    def differentiate(loss_scale: float) -> Tensor:
        adjoint = vector_jacobian([end], wanted, [derivative * loss_scale], keep=True)
        return _norms(adjoint, passed) / loss_scale

    norms = with_loss_scale(differentiate, derivative, lambda norms: [norms])
    norms[:, last:] = 0.0
    return norms


def only_loss(scoring: Scoring, flow: GradientFlow) -> Tensor:
    """Return the same, where it is the only loss and a state is h alone, from the profiles of its gradients."""
    norms = flow.hidden.clone()
    norms[:, scoring.time_steps[-1] :] = 0.0
    return norms


def _norms(adjoint: tuple[Tensor, ...], passed: ForwardPass) -> Tensor:
    """Return the batch means (layer, time_step) of the norms of states whose tensors follow each other."""
    layers, tensors = len(passed.network.cells), len(passed.network.states)
    by_tensor = [torch.stack(adjoint[first::tensors]).flatten(2) for first in range(tensors)]
    whole: Tensor = torch.linalg.vector_norm(torch.cat(by_tensor, dim=2), dim=2, dtype=torch.float64)
    means = whole.mean(dim=1).view(layers, -1)
    return torch.nn.functional.pad(means, (0, len(passed.inputs) - means.shape[1]))
