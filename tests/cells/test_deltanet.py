"""DeltaNet: its matrix as products of steps, what a step does to S, its keys, its start."""

import math
from itertools import accumulate

import numpy as np
import pytest
import torch
from oracles import read

from rnn_playground.cells import draw_parameters
from rnn_playground.cells.deltanet import unit_length
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import DeltanetCell

H, K = 4, 3
KINDS = [
    DeltanetCell(hidden_size=H, key_size=K, beta_max=beta_max, decay_gate=decay_gate)
    for beta_max in (1, 2)
    for decay_gate in (False, True)
]


def name(cell: DeltanetCell) -> str:
    return f"beta up to {cell.beta_max}{', decay' if cell.decay_gate else ''}"


@pytest.mark.parametrize("cell", KINDS, ids=name)
def test_the_matrix_is_a_sum_of_what_products_of_steps_leave_of_every_value(cell: DeltanetCell, make_specimen) -> None:
    """S_t = S_0 A_1 … A_t + Σ_s β_s v_s k_sᵀ A_{s+1} … A_t with A_t = α_t (I − β_t k_t k_tᵀ)."""
    specimen = make_specimen(cell, time_steps=20)
    values = read(cell, specimen.weights, specimen.inputs)
    for sample in range(specimen.inputs.shape[1]):
        k, v, beta, alpha = (values[key][:, sample] for key in ("k", "v", "beta", "alpha"))
        steps = alpha[:, None, None] * (torch.eye(K).double() - beta[:, None, None] * k[:, :, None] * k[:, None])
        for t, made in enumerate(specimen.run()):
            # A_{s+1} … A_t for s = t … 0.
            left = list(
                accumulate(reversed(steps[: t + 1]), lambda after, own: own @ after, initial=torch.eye(K).double())
            )
            expected = specimen.state[1][sample] @ left[-1]
            for s in range(t + 1):
                expected = expected + beta[s] * torch.outer(v[s], k[s]) @ left[t - s]
            torch.testing.assert_close(made.state[1][sample], expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("cell", KINDS, ids=name)
def test_every_row_of_the_matrix_goes_back_through_the_same_step(cell: DeltanetCell, make_specimen) -> None:
    """∂S_t/∂S_{t−1} is α (I − β k kᵀ) for each row: K − 1 eigenvalues α and one α (1 − β)."""
    specimen = make_specimen(cell, time_steps=1)
    values = read(cell, specimen.weights, specimen.inputs)
    memory = specimen.state[1].clone().requires_grad_()
    made = specimen._replace(state=(specimen.state[0], memory)).run()[-1].state[1]
    for sample, row in ((0, 1), (1, 3)):
        jacobian = torch.stack(
            [torch.autograd.grad(made[sample, row, key], memory, retain_graph=True)[0][sample, row] for key in range(K)]
        )
        alpha, beta = float(values["alpha"][0, sample]), float(values["beta"][0, sample])
        found = torch.linalg.eigvalsh(jacobian)
        expected = torch.tensor([*[alpha] * (K - 1), alpha * (1.0 - beta)], dtype=torch.float64).sort().values
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-13)


def held(specimen, beta: float):
    """The step from the specimen's state with β held, as a clamp holds it."""
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive = cell.drive(weights, specimen.inputs)[0]
    share = torch.tensor(beta / cell.document.beta_max, dtype=torch.float64)
    pre_activation = float(torch.logit(share).clamp(-800.0, 800.0))
    gates = torch.arange(len(cell.document.gates) * H) // H == cell.document.gates.index("β")
    opened = cell.hold_gate(weights, drive, cell.recur(weights, drive, specimen.state), gates, pre_activation)
    return cell.step(*opened, specimen.state, 0)


def test_a_step_of_one_makes_the_value_the_answer_to_its_key(make_specimen) -> None:
    specimen = make_specimen(DeltanetCell(hidden_size=H, key_size=K))
    step, values = held(specimen, 1.0), read(specimen.document, specimen.weights, specimen.inputs)
    answers = torch.einsum("bhk,bk->bh", step.state[1], values["k"][0])
    torch.testing.assert_close(answers, values["v"][0], rtol=0, atol=1e-14)


def test_a_step_of_two_turns_the_matrix_round_at_its_key_and_loses_nothing(make_specimen) -> None:
    specimen = make_specimen(DeltanetCell(hidden_size=H, key_size=K, beta_max=2))
    specimen.weights["W_v"].zero_()
    specimen.weights["b_v"].zero_()
    before, after = specimen.state[1], held(specimen, 2.0).state[1]
    k = read(specimen.document, specimen.weights, specimen.inputs)["k"][0]
    turned = torch.einsum("bhk,bk->bh", before, k), torch.einsum("bhk,bk->bh", after, k)
    torch.testing.assert_close(turned[1], -turned[0], rtol=0, atol=1e-14)
    torch.testing.assert_close(after.norm(dim=2), before.norm(dim=2), rtol=0, atol=1e-14)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("size", [1.0, 1e-30, 1e30])
def test_a_direction_has_length_one_whatever_its_size(size: float, dtype: torch.dtype) -> None:
    found = unit_length(torch.tensor([[3.0 * size, -4.0 * size]], dtype=dtype))
    torch.testing.assert_close(found, torch.tensor([[0.6, -0.8]], dtype=dtype))


def test_an_input_without_a_key_writes_nothing_and_its_gradient_is_zero(make_specimen) -> None:
    specimen = make_specimen(DeltanetCell(hidden_size=H, key_size=K))
    for part in ("b_q", "b_k"):
        specimen.weights[part].zero_()
    inputs = torch.zeros_like(specimen.inputs).requires_grad_()
    leaves = [value.requires_grad_() for value in specimen.weights.values()]
    steps = specimen._replace(inputs=inputs).run()
    assert torch.equal(steps[-1].state[1], specimen.state[1])
    assert not any(bool(step.state[0].any()) for step in steps)
    found = torch.autograd.grad(steps[-1].state[1].sum() + steps[-1].state[0].sum(), [inputs, *leaves])
    assert not any(bool(gradient.any()) for gradient in found)


def test_off_answers_from_the_time_step_alone(make_specimen) -> None:
    specimen = make_specimen(DeltanetCell(hidden_size=H, key_size=K, recurrence="off"))
    values = read(specimen.document, specimen.weights, specimen.inputs)
    alike = (values["q"] * values["k"]).sum(dim=2, keepdim=True)
    expected = values["beta"][:, :, None] * values["v"] * alike
    found = torch.stack([step.state[0] for step in specimen.run()])
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)


def test_the_decay_gate_begins_with_its_bias_and_only_then_has_parameters() -> None:
    drawn = draw_parameters(Lane(cell=DeltanetCell(decay_gate=True, keep_bias=3.0)), 5, 2, 0)
    assert drawn["b_alpha.0"].tolist() == [3.0]
    assert drawn["W_alpha.1"].shape == (1, 16)
    assert not any("alpha" in each for each in draw_parameters(Lane(cell=DeltanetCell()), 5, 2, 0))


def test_an_input_of_zeros_has_a_key_and_a_query_from_the_start() -> None:
    drawn = draw_parameters(Lane(cell=DeltanetCell(hidden_size=64, key_size=32)), 5, 2, 0)
    biases = np.concatenate([drawn[f"{name}.{layer}"] for name in ("b_q", "b_k") for layer in range(2)])
    assert 0.95 / 8.0 < np.abs(biases).max() <= 1.0 / 8.0
    assert biases.std() == pytest.approx(1.0 / 8.0 / math.sqrt(3.0), rel=0.1)
