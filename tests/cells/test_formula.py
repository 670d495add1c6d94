"""The built-in cells typed as equations: on the same weights the same states and the same gradients."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from rnn_playground.cells import build_cell
from rnn_playground.cells.formula import FORMULA_FUNCTIONS
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CellConfig,
    CornnCell,
    FormulaCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LstmCell,
    MingruCell,
    RnnCell,
    ScrnCell,
    UgrnnCell,
)
from rnn_playground.experiment.cells.formula.grammar import BENDS, FUNCTION_NAMES

H = 4
Weights = dict[str, Tensor]


def blocks(names: str, w: Weights, *bases: str) -> Weights:
    """The rows of each gate, called W, U, b, d and the gate's letter."""
    letters = dict(zip(bases, ("W", "U", "b", "d"), strict=False))
    return {
        f"{letters[base]}{name}": rows
        for base in bases
        for name, rows in zip(names, w[base].chunk(len(names)), strict=True)
    }


def lstm(w: Weights) -> Weights:
    peepholes = dict(zip(("pi", "pf", "po"), w["p_ch"].chunk(3), strict=True))
    return {**blocks("ifgo", w, "W_xh", "W_hh", "b_xh", "b_hh"), **peepholes}


PAIRS: dict[str, tuple[CellConfig, str, Callable[[Weights], Weights]]] = {
    "rnn": (RnnCell(hidden_size=H), "h = tanh(W_xh x + b_xh + W_hh h + b_hh)", dict),
    "rnn, sine": (RnnCell(hidden_size=H, activation="sine"), "h = sin(W_xh x + b_xh + W_hh h + b_hh)", dict),
    "irnn": (IrnnCell(hidden_size=H), "h = relu(W_xh x + b_xh + W_hh h)", dict),
    "lstm": (
        LstmCell(hidden_size=H, peepholes=True),
        """i = sigmoid(Wi x + bi + Ui h + di + pi * c); f = σ(Wf x + bf + Uf h + df + pf * c)
        g = tanh(Wg x + bg + Ug h + dg)
        c = f * c + i * g
        o = sigmoid(Wo x + bo + Uo h + do + po * c); h = o * tanh(c)""",
        lstm,
    ),
    "gru": (
        GruCell(hidden_size=H),
        """r = sigmoid(Wr x + br + Ur h + dr)
        z = sigmoid(Wz x + bz + Uz h + dz)
        n = tanh(Wn x + bn + r ⊙ (Un h + dn))
        h = (1 − z) * n + z * h""",
        lambda w: blocks("rzn", w, "W_xh", "W_hh", "b_xh", "b_hh"),
    ),
    "ugrnn": (
        UgrnnCell(hidden_size=H),
        "g = sigmoid(Wg x + bg + Ug h); h = g * h + (1 - g) * tanh(Wc x + bc + Uc h)",
        lambda w: {
            name: value
            for base, letter in (("W_xh", "W"), ("W_hh", "U"), ("b_xh", "b"))
            for name, value in zip((f"{letter}g", f"{letter}c"), w[base].chunk(2), strict=True)
        },
    ),
    "mingru": (
        MingruCell(hidden_size=H),
        "k = sigmoid(Wk x + bk); h = k * h + (1 - k) * (Wc x + bc)",
        lambda w: {
            name: value
            for base, letter in (("W_xh", "W"), ("b_xh", "b"))
            for name, value in zip((f"{letter}k", f"{letter}c"), w[base].chunk(2), strict=True)
        },
    ),
    "scrn": (
        ScrnCell(hidden_size=H, context_keep=0.7),
        "s = 0.7 * s + 0.3 * P x; h = sigmoid(S s + W x + U h)",
        lambda w: {"P": w["W_xs"], "S": w["W_sh"], "W": w["W_xh"], "U": w["W_hh"]},
    ),
    "indrnn": (
        IndrnnCell(hidden_size=H, largest_weight=10.0),
        "h = relu(W x + b + u * h)",
        lambda w: {"W": w["W_xh"], "b": w["b_xh"], "u": w["u"]},
    ),
    "antisymmetric": (
        AntisymmetricCell(hidden_size=H, step_size=0.3, damping=0.2),
        "h = h + 0.3 * tanh(W x + b + A h - T h - 0.2 * h)",
        lambda w: {"W": w["W_xh"], "b": w["b_xh"], "A": w["A"], "T": w["A"].t()},
    ),
    "cornn": (
        CornnCell(hidden_size=H, step_size=0.3, frequency=1.5, damping=0.7),
        "v = v + 0.3 * (tanh(W @ x + b + U @ h + Z @ v) - 1.5 * h - 0.7 * v); h = h + 0.3 * v",
        lambda w: {"W": w["W_xh"], "b": w["b_xh"], "U": w["W_hh"], "Z": w["W_zh"]},
    ),
}


@pytest.mark.parametrize("recurrence", ["on", "off"])
@pytest.mark.parametrize("name", PAIRS)
def test_typed_it_is_the_cell_forwards_and_backwards(name: str, recurrence: str, make_specimen) -> None:
    if recurrence == "off" and name in {"antisymmetric", "indrnn", "mingru", "scrn"}:
        return  # off they drop what is no matrix too, or keep the one that reads the context
    built_in, equation, renamed = PAIRS[name]
    switch = {"recurrence": recurrence}
    typed = FormulaCell(hidden_size=H, formula=equation, recurrence=recurrence)
    one = make_specimen(built_in.model_copy(update=switch))
    leaves = {base: value.clone().requires_grad_() for base, value in one.weights.items()}
    state = tuple(tensor.clone().requires_grad_() for tensor in one.state)
    inputs = one.inputs.clone().requires_grad_()
    shapes = {base: tuple(value.shape) for base, value in renamed(leaves).items()}
    assert shapes == typed.layer_shapes(inputs.shape[2])
    wanted = [*leaves.values(), *state, inputs]
    outcomes = []
    for cell, weights in ((one.cell, leaves), (build_cell(typed), renamed(leaves))):
        specimen = one._replace(cell=cell, weights=weights, state=state, inputs=inputs)
        steps = torch.stack([torch.stack(step.state) for step in specimen.run()])
        total = (steps * torch.arange(1, steps.numel() + 1).view_as(steps).cos()).sum()
        outcomes.append((steps, torch.autograd.grad(total, wanted, materialize_grads=True)))
    (expected, expected_gradients), (found, found_gradients) = outcomes
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
    for gradient, other in zip(found_gradients, expected_gradients, strict=True):
        torch.testing.assert_close(gradient, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTION_NAMES)
def test_the_candidate_bends_as_its_function_does(name: str) -> None:
    z = torch.tensor([-4.3, -1.7, -0.4, 0.3, 0.9, 2.6], dtype=torch.float64, requires_grad=True)
    value = FORMULA_FUNCTIONS[name](z)
    (expected,) = torch.autograd.grad(value.sum(), z)
    curve = build_cell(FormulaCell(formula=f"h = {name}(W x)")).candidate_activation
    if name in BENDS:
        torch.testing.assert_close(curve.slope(z, value).detach(), expected, rtol=0, atol=1e-9)
    else:
        assert torch.equal(curve.slope(z, value), torch.ones_like(z))


def test_every_state_is_a_tensor_of_its_own(make_specimen) -> None:
    specimen = make_specimen(FormulaCell(hidden_size=H, formula="c = h; h = tanh(W x + U c)"))
    assert len(specimen.state) == 1
    shared = make_specimen(FormulaCell(hidden_size=H, formula="n = tanh(W x + U h + V c); c = n; h = n"))
    (first, *_) = shared.run()
    assert first.state[0] is not first.state[1]
    assert torch.equal(*first.state)
    idle = make_specimen(FormulaCell(hidden_size=H, formula="q = c; c = W x; h = tanh(U q)"))
    assert idle.document.states == ("h", "c")
    steps = idle.run()
    torch.testing.assert_close(steps[1].state[0], torch.tanh(steps[0].state[1] @ idle.weights["U"].T))
