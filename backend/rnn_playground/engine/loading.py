"""What a worker needs before it can serve, loaded once a process: torch, its first steps, the compiled kernels."""

from __future__ import annotations

import functools
from collections.abc import Callable


def load_for_training(*, kernels: bool, awaited: Callable[[], bool] = lambda: False) -> bool:
    """Load what training needs, on one thread; return whether the kernels serve.

    ``kernels``: whether they may. They are loaded only where they are compiled. What was loaded before the process
    was forked is there already. Where a run has ``awaited`` the process it takes no first steps ahead of that run's.
    """
    from rnn_playground.kernels.load import load_kernels
    from rnn_playground.training.warm_up import use_one_thread

    use_one_thread()
    loaded = kernels and load_kernels(compile_missing=False)
    if not awaited():
        _warm_up()
    return loaded


def load_for_forking() -> None:
    """Load what a process may hold when workers are forked from it: all of it, but nothing that a fork breaks.

    Where torch was built for CUDA the first steps are left to the workers: they ask for a card, and who has asked
    cannot be forked any more.
    """
    import torch

    import rnn_playground.engine.worker  # what the workers' own loop is made of
    from rnn_playground.kernels.load import load_kernels

    if torch.version.cuda is None:
        _warm_up()
        if load_kernels(compile_missing=False):
            import rnn_playground.training.fused_steps  # noqa: F401


@functools.cache
def _warm_up() -> None:
    from rnn_playground.training import warm_up
    from rnn_playground.training.warm_up import use_one_thread

    use_one_thread()
    warm_up()
