"""sLSTM: against the recurrence of its authors, its start, its heads, held gates."""

import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import Tensor

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import SlstmCell
from rnn_playground.experiment.initialisations import UniformInit

H = 4


def authors(weights: dict[str, Tensor], inputs: Tensor) -> list[list[Tensor]]:
    """Every state (y, c, n, m) from zeros by the recurrence that the authors' code computes, number by number."""
    batch = inputs.shape[1]
    found = []
    for sample in range(batch):
        rows, state = [], [[0.0] * H for _ in range(4)]
        for x in inputs[:, sample]:
            y, c, n, m = state
            raw = weights["W_xh"] @ x + weights["b_xh"] + weights["W_hh"] @ torch.tensor(y, dtype=torch.float64)
            new: list[list[float]] = [[], [], [], []]
            for unit in range(H):
                i_raw, f_raw, z_raw, o_raw = (float(raw[block * H + unit]) for block in range(4))
                aged = m[unit] - math.log1p(math.exp(-f_raw))
                m_new = i_raw if n[unit] == 0.0 else max(i_raw, aged)
                i, f = math.exp(i_raw - m_new), math.exp(aged - m_new)
                new[1].append(f * c[unit] + i * math.tanh(z_raw))
                new[2].append(f * n[unit] + i)
                new[0].append(new[1][-1] / new[2][-1] / (1.0 + math.exp(-o_raw)))
                new[3].append(m_new)
            state = new
            rows.append(torch.tensor(state, dtype=torch.float64))
        found.append(torch.stack(rows))
    return [[found[sample][:, tensor] for sample in range(batch)] for tensor in range(4)]


@pytest.mark.parametrize("seed", range(4))
def test_every_state_is_that_of_the_authors_recurrence(seed: int, make_specimen) -> None:
    specimen = make_specimen(SlstmCell(hidden_size=H), seed=seed, time_steps=20)
    specimen = specimen._replace(state=tuple(torch.zeros_like(tensor) for tensor in specimen.state))
    steps = specimen.run()
    for tensor, by_sample in enumerate(authors(specimen.weights, specimen.inputs)):
        ours = torch.stack([step.state[tensor] for step in steps])
        torch.testing.assert_close(ours, torch.stack(by_sample, dim=1), rtol=0, atol=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_does_not_depend_on_the_unit_of_the_memory(seed: int, make_specimen) -> None:
    """c and n counted in another unit e^m, with or without the stabiliser: h and its gradients are the same."""
    on = make_specimen(SlstmCell(hidden_size=H), seed=seed, time_steps=20)
    h, c, n, m = on.state
    off = make_specimen(SlstmCell(hidden_size=H, stabiliser=False), seed=seed)._replace(
        state=(h, c * m.exp(), n * m.exp(), torch.zeros_like(m)), inputs=on.inputs
    )
    shifted = on._replace(state=(h, c * math.exp(3.0), n * math.exp(3.0), m - 3.0))
    leaves, seen = list(on.weights.values()), []
    for leaf in leaves:
        leaf.requires_grad_()
    for specimen in (on, off, shifted):
        states = torch.stack([step.state[0] for step in specimen._replace(weights=on.weights).run()])
        seen.append((states, *torch.autograd.grad(states.square().sum(), leaves)))
    for other in seen[1:]:
        for ours, theirs in zip(seen[0], other, strict=True):
            torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-10)


def test_without_it_a_large_gate_leaves_the_numbers(make_specimen) -> None:
    """e^100 is beyond float32: the stabiliser counts in units of it."""
    for stabiliser in (True, False):
        specimen = make_specimen(SlstmCell(hidden_size=H, stabiliser=stabiliser))
        weights = {name: value.float() for name, value in specimen.weights.items()}
        weights["b_xh"][:H] = 100.0
        state = tuple(torch.zeros_like(tensor).float() for tensor in specimen.state)
        steps = specimen._replace(weights=weights, state=state, inputs=specimen.inputs.float()).run()
        assert bool(steps[-1].state[0].isfinite().all()) == stabiliser
        assert all(bool(gate.isfinite().all()) for gate in steps[0].gates)


@pytest.mark.parametrize("z_i", [-300.0, -1000.0])
def test_a_first_gate_that_is_all_but_shut_still_has_a_mean(z_i: float, make_specimen) -> None:
    """exp(z_i) is 0: c/n itself would be 0/0. What is read first is the mean of one candidate."""
    specimen = make_specimen(SlstmCell(hidden_size=H))
    weights = {**specimen.weights, "b_xh": specimen.weights["b_xh"].clone()}
    weights["b_xh"][:H] += z_i
    zeros = tuple(torch.zeros_like(tensor) for tensor in specimen.state)
    step = specimen._replace(weights=weights, state=zeros).run()[0]
    torch.testing.assert_close(step.state[0], step.gates[3] * step.gates[2], rtol=0, atol=1e-15)


def test_the_normaliser_stays_above_1_in_its_unit(make_specimen) -> None:
    specimen = make_specimen(SlstmCell(hidden_size=H), time_steps=200)
    zeros = tuple(torch.zeros_like(tensor) for tensor in specimen.state)
    for step in specimen._replace(state=zeros).run():
        assert bool((step.state[2] >= 1.0).all())
        assert bool((step.state[0].abs() <= 1.0).all())


@pytest.mark.parametrize(("hidden_size", "heads"), [(16, 1), (16, 4), (4, 4), (1, 1)])
def test_it_is_drawn_as_it_was_published(hidden_size: int, heads: int) -> None:
    drawn = draw_parameters(Lane(cell=SlstmCell(hidden_size=hidden_size, heads=heads)), 3, 2, 0)
    assert not drawn["W_hh.0"].any()
    i, f, g, o = np.split(drawn["b_xh.0"], 4)
    assert not any(block.any() for block in (i, g, o))
    size = hidden_size // heads
    expected = [5.0 - 12.0 * ((unit % size) / (size - 1)) ** 0.3 if size > 1 else 5.0 for unit in range(hidden_size)]
    np.testing.assert_allclose(f, expected, rtol=0, atol=1e-14)


def test_heads_do_not_see_each_other() -> None:
    cell = SlstmCell(hidden_size=6, heads=3, recurrent_init=UniformInit())
    drawn = draw_parameters(Lane(cell=cell), 3, 2, 0)["W_hh.0"].reshape(4, 6, 6)
    for to in range(6):
        for from_ in range(6):
            assert bool(drawn[:, to, from_].all()) == (to // 2 == from_ // 2)
            assert bool(drawn[:, to, from_].any()) == (to // 2 == from_ // 2)


def test_heads_that_do_not_divide_the_units_are_refused() -> None:
    with pytest.raises(ValidationError, match="3 heads do not divide hidden_size 16"):
        SlstmCell(hidden_size=16, heads=3)


@pytest.mark.parametrize("value", [0.0, 1e-6, 0.4, 1.0, 250.0, 1e30])
def test_the_input_gate_is_held_at_whatever_it_can_be(value: float, make_specimen) -> None:
    specimen = make_specimen(SlstmCell(hidden_size=H))
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive, state = cell.drive(weights, specimen.inputs)[0], specimen.state
    pre_activation = float(cell.pre_activation_of("i", torch.tensor(value, dtype=torch.float64)))
    opened = cell.hold_gate(weights, drive, cell.recur(weights, drive, state), torch.arange(4 * H) < H, pre_activation)
    step = cell.step(*opened, state, 0)
    torch.testing.assert_close(step.gates[0], torch.full_like(step.gates[0], value), rtol=1e-13, atol=0)
    unit = (state[3] - step.state[3]).exp()
    torch.testing.assert_close(
        step.state[2] * step.state[3].exp(), step.gates[1] * state[2] * state[3].exp() + value, rtol=1e-13, atol=0
    )
    assert bool(unit.isfinite().all())


@pytest.mark.parametrize("state", ["c", "n", "m"])
def test_a_state_that_is_counted_in_a_unit_of_the_cells_own_cannot_be_held(state: str) -> None:
    clamp = {"kind": "unit", "state": state, "unit": 0, "value": 0.5, "last": 2}
    lane = {"cell": {"kind": "slstm"}, "clamps": [clamp]}
    with pytest.raises(ValidationError, match="that a clamp can hold are h"):
        Experiment.model_validate({"task": {"kind": "adding", "length": 8}, "lanes": [lane]})
