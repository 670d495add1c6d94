"""What a measured step and its last loss really hold, against what the document was allowed on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS, LstmCell
from rnn_playground.experiment.tasks import EchoTask
from rnn_playground.kernels.fused_network import FusedNetwork
from rnn_playground.training.trainer import Trainer

H, T, B = 16, 30, 64
FULL: dict[str, Any] = {"kind": "full"}
TRUNCATED: dict[str, Any] = {"kind": "truncated", "window": 20, "shift": 10}


class Held:
    """The bytes that graphs and whoever calls ``add`` hold, and the most that they ever were."""

    def __init__(self) -> None:
        self.owners: dict[int, int] = {}
        self.sizes: dict[int, int] = {}
        self.most = 0

    def add(self, tensor: torch.Tensor) -> Saved:
        """Count the storage of a tensor for as long as what is returned lives."""
        return Saved(tensor, self)

    def change(self, tensor: torch.Tensor, by: int) -> None:
        """Count an owner of a tensor's storage more or fewer."""
        storage = tensor.untyped_storage()
        place = storage.data_ptr()
        self.owners[place] = self.owners.get(place, 0) + by
        self.sizes[place] = storage.nbytes() if self.owners[place] else 0
        self.most = max(self.most, sum(self.sizes.values()))


class Saved:
    """A tensor that somebody keeps."""

    def __init__(self, tensor: torch.Tensor, held: Held) -> None:
        # A result that its own graph saves must not hold that graph.
        self.tensor, self.held = tensor.detach(), held
        held.change(tensor, 1)

    def __del__(self) -> None:
        self.held.change(self.tensor, -1)


@pytest.mark.parametrize(
    "cell", [*(model(hidden_size=H) for model in CELLS), LstmCell(hidden_size=H, peepholes=True)], ids=lambda c: c.kind
)
def test_a_frame_of_the_reference_holds_one_graph_at_a_time(cell: Any) -> None:
    document = Experiment(task=EchoTask(length=T), lanes=(Lane(cell=cell),), batch_size=B)
    trainer, held = Trainer(document, kernels=False), Held()
    lane = trainer.lanes[0]
    with torch.autograd.graph.saved_tensors_hooks(held.add, lambda saved: saved.tensor):
        trainer.advance()
        measured = lane.measurement
        steps = [step for layer in measured.trajectory.layers for step in layer]
        shown = [tensor for step in steps for tensor in (*step.state, *step.gates, step.pre_activation)]
        derivatives = [tensor for layer in measured.gradients.states for state in layer for tensor in state]
        kept = [held.add(tensor) for tensor in (*shown, *derivatives)]
        del steps, shown
        alone = held.most
        measured.last_loss()
    assert kept
    assert 0.2 * document.memory_bytes() < alone <= held.most <= document.memory_bytes()


def bytes_of(*networks: FusedNetwork | None) -> int:
    """What the arrays of networks take, those that they share once."""
    arrays = {array.ctypes.data: array.nbytes for network in networks if network for array in network.layout.arrays}
    return sum(arrays.values())


def held_by_kernels(cell: str, task: dict[str, Any], bptt: dict[str, Any]) -> tuple[int, int, Any, Experiment]:
    """Return the bytes of a fused lane before and after its last loss was asked for, its arrays, and its document."""
    lane = {"cell": {"kind": cell, "hidden_size": H}, "bptt": bptt}
    document = Experiment.model_validate({"task": {**task, "length": T}, "lanes": [lane], "batch_size": B})
    trainer = Trainer(document, kernels=True)
    network: Any = vars(trainer.lanes[0].measurement)["_fused"]
    alone = bytes_of(network)
    trainer.lanes[0].measurement.last_loss()
    return alone, bytes_of(network, network._beside), network.layout.arrays, document


@pytest.mark.usefixtures("kernels_at_hand")
@pytest.mark.parametrize("cell", ["rnn", "irnn", "cwrnn", "nprnn", "lstm", "gru", "ugrnn"])
def test_the_estimate_bounds_the_arrays_of_a_fused_lane_that_is_watched(cell: str) -> None:
    alone, both, arrays, document = held_by_kernels(cell, {"kind": "echo"}, FULL)
    assert 0.2 * document.memory_bytes() < alone < both <= document.memory_bytes()
    # The derivatives and the profiles of the last loss, and nothing else, are there a second time.
    assert both - alone == arrays.hidden_gradient.nbytes + arrays.memory_gradient.nbytes + arrays.norms.nbytes


@pytest.mark.usefixtures("kernels_at_hand")
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_the_last_loss_takes_no_derivatives_of_its_own_where_others_are_free(cell: str) -> None:
    alone, both, _, _ = held_by_kernels(cell, {"kind": "adding"}, FULL)
    assert both == alone
    alone, both, arrays, _ = held_by_kernels(cell, {"kind": "echo"}, TRUNCATED)
    assert both - alone == arrays.norms.nbytes


@pytest.mark.usefixtures("kernels_at_hand")
@pytest.mark.parametrize("task", [{"kind": "adding"}, {"kind": "echo"}], ids=lambda task: task["kind"])
@pytest.mark.parametrize("bptt", [FULL, TRUNCATED], ids=lambda bptt: bptt["kind"])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_what_was_measured_is_the_same_after_the_last_loss(cell: str, bptt: dict[str, Any], task: Any) -> None:
    lane = {"cell": {"kind": cell, "hidden_size": 8}, "bptt": bptt}
    document = Experiment.model_validate({"task": {**task, "length": T}, "lanes": [lane], "batch_size": 5})
    asked, spared = Trainer(document, kernels=True), Trainer(document, kernels=True)
    for trainer in (asked, spared):
        trainer.advance()
    for _ in range(3):
        asked.lanes[0].measurement.last_loss()
        one, other = (trainer.lanes[0].measurement for trainer in (asked, spared))
        for mine, theirs in zip(one.gradients.states[0], other.gradients.states[0], strict=True):
            assert all(map(torch.equal, mine, theirs))
        assert torch.equal(one.gradients.parameters, other.gradients.parameters)
        assert all(map(torch.equal, one.flow(), other.flow()))
        for trainer in (asked, spared):
            trainer.advance()
    weights = [trainer.lanes[0].state.parameters.vector.numpy() for trainer in (asked, spared)]
    np.testing.assert_array_equal(*weights)
