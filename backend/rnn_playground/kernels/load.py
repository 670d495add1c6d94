"""Making the kernels ready in this process: loaded from disk where they are compiled, else compiled now."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from rnn_playground.kernels.cache import cache_directory, cached_in, is_compiled, kernels_are_possible, mark_compiled


def load_kernels(parent: Path | None = None, *, compile_missing: bool = True) -> bool:
    """Make the kernels ready and return True; False where they are not possible here.

    Also False where they are not compiled yet, unless ``compile_missing``: that takes some ten seconds, and they are
    kept in ``parent``, else in the user's cache.
    """
    if _load.cache_info().currsize:  # no matter from where: they are in this process
        return True
    if not kernels_are_possible() or (directory := cache_directory(parent)) is None:
        return False
    if not compile_missing and not is_compiled(directory):
        return False
    _load(directory)
    return True


@functools.cache
def _load(directory: Path) -> None:
    with cached_in(directory):
        from rnn_playground.kernels.reading import read_sequence
        from rnn_playground.kernels.training_steps import adjoint_norms, training_steps
    _call_once()
    for kernel in (training_steps, adjoint_norms, read_sequence):
        kernel.disable_compile()  # other types would be a mistake, and compiling them would hold everybody up
    mark_compiled(directory)


def _call_once() -> None:
    """Run the smallest networks: numba compiles a function, or loads it, when it is called with its types."""
    import torch

    from rnn_playground.experiment.cells import RnnCell
    from rnn_playground.experiment.cells.sized import parameter_shapes
    from rnn_playground.experiment.learning import FULL
    from rnn_playground.experiment.tasks import HelloTask
    from rnn_playground.kernels.fused_network import FusedNetwork, prepare_batches
    from rnn_playground.kernels.fused_reader import FusedReader
    from rnn_playground.tasks import draw_batch

    cell, task = RnnCell(hidden_size=1), HelloTask()
    shapes = parameter_shapes(cell, task.input_size, task.output_size)
    vector = np.zeros(sum(int(np.prod(shape)) for shape in shapes.values()), dtype=np.float32)
    network = FusedNetwork.build(cell, task, shapes, 1, FULL, vector)
    batches = prepare_batches(draw_batch(task, 1, 0, 0).to(torch.float32))
    network.measure(batches, 0)
    network.last_loss(batches, 0, range(task.sequence_length))
    FusedReader(cell, {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}).read(
        torch.zeros(1, task.input_size, dtype=torch.float32)
    )
