"""mLSTM: against the recurrence of its authors, the unit of its memory, its reading, its start, held gates."""

import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import MlstmCell
from rnn_playground.experiment.describe import describe

H, K = 4, 3
CELL = MlstmCell(hidden_size=H, key_size=K)


def made_of(w: dict[str, Tensor], inputs: Tensor) -> dict[str, Tensor]:
    """The sums of all time steps by letter, k divided by √K, o after its sigmoid."""
    sums = {name: functional.linear(inputs, w[f"W_{name}"], w[f"b_{name}"]) for name in "qkvifo"}
    return {**sums, "k": sums["k"] / math.sqrt(K), "o": torch.sigmoid(sums["o"])}


def at_zeros(specimen):
    return specimen._replace(state=tuple(torch.zeros_like(tensor) for tensor in specimen.state))


@pytest.mark.parametrize("seed", range(4))
def test_every_state_is_that_of_the_authors_recurrence(seed: int, make_specimen) -> None:
    """Number by number, from zeros."""
    specimen = at_zeros(make_specimen(CELL, seed=seed, time_steps=20))
    made, steps = made_of(specimen.weights, specimen.inputs), specimen.run()
    for sample in range(specimen.inputs.shape[1]):
        memory, n, m = [[0.0] * K for _ in range(H)], [0.0] * K, 0.0
        for time_step, step in enumerate(steps):
            q, k, v, z_i, z_f, o = (made[name][time_step, sample].tolist() for name in "qkvifo")
            aged = m - math.log1p(math.exp(-z_f[0]))
            m = max(z_i[0], aged)
            i, f = math.exp(z_i[0] - m), math.exp(aged - m)
            memory = [[f * memory[row][key] + i * v[row] * k[key] for key in range(K)] for row in range(H)]
            n = [f * n[key] + i * k[key] for key in range(K)]
            divisor = max(abs(sum(n[key] * q[key] for key in range(K))), math.exp(-m))
            h = [o[row] * sum(memory[row][key] * q[key] for key in range(K)) / divisor for row in range(H)]
            for ours, theirs in zip(step.state, (h, memory, n, [m]), strict=True):
                expected = torch.tensor(theirs, dtype=torch.float64)
                torch.testing.assert_close(ours[sample], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_does_not_depend_on_the_unit_of_the_memory(seed: int, make_specimen) -> None:
    on = make_specimen(CELL, seed=seed, time_steps=20)
    h, memory, n, m = on.state
    shifted = on._replace(state=(h, memory * math.exp(3.0), n * math.exp(3.0), m - 3.0))
    leaves = [leaf.requires_grad_() for leaf in on.weights.values()]
    seen = []
    for specimen in (on, shifted):
        states = torch.stack([step.state[0] for step in specimen.run()])
        seen.append((states, *torch.autograd.grad(states.square().sum(), leaves)))
    for ours, theirs in zip(*seen, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-10)


@pytest.mark.parametrize("z_i", [100.0, -100.0, -1000.0])
def test_no_gate_leaves_the_numbers_of_float32(z_i: float, make_specimen) -> None:
    """e^100 is beyond float32, and so is e^−m of an i that is all but shut: then nothing was written, and h is 0."""
    specimen = at_zeros(make_specimen(CELL))
    weights = {name: value.float() for name, value in specimen.weights.items()}
    weights["b_i"].fill_(z_i)
    weights["b_f"].fill_(-200.0)
    leaves = [leaf.requires_grad_() for leaf in weights.values()]
    moved = specimen._replace(
        weights=weights, state=tuple(tensor.float() for tensor in specimen.state), inputs=specimen.inputs.float()
    )
    steps = moved.run()
    assert all(bool(tensor.isfinite().all()) for step in steps for tensor in (*step.state, *step.gates))
    assert bool(steps[-1].state[0].any()) == (z_i > 0.0)
    gradients = torch.autograd.grad(torch.stack([step.state[0] for step in steps]).sum(), leaves)
    assert all(bool(gradient.isfinite().all()) for gradient in gradients)


def test_a_key_written_twice_is_read_as_the_mean_of_both_values(make_specimen) -> None:
    """With f all but 1, the same i, and a query that is the key: so it is while the weight is 1 or more."""
    specimen = at_zeros(make_specimen(CELL, time_steps=2))
    weights = {name: torch.zeros_like(value) for name, value in specimen.weights.items()}
    weights["W_v"] = specimen.weights["W_v"]
    weights["b_q"][0], weights["b_k"][0] = math.sqrt(K), math.sqrt(K)
    weights["b_f"].fill_(50.0)
    weights["b_o"].fill_(50.0)
    first, second = specimen._replace(weights=weights).run()
    values = functional.linear(specimen.inputs, weights["W_v"])
    torch.testing.assert_close(first.state[0], values[0], rtol=0, atol=1e-14)
    torch.testing.assert_close(second.state[0], values.mean(dim=0), rtol=0, atol=1e-14)


def test_what_was_written_with_less_than_a_whole_weight_is_read_as_it_is(make_specimen) -> None:
    specimen = at_zeros(make_specimen(CELL, time_steps=1))
    specimen.weights["b_i"].fill_(-20.0)
    made, (step,) = made_of(specimen.weights, specimen.inputs), specimen.run()
    written = torch.exp(made["i"]) * made["v"] * (made["k"] * made["q"]).sum(dim=2, keepdim=True)
    torch.testing.assert_close(step.state[0], (made["o"] * written)[0], rtol=1e-12, atol=0)


def test_every_entry_of_the_memory_is_multiplied_by_the_same_gate(make_specimen) -> None:
    specimen = make_specimen(CELL, time_steps=1)
    leaves = [tensor.clone().requires_grad_() for tensor in specimen.state]
    (step,) = specimen._replace(state=tuple(leaves)).run()
    kept = step.gates[1][:, 0] * (leaves[3] - step.state[3])[:, 0].exp()
    for place in (1, 2):
        (found,) = torch.autograd.grad(step.state[place].sum(), leaves[place], retain_graph=True)
        expected = kept.view(-1, *[1] * (found.dim() - 1)).expand_as(found)
        torch.testing.assert_close(found, expected.detach(), rtol=1e-13, atol=0)


def test_off_it_answers_from_the_time_step_alone(make_specimen) -> None:
    specimen = make_specimen(CELL.model_copy(update={"recurrence": "off"}))
    made = made_of(specimen.weights, specimen.inputs)
    weight = torch.exp(made["i"]) * (made["k"] * made["q"]).sum(dim=2, keepdim=True)
    expected = made["o"] * weight * made["v"] / weight.abs().clamp(min=1.0)
    found = torch.stack([step.state[0] for step in specimen.run()])
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-13)


def test_it_is_drawn_as_it_was_published_for_one_head() -> None:
    inner = [draw_parameters(Lane(cell=MlstmCell()), 3, 2, seed)["b_i.0"][0] for seed in range(400)]
    assert np.std(inner) == pytest.approx(0.1, rel=0.1)
    drawn = draw_parameters(Lane(cell=MlstmCell(hidden_size=64, key_size=32, keep_bias=2.0)), 3, 2, 0)
    assert drawn["b_f.0"].tolist() == drawn["b_f.1"].tolist() == [2.0]
    biases = np.concatenate([drawn[f"{name}.{layer}"] for name in ("b_q", "b_k") for layer in range(2)])
    assert 0.95 / 8.0 < np.abs(biases).max() <= 1.0 / 8.0


@pytest.mark.parametrize("value", [0.0, 1e-6, 0.4, 1.0, 250.0, 1e30])
def test_the_input_gate_is_held_at_whatever_it_can_be_in_all_units_at_once(value: float, make_specimen) -> None:
    specimen = make_specimen(CELL)
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive, (_, _, n, m) = cell.drive(weights, specimen.inputs)[0], specimen.state
    pre_activation = float(cell.pre_activation_of("i", torch.tensor(value, dtype=torch.float64)))
    recurrent = cell.recur(weights, drive, specimen.state)
    of_one_unit = torch.arange(4 * H) == 2
    step = cell.step(*cell.hold_gate(weights, drive, recurrent, of_one_unit, pre_activation), specimen.state, 0)
    torch.testing.assert_close(step.gates[0], torch.full_like(step.gates[0], value), rtol=1e-13, atol=0)
    k, f = made_of(specimen.weights, specimen.inputs)["k"][0], step.gates[1][:, :1]
    expected = f * n * m.exp() + value * k
    torch.testing.assert_close(step.state[2] * step.state[3].exp(), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("state", ["C", "n", "m"])
def test_a_state_that_is_counted_in_a_unit_of_the_cells_own_cannot_be_held(state: str) -> None:
    clamp = {"kind": "unit", "state": state, "unit": 0, "value": 0.5, "last": 2}
    lane = {"cell": {"kind": "mlstm"}, "clamps": [clamp]}
    with pytest.raises(ValidationError, match="that a clamp can hold are h"):
        Experiment.model_validate({"task": {"kind": "adding", "length": 8}, "lanes": [lane]})


def test_the_page_is_told_which_states_are_of_the_layer() -> None:
    experiment = Experiment.model_validate({"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "mlstm"}}]})
    (facts,) = describe(experiment)["lanes"]
    assert (facts["matrices"], facts["layer_states"]) == (["C"], ["n", "m"])
