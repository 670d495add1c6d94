"""Our cells against torch's fused modules on the same weights."""

import pytest
import torch
from torch import Tensor, nn

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig, GruCell, LstmCell, RnnCell
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import Trajectory, unroll

T, B, I, H = 11, 5, 3, 6
NAMES = {"W_xh": "weight_ih_l", "W_hh": "weight_hh_l", "b_xh": "bias_ih_l", "b_hh": "bias_hh_l"}
CELLS = [
    (lambda layers: RnnCell(hidden_size=H, layers=layers), lambda layers: nn.RNN(I, H, layers)),
    (
        lambda layers: RnnCell(hidden_size=H, layers=layers, activation="relu"),
        lambda layers: nn.RNN(I, H, layers, nonlinearity="relu"),
    ),
    (lambda layers: LstmCell(hidden_size=H, layers=layers), lambda layers: nn.LSTM(I, H, layers)),
    (lambda layers: GruCell(hidden_size=H, layers=layers), lambda layers: nn.GRU(I, H, layers)),
]


def close(ours: Tensor, theirs: Tensor, dtype: torch.dtype) -> None:
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5 * float(theirs.detach().abs().max())
    torch.testing.assert_close(ours, theirs, rtol=0, atol=tolerance)


def our_network(cell: CellConfig, dtype: torch.dtype) -> tuple[Network, Parameters]:
    drawn = draw_parameters(Lane(cell=cell), I, 2, 0)
    values = {name: torch.from_numpy(value).to(dtype) for name, value in drawn.items()}
    return Network.build(cell), Parameters.join(values)


def load(module: nn.RNNBase, parameters: Parameters) -> dict[str, Tensor]:
    """Give the module our weights, unchanged; return its parameters under our names."""
    theirs = {}
    for name, value in parameters.items():
        kind, _, layer = name.partition(".")
        if layer:
            theirs[name] = getattr(module, NAMES[kind] + layer)
            theirs[name].data.copy_(value.detach())
    return theirs


def objective(outputs: Tensor, *finals: Tensor) -> Tensor:
    """A loss that depends on every output and every final state, with uneven weights."""
    pieces = torch.cat([outputs.flatten(), *[final.flatten() for final in finals]])
    return (pieces * torch.linspace(-1.0, 2.0, len(pieces), dtype=pieces.dtype)).sum()


def final_states(trajectory: Trajectory) -> list[Tensor]:
    return [torch.stack(tensors) for tensors in zip(*trajectory.final_states, strict=True)]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize(("cell", "module"), CELLS, ids=["tanh", "relu", "lstm", "gru"])
def test_outputs_states_and_gradients_are_torchs(cell, module, layers: int, dtype: torch.dtype) -> None:
    network, parameters = our_network(cell(layers), dtype)
    reference = module(layers).to(dtype)
    reference_parameters = load(reference, parameters)
    inputs = torch.randn(T, B, I, generator=torch.Generator().manual_seed(3), dtype=dtype).requires_grad_()

    trajectory = unroll(network, parameters, inputs)
    outputs = trajectory.hidden_states()[-1]
    finals = final_states(trajectory)
    their_outputs, their_finals = reference(inputs)
    their_finals = their_finals if isinstance(their_finals, tuple) else (their_finals,)

    close(outputs, their_outputs, dtype)
    for ours, theirs in zip(finals, their_finals, strict=True):
        close(ours, theirs, dtype)
    names = list(reference_parameters)
    our_gradients = torch.autograd.grad(objective(outputs, *finals), [inputs, *[parameters[name] for name in names]])
    their_gradients = torch.autograd.grad(
        objective(their_outputs, *their_finals), [inputs, *reference_parameters.values()]
    )
    for ours, theirs in zip(our_gradients, their_gradients, strict=True):
        close(ours, theirs, dtype)


def test_given_states_are_taken_up() -> None:
    cell = LstmCell(hidden_size=H, layers=2)
    network, parameters = our_network(cell, torch.float64)
    inputs = torch.randn(T, B, I, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    whole = unroll(network, parameters, inputs)
    first = unroll(network, parameters, inputs[:4])
    second = unroll(network, parameters, inputs[4:], first.final_states, 4)
    torch.testing.assert_close(second.hidden_states(), whole.hidden_states()[:, 4:], rtol=0, atol=1e-14)
