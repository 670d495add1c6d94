"""JAX: lax.scan over the precomputed W x, its gradient, clip and Adam, compiled as one function.

Short problems are tried with a call of it for each update, and with many updates in a call: the faster form counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax
from turns import Train, paced, take_turns

Parameters = dict[str, Array]
State = tuple[Array, ...]
SHORT = 100
"""The most time steps where a call may cost something beside an update."""
CALL, SECONDS = 16, 0.2


class Learner(NamedTuple):
    """Parameters, Adam's running averages, and how many updates were made."""

    parameters: Parameters
    means: Parameters
    squares: Parameters
    number: Array


Update = Callable[[Learner], tuple[Learner, Array, Any]]
"""Returns the learner one update later, the loss before, and what is kept of the gradients."""
Form = Callable[[Learner, int], tuple[Learner, Sequence[float]]]
"""Returns the learner so many updates later, and their losses."""


def rnn(parameters: Parameters, state: State, drive: Array) -> State:
    """Return the next state from what the input drives the units with, both biases included."""
    return (jnp.tanh(drive + state[0] @ parameters["W_hh"]),)


def lstm(parameters: Parameters, state: State, drive: Array) -> State:
    """Return the next (h, c)."""
    h, c = state
    i, f, g, o = jnp.split(drive + h @ parameters["W_hh"], 4, axis=1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(c), c


def gru(parameters: Parameters, state: State, drive: Array) -> State:
    """Return the next h, the reset gate after the matrix product and its bias, as torch has it."""
    (h,) = state
    driven, recurrent = jnp.split(drive, 3, axis=1), jnp.split(h @ parameters["W_hh"] + parameters["b_hh"], 3, axis=1)
    r, z = (jax.nn.sigmoid(driven[gate] + recurrent[gate]) for gate in range(2))
    n = jnp.tanh(driven[2] + r * recurrent[2])
    return (n + z * (h - n),)


CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def build(problem: dict[str, Any], keeps: bool) -> Train:
    """Return what trains on ``problem``.

    What ``keeps`` the gradients adds zeros to every h_t: the loss's derivatives by them are ∂L/∂h_t.
    """
    step = CELLS[problem["cell"]]
    inputs, target = (jnp.asarray(problem[name], jnp.float32) for name in ("inputs", "target"))
    # (input, output), so that no product transposes.
    start = {name: jnp.asarray(value, jnp.float32).T for name, value in problem["parameters"].items()}
    zeros = jnp.zeros((inputs.shape[1], start["W_hh"].shape[0]))
    added = jnp.zeros((len(inputs), *zeros.shape)) if keeps else None

    def loss_of(parameters: Parameters, added: Array | None) -> Array:
        def step_on(state: State, now: tuple[Array, Array | None]) -> tuple[State, None]:
            h, *rest = step(parameters, state, now[0])
            return (h if now[1] is None else h + now[1], *rest), None

        drives = inputs @ parameters["W_xh"] + parameters["b_xh"] + (0 if step is gru else parameters["b_hh"])
        state, _ = lax.scan(step_on, (zeros, zeros) if step is lstm else (zeros,), (drives, added))
        return jnp.mean((state[0] @ parameters["W_hy"] + parameters["b_y"] - target) ** 2)

    def update(learner: Learner) -> tuple[Learner, Array, Any]:
        by = (0, 1) if keeps else 0
        loss, found = jax.value_and_grad(loss_of, argnums=by)(learner.parameters, added)
        gradients, kept = found if keeps else (found, jnp.zeros((1, 1, 1)))
        return adam(learner, clipped(gradients)), loss, (kept, jnp.linalg.norm(kept, axis=2).mean(axis=1))

    nothing = {name: jnp.zeros_like(value) for name, value in start.items()}
    learner = Learner(start, nothing, nothing, jnp.float32(0))
    if len(inputs) > SHORT:
        return trained(a_call_each(update), learner)
    forms = a_call_each(update), one_call(update)
    return trained(min(forms, key=lambda form: paced(warm(trained(form, learner)), CALL, SECONDS)[0]), learner)


def a_call_each(update: Update) -> Form:
    """Return the form that calls compiled code for each update."""
    compiled = jax.jit(update)

    def make(learner: Learner, updates: int) -> tuple[Learner, list[Array]]:
        losses = []
        for _ in range(updates):
            learner, loss, kept = compiled(learner)
            losses.append(loss)
        jax.block_until_ready((learner, losses, kept))
        return learner, losses

    return make


def one_call(update: Update) -> Form:
    """Return the form that makes all updates within compiled code: calls cost as much as the smallest updates."""

    @partial(jax.jit, static_argnums=1)
    def compiled(learner: Learner, updates: int) -> tuple[Learner, Array, Any]:
        def one_more(carried: tuple[Learner, Any], _: None) -> tuple[tuple[Learner, Any], Array]:
            learner, loss, kept = update(carried[0])
            return (learner, kept), loss

        shapes = jax.eval_shape(update, learner)[2]
        empty = jax.tree.map(lambda shape: jnp.zeros(shape.shape), shapes)
        (learner, kept), losses = lax.scan(one_more, (learner, empty), length=updates)
        return learner, losses, kept

    def make(learner: Learner, updates: int) -> tuple[Learner, Array]:
        learner, losses, _ = jax.block_until_ready(compiled(learner, updates))
        return learner, losses

    return make


def trained(form: Form, learner: Learner) -> Train:
    """Return what trains ``learner`` on."""

    def train(updates: int) -> Sequence[float]:
        nonlocal learner
        learner, losses = form(learner, updates)
        return losses

    return train


def warm(train: Train) -> Train:
    """Return it compiled."""
    train(CALL)
    return train


def clipped(gradients: Parameters) -> Parameters:
    """Return gradients whose norm over all parameters is at most one."""
    norm = jnp.sqrt(sum((gradient**2).sum() for gradient in gradients.values()))
    return {name: gradient * jnp.minimum(1.0, 1.0 / (norm + 1e-6)) for name, gradient in gradients.items()}


def adam(learner: Learner, gradients: Parameters) -> Learner:
    """Return the learner one update later."""
    number = learner.number + 1
    means = {name: 0.9 * learner.means[name] + 0.1 * gradient for name, gradient in gradients.items()}
    squares = {name: 0.999 * learner.squares[name] + 0.001 * gradient**2 for name, gradient in gradients.items()}
    unbiased = 1 - 0.9**number, 1 - 0.999**number
    after = {
        name: value - 1e-3 * (means[name] / unbiased[0]) / (jnp.sqrt(squares[name] / unbiased[1]) + 1e-8)
        for name, value in learner.parameters.items()
    }
    return Learner(after, means, squares, number)


if __name__ == "__main__":
    take_turns(f"JAX {jax.__version__}", build)
