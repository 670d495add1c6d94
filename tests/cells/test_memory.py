"""What a forward pass really keeps, against what the document was allowed on."""

import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS, LstmCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import unroll

H, T, B = 16, 30, 64


@pytest.mark.parametrize(
    "cell", [*(model(hidden_size=H) for model in CELLS), LstmCell(hidden_size=H, peepholes=True)], ids=lambda c: c.kind
)
def test_the_estimate_bounds_what_is_kept_for_the_way_back(cell) -> None:
    lane = Lane(cell=cell)
    drawn = draw_parameters(lane, 2, 1, 0)
    parameters = Parameters.join({name: torch.from_numpy(value).float() for name, value in drawn.items()})
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        trajectory = unroll(Network.build(cell), parameters, torch.randn(T, B, 2))
    gradients = 0
    for steps in trajectory.layers:
        for step in steps:
            for tensor in (*step.state, *step.gates, step.pre_activation, step.activation):
                keep(tensor)
            gradients += sum(tensor.nbytes for tensor in step.state)
    held = gradients + sum(tensor.untyped_storage().nbytes() for tensor in kept.values())
    estimate = Experiment(task=AddingTask(length=T), lanes=(lane,), batch_size=B).memory_bytes()
    assert 0.2 * estimate < held <= estimate
