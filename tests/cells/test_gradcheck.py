"""Every cell's derivatives against finite differences, and whatever else the diagnostics ask of a step."""

import pytest
import torch
from torch import Tensor
from torch.func import jacrev, vmap

KINKED = {"irnn", "nprnn", "indrnn", "orthogonal"}


def clear_of_kinks(specimen) -> bool:
    """No pre-activation so near its kink that a finite difference would step over it."""
    shift = specimen.weights.get("b_mod", torch.zeros(()))
    return all(
        float((step.pre_activation.abs() + shift).abs().min()) > 1e-3 and float(step.pre_activation.abs().min()) > 1e-3
        for step in specimen.run()
    )


def test_derivatives_of_parameters_states_and_inputs(a_specimen) -> None:
    if a_specimen.document.kind in KINKED:
        assert clear_of_kinks(a_specimen)
    names, scaled = list(a_specimen.weights), a_specimen.document.scaled
    # The unit that states are counted in is free: no derivative is taken of it, and none of what is counted in it.
    moving = a_specimen.state[: len(a_specimen.state) - bool(scaled)]
    counted = [place for place, name in enumerate(a_specimen.document.states) if name not in scaled]
    leaves = [*a_specimen.weights.values(), *moving, a_specimen.inputs]

    def everything(*leaves: Tensor) -> tuple[Tensor, ...]:
        weights = dict(zip(names, leaves, strict=False))
        state = (*leaves[len(names) : -1], *a_specimen.state[len(moving) :])
        moved = a_specimen._replace(weights=weights, state=state, inputs=leaves[-1])
        return tuple(step.state[place] for step in moved.run() for place in counted)

    assert torch.autograd.gradcheck(everything, [leaf.requires_grad_() for leaf in leaves], eps=1e-6, atol=1e-7)


def test_a_parameter_of_every_name_reaches_the_hidden_state(a_specimen) -> None:
    weights = {name: value.requires_grad_() for name, value in a_specimen.weights.items()}
    outputs = torch.stack([step.state[0] for step in a_specimen.run()])
    for name, gradient in zip(weights, torch.autograd.grad(outputs.square().sum(), weights.values()), strict=True):
        assert gradient.abs().max() > 0, name


def test_step_jacobians_by_vmap_are_those_of_one_sample_at_a_time(a_specimen) -> None:
    cell, weights = a_specimen.cell, a_specimen.cell.prepare(a_specimen.weights)
    drive = cell.drive(weights, a_specimen.inputs)[1]

    def next_state(state: tuple[Tensor, ...], drive: Tensor) -> tuple[Tensor, ...]:
        row = tuple(tensor[None] for tensor in state)
        step = cell.step(weights, drive[None], cell.recur(weights, drive[None], row), row, 1)
        return tuple(tensor[0] for tensor in step.state)

    batched = vmap(jacrev(next_state))(a_specimen.state, drive)
    for sample in range(len(drive)):
        single = torch.autograd.functional.jacobian(
            lambda *state, sample=sample: next_state(state, drive[sample]),
            tuple(tensor[sample] for tensor in a_specimen.state),
        )
        for row, expected_row in zip(batched, single, strict=True):
            for block, expected in zip(row, expected_row, strict=True):
                torch.testing.assert_close(block[sample], expected, rtol=0, atol=1e-12)


def test_many_time_steps_as_rows_of_one_batch(a_specimen) -> None:
    """One call with a column of step numbers equals one call a time step."""
    steps = a_specimen.run(first_time_step=3)
    cell, weights = a_specimen.cell, a_specimen.cell.prepare(a_specimen.weights)
    drive = cell.drive(weights, a_specimen.inputs).flatten(0, 1)
    before = [a_specimen.state, *(step.state for step in steps[:-1])]
    state = tuple(torch.cat(tensors) for tensors in zip(*before, strict=True))
    time_step = torch.arange(3, 3 + len(steps)).repeat_interleave(a_specimen.inputs.shape[1])[:, None]
    together = cell.step(weights, drive, cell.recur(weights, drive, state), state, time_step)
    expected = [torch.cat(tensors) for tensors in zip(*(step.state for step in steps), strict=True)]
    for ours, theirs in zip(together.state, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-14)


def test_the_last_state_enters_by_recur_and_around_it(a_specimen) -> None:
    """The two partial derivatives make up the whole: the path through the weights and the one that goes around."""
    cell, weights = a_specimen.cell, a_specimen.cell.prepare(a_specimen.weights)
    drive, state = cell.drive(weights, a_specimen.inputs)[1], a_specimen.state
    leaves = [tensor.clone().requires_grad_() for tensor in state]
    recurrent = cell.recur(weights, drive, tuple(leaves))
    loss = sum(tensor.square().sum() for tensor in cell.step(weights, drive, recurrent, tuple(leaves), 1).state)
    whole = torch.autograd.grad(loss, leaves, materialize_grads=True)

    held = [tensor.clone().requires_grad_() for tensor in state]
    entry = cell.recur(weights, drive, state).detach().requires_grad_()
    loss = sum(tensor.square().sum() for tensor in cell.step(weights, drive, entry, tuple(held), 1).state)
    adjoint, *around = torch.autograd.grad(loss, [entry, *held], materialize_grads=True)
    through = torch.zeros(()), torch.zeros(())
    if a_specimen.document.recurrent:
        moved = [tensor.clone().requires_grad_() for tensor in state]
        through = torch.autograd.grad(cell.recur(weights, drive, tuple(moved)), moved, adjoint, materialize_grads=True)
    for total, direct, weighted in zip(whole, around, through, strict=False):
        torch.testing.assert_close(total, direct + weighted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_everything_keeps_its_floating_type(a_specimen, dtype: torch.dtype) -> None:
    moved = a_specimen._replace(
        weights={name: value.to(dtype) for name, value in a_specimen.weights.items()},
        state=tuple(tensor.to(dtype) for tensor in a_specimen.state),
        inputs=a_specimen.inputs.to(dtype),
    )
    for step in moved.run():
        for tensor in (*step.state, *step.gates, step.pre_activation, step.activation):
            assert tensor.dtype == dtype


def test_gates_and_states_are_those_of_the_document(a_specimen) -> None:
    step, document = a_specimen.run()[-1], a_specimen.document
    assert len(step.gates) == len(document.gates)
    assert [tuple(tensor.shape[1:]) for tensor in step.state] == list(document.state_shapes().values())
    if document.candidate:
        torch.testing.assert_close(step.activation, step.gates[document.gates.index(document.candidate)])
    if document.keep:
        keep = step.gates[document.gates.index(document.keep)]
        assert ((keep > 0) & (keep < 1)).all()
