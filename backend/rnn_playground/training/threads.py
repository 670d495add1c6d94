"""One thread wherever a run trains: small networks gain nothing from more, and equal documents give equal losses."""

from __future__ import annotations

import torch


def use_one_thread() -> None:
    """Let torch compute on one thread in this process."""
    torch.set_num_threads(1)
