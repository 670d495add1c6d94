"""One number of backpropagation beside its finite difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rnn_playground.diagnostics.finite_difference import Problem, hidden_state_slope, parameter_slope
from rnn_playground.learning.backpropagation import Gradients


class Check(NamedTuple):
    """A slope of the loss at ``step``, measured twice: by moving the number ±``epsilon``, and by backpropagation.

    Both are through the whole sequence. ``truncated_backprop`` is what a lane with truncated BPTT applies, else None.
    """

    finite_difference: float
    backprop: float
    epsilon: float
    step: int
    truncated_backprop: float | None = None


def check_parameter(
    problem: Problem,
    full: Gradients,
    truncated: Gradients | None,
    name: str,
    index: tuple[int, ...],
    *,
    epsilon: float,
    step: int,
) -> Check:
    """Check ∂L/∂w of one entry of a parameter. Raises ValueError where there is no such entry."""
    if name not in problem.parameters:
        raise ValueError(f"no number is called '{name}'; use hidden_state or one of: {', '.join(problem.parameters)}")
    _require(index, problem.parameters[name].shape, name)

    def entry(gradients: Gradients) -> float:
        return float(problem.parameters.split(gradients.parameters)[name][index])

    slope = parameter_slope(problem, name, index, epsilon)
    return Check(slope, entry(full), epsilon, step, None if truncated is None else entry(truncated))


def check_hidden_state(
    problem: Problem,
    full: Gradients,
    truncated: Gradients | None,
    index: tuple[int, ...],
    *,
    sample: int,
    epsilon: float,
    step: int,
) -> Check:
    """Check ∂ℓ_b/∂h of one entry, ``index`` = (layer, time step, unit), of the hidden state of ``sample``.

    Raises ValueError where there is no such entry.
    """
    network, (time_steps, batch_size, _) = problem.network, problem.batch.inputs.shape
    _require(index, (len(network.cells), time_steps, network.hidden_size), "hidden_state")
    layer, time_step, unit = index

    def entry(gradients: Gradients) -> float:
        return batch_size * float(gradients.states[layer][time_step][0][sample, unit]) / gradients.lift

    slope = hidden_state_slope(problem, (layer, time_step, unit), sample, epsilon)
    return Check(slope, entry(full), epsilon, step, None if truncated is None else entry(truncated))


def _require(index: tuple[int, ...], shape: Sequence[int], name: str) -> None:
    if len(index) != len(shape) or not all(0 <= place < size for place, size in zip(index, shape, strict=True)):
        raise ValueError(
            f"{name} has shape {list(shape)}; the index {list(index)} names none of its numbers; "
            f"choose {len(shape)} whole numbers, each from 0 and below its size"
        )
