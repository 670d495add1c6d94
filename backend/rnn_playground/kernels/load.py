"""Making the kernels ready in this process: loaded from disk where they are compiled, else compiled now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_playground.kernels.cache import (
    PARTS,
    KernelPart,
    cache_directory,
    cached_in,
    is_compiled,
    kernels_are_possible,
    mark_compiled,
)

if TYPE_CHECKING:
    from rnn_playground.kernels.fused_network import FusedNetwork
    from rnn_playground.kernels.training_steps import Batches

_LOADED: set[KernelPart] = set()
"""Parts that are ready in this process, no matter from where."""


def load_kernels(
    parent: Path | None = None, *, compile_missing: bool = True, parts: Sequence[KernelPart] = PARTS
) -> bool:
    """Make ``parts`` of the kernels ready and return True; False where they are not possible here.

    Also False where not all of them are compiled yet, unless ``compile_missing``: that takes some ten seconds, and they
    are kept in ``parent``, else in the user's cache.
    """
    if _LOADED.issuperset(parts):
        return True
    if not kernels_are_possible() or (directory := cache_directory(parent)) is None:
        return False
    if not compile_missing and not is_compiled(directory):
        return False
    with cached_in(directory):
        import rnn_playground.kernels.fused_network
        import rnn_playground.kernels.fused_reader  # noqa: F401
    for part in parts:
        kernels = _step_once() if part == "steps" else _read_once()
        for kernel in kernels:
            kernel.disable_compile()  # other types would be a mistake, and compiling them would hold everybody up
        mark_compiled(directory, part)
        _LOADED.add(part)
    return True


def _step_once() -> tuple[Any, ...]:
    """Measure the smallest network: numba compiles a function, or loads it, when it is called with its types."""
    from rnn_playground.kernels.training_steps import training_steps

    network, batches = _smallest_network()
    network.measure(batches, 0)
    return (training_steps,)


def _read_once() -> tuple[Any, ...]:
    """Follow the last loss of the smallest network, and let it read a sequence."""
    import torch

    from rnn_playground.experiment.cells import RnnCell
    from rnn_playground.experiment.cells.sized import parameter_shapes
    from rnn_playground.kernels.fused_reader import FusedReader
    from rnn_playground.kernels.reading import read_sequence
    from rnn_playground.kernels.training_steps import adjoint_norms

    network, batches = _smallest_network()
    network.last_loss(batches, 0, [1])
    cell = RnnCell(hidden_size=1)
    parameters = {name: np.zeros(shape, np.float32) for name, shape in parameter_shapes(cell, 1, 1).items()}
    FusedReader(cell, parameters).read(torch.zeros(1, 1, dtype=torch.float32))
    return adjoint_norms, read_sequence


def _smallest_network() -> tuple[FusedNetwork, Batches]:
    import torch

    from rnn_playground.experiment.cells import RnnCell
    from rnn_playground.experiment.cells.sized import parameter_shapes
    from rnn_playground.experiment.learning import FULL
    from rnn_playground.experiment.tasks import HelloTask
    from rnn_playground.kernels.fused_network import FusedNetwork, prepare_batches
    from rnn_playground.tasks import draw_batch

    cell, task = RnnCell(hidden_size=1), HelloTask()
    shapes = parameter_shapes(cell, task.input_size, task.output_size)
    vector = np.zeros(sum(int(np.prod(shape)) for shape in shapes.values()), dtype=np.float32)
    batches = prepare_batches(draw_batch(task, 1, 0, 0).to(torch.float32))
    return FusedNetwork.build(cell, task, shapes, 1, FULL, vector), batches
