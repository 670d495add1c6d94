import numpy as np
import pytest
import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.step_jacobian import batch_jacobians, single_steps, step_eigenvalues, step_jacobians
from rnn_playground.experiment.cells import CELLS, CellConfig, RnnCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import unroll

LENGTH, SAMPLE = 6, 1
SMALL = [document(hidden_size=4, layers=2) for document in CELLS]


def kind(cell: CellConfig) -> str:
    return cell.kind


def flat(state: State) -> Tensor:
    return torch.cat([tensor.flatten() for tensor in state])


def one_step_at_a_time(passed: ForwardPass, layer: int) -> Tensor:
    """∂s_t/∂s_{t−1} (time_step, S, S) of a layer: the network run for one step from every recorded state, and moved."""
    rows = []
    for time_step in range(len(passed.inputs)):
        states = [tuple(tensor[SAMPLE : SAMPLE + 1] for tensor in state) for state in passed.states_before(time_step)]
        sizes = [tensor.numel() for tensor in states[layer]]
        inputs = passed.inputs[time_step : time_step + 1, SAMPLE : SAMPLE + 1]

        def after(vector: Tensor, states=states, sizes=sizes, inputs=inputs, time_step=time_step) -> Tensor:
            pieces = zip(torch.split(vector, sizes), states[layer], strict=True)
            moved = tuple(piece.view_as(tensor) for piece, tensor in pieces)
            before = [*states[:layer], moved, *states[layer + 1 :]]
            return flat(unroll(passed.network, passed.parameters, inputs, before, time_step).final_states[layer])

        rows.append(torch.autograd.functional.jacobian(after, flat(states[layer])))
    return torch.stack(rows)


@pytest.mark.parametrize("cell", SMALL, ids=kind)
@pytest.mark.parametrize("layer", [0, 1])
def test_it_is_the_jacobian_of_every_step_of_every_cell(cell: CellConfig, layer: int, make_problem, make_pass) -> None:
    passed = make_pass(make_problem(cell, AddingTask(length=LENGTH)))
    torch.testing.assert_close(
        step_jacobians(passed, layer, SAMPLE), one_step_at_a_time(passed, layer), rtol=1e-10, atol=1e-13
    )


@pytest.mark.parametrize("cell", SMALL, ids=kind)
def test_those_of_a_batch_are_those_of_its_samples(cell: CellConfig, make_problem, make_pass) -> None:
    passed = make_pass(make_problem(cell, AddingTask(length=LENGTH)))
    found = batch_jacobians(passed, 1)
    assert found.shape[:2] == passed.inputs.shape[:2]
    for sample in range(passed.inputs.shape[1]):
        torch.testing.assert_close(found[:, sample], step_jacobians(passed, 1, sample), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("cell", SMALL, ids=kind)
def test_their_product_is_the_jacobian_of_the_whole_sequence(cell: CellConfig, make_problem, make_pass) -> None:
    problem = make_problem(cell.model_copy(update={"layers": 1}), AddingTask(length=LENGTH))
    network, parameters, batch, _, _ = problem
    initial = network.zero_states(batch.inputs)[0]
    sizes = [tensor[SAMPLE].numel() for tensor in initial]

    def last_state(vector: Tensor) -> Tensor:
        pieces = zip(torch.split(vector, sizes), initial, strict=True)
        state = tuple(piece.view_as(tensor[:1]) for piece, tensor in pieces)
        inputs = batch.inputs[:, SAMPLE : SAMPLE + 1]
        return flat(unroll(network, parameters, inputs, [state]).final_states[0])

    whole = torch.autograd.functional.jacobian(last_state, torch.zeros(sum(sizes), dtype=torch.float64))
    product = torch.linalg.multi_dot([*step_jacobians(make_pass(problem), 0, SAMPLE).flip(0)])
    torch.testing.assert_close(product, whole, rtol=1e-10, atol=1e-13)


def test_the_first_one_begins_where_the_sequence_began(make_problem, make_pass) -> None:
    problem = make_problem(RnnCell(hidden_size=4), AddingTask(length=LENGTH))
    carried = Start(((torch.full((3, 4), 0.7, dtype=torch.float64),),), 5)
    passed = make_pass(problem._replace(start=carried))
    h = passed.trajectory.layers[0][0].state[0][SAMPLE].detach()
    expected = (1 - h**2)[:, None] * problem.parameters["W_hh.0"].detach()
    torch.testing.assert_close(step_jacobians(passed, 0, SAMPLE)[0], expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("cell", SMALL, ids=kind)
def test_single_steps_are_those_of_the_sequence(cell: CellConfig, make_problem, make_pass) -> None:
    passed = make_pass(make_problem(cell, AddingTask(length=LENGTH)))
    for layer in (0, 1):
        seen = single_steps(passed, layer)
        for place, tensor in enumerate(seen.step.state):
            expected = torch.cat([step.state[place] for step in passed.trajectory.layers[layer]])
            torch.testing.assert_close(tensor, expected, rtol=1e-12, atol=1e-15)


def test_eigenvalues_are_those_of_numpy() -> None:
    jacobians = torch.from_numpy(np.random.default_rng(0).standard_normal((7, 4, 4)))
    seen = torch.view_as_complex(step_eigenvalues(jacobians)).numpy()
    expected = np.linalg.eigvals(jacobians.numpy())
    np.testing.assert_allclose(np.sort_complex(seen), np.sort_complex(expected), rtol=1e-10)


def test_what_is_not_finite_has_no_eigenvalues() -> None:
    jacobians = torch.eye(2, dtype=torch.float64).repeat(3, 1, 1)
    jacobians[1, 0, 0] = torch.inf
    assert step_eigenvalues(jacobians).isnan().all(dim=2).all(dim=1).tolist() == [False, True, False]
