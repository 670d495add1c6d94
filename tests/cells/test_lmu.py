"""LMU: what its memory holds of the past, where that ends, its Jacobian, and what is left without the recurrence."""

import numpy as np
import pytest
import torch
from numpy.polynomial import legendre
from pydantic import ValidationError

from rnn_playground.cells.lmu import window_step
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import LmuCell
from rnn_playground.experiment.describe import describe

CELL = LmuCell(hidden_size=4, order=3, theta=6.0)


def remembered(order: int, theta: float, signal: np.ndarray) -> np.ndarray:
    """Return m after ``signal``."""
    step, memory = window_step(order, theta), np.zeros(order)
    for value in signal:
        memory = step @ np.append(memory, value)
    return memory


def test_the_memory_of_order_one_is_a_leaky_mean_of_the_window() -> None:
    """θ m' = u − m, so a time step keeps e^{−1/θ}, and what stays as it is becomes itself."""
    assert window_step(1, 20.0)[0] == pytest.approx([np.exp(-0.05), 1.0 - np.exp(-0.05)], abs=1e-15)


@pytest.mark.parametrize("order", [8, 16])
def test_the_memory_is_the_curve_of_the_window(order: int) -> None:
    """Σ_i m_i P_i(2 a/θ − 1) is what u was a time steps ago; u is held within a time step, so half a step is lost.

    At the newest end the steps of u themselves are seen.
    """
    theta, time_steps = 100.0, 1000
    time = np.arange(time_steps)
    memory = remembered(order, theta, np.sin(2 * np.pi * time / theta))
    age = np.linspace(0.1 * theta, theta, 91)
    drawn = legendre.legval(2.0 * age / theta - 1.0, memory)
    assert drawn == pytest.approx(np.sin(2 * np.pi * (time_steps - 0.5 - age) / theta), abs=2e-3)


@pytest.mark.parametrize("order", [8, 16])
def test_what_is_older_than_the_window_is_gone(order: int) -> None:
    """There is an edge: of a pulse a fifth is still there just before θ, and less than a thousandth after 2 θ."""
    sizes = [np.linalg.norm(remembered(order, 50.0, np.append(1.0, np.zeros(age)))) for age in (0, 40, 100)]
    assert sizes[1] > 0.2 * sizes[0]
    assert sizes[2] < 1e-3 * sizes[0]


def test_the_jacobian_of_a_step_is_that_of_the_joint_state(make_specimen) -> None:
    """With D = diag(1 − h²): ∂m_t is (B e_h, A + B e_m), ∂h_t is D (W_hh, 0) + D W_mh ∂m_t."""
    specimen = make_specimen(CELL, time_steps=1)
    state = tuple(tensor[:1] for tensor in specimen.state)
    small = specimen._replace(inputs=specimen.inputs[:, :1])

    def joint(h: torch.Tensor, m: torch.Tensor) -> torch.Tensor:
        return torch.cat(small._replace(state=(h, m)).run()[0].state, dim=1)[0]

    found = torch.cat([part[:, 0] for part in torch.autograd.functional.jacobian(joint, state)], dim=1)
    w, step = specimen.weights, torch.from_numpy(window_step(3, 6.0))
    of_m = torch.cat([step[:, 3:] @ w["e_h"], step[:, :3] + step[:, 3:] @ w["e_m"]], dim=1)
    slope = (1.0 - joint(*state)[:4].square())[:, None]
    of_h = slope * (torch.cat([w["W_hh"], torch.zeros(4, 3)], dim=1) + w["W_mh"] @ of_m)
    torch.testing.assert_close(found, torch.cat([of_h, of_m]), rtol=0, atol=1e-14)


def test_off_the_memory_is_a_window_of_what_is_read(make_specimen) -> None:
    specimen = make_specimen(CELL.model_copy(update={"recurrence": "off"}), time_steps=20)
    w = {name: torch.zeros_like(value) if name in CELL.recurrent else value for name, value in specimen.weights.items()}
    steps = specimen._replace(weights=w, state=tuple(torch.zeros_like(tensor) for tensor in specimen.state)).run()
    for sample in range(2):
        signal = (specimen.inputs[:, sample] @ w["e_x"][0]).numpy()
        expected = torch.from_numpy(remembered(3, 6.0, signal))
        torch.testing.assert_close(steps[-1].state[1][sample], expected, rtol=0, atol=1e-13)


def test_a_state_that_has_no_units_cannot_be_held() -> None:
    clamp = {"kind": "unit", "state": "m", "unit": 0, "value": 0.5, "last": 2}
    lane = {"cell": {"kind": "lmu"}, "clamps": [clamp]}
    with pytest.raises(ValidationError, match="that a clamp can hold are h"):
        Experiment.model_validate({"task": {"kind": "adding", "length": 8}, "lanes": [lane]})


def test_the_page_is_told_that_the_memory_is_of_the_layer() -> None:
    experiment = Experiment.model_validate({"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "lmu"}}]})
    (facts,) = describe(experiment)["lanes"]
    assert (facts["layer_states"], facts["held_states"], facts["carries"]) == (["m"], ["h"], "state")
