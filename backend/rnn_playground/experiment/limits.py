"""The bounds in force: per field, and jointly on the work of one training step."""

from __future__ import annotations

from typing import NamedTuple

# What a lane may be changed by while it trains, in its document.
MOST_CHANGES = 10_000


class Limits(NamedTuple):
    """Inclusive bounds of one profile. ``work`` bounds Σ over lanes of parameters × time steps × batch.

    ``tile_work`` bounds what all updates of a map's tile cost, in multiply-adds.
    """

    profile: str
    lanes: tuple[int, int]
    learning_rate: tuple[float, float]
    steps: tuple[int, int]
    batch_size: tuple[int, int]
    hidden_size: tuple[int, int]
    layers: tuple[int, int]
    length: tuple[int, int]
    work: int
    memory_bytes: int
    tile_work: int


LOCAL = Limits(
    profile="local",
    lanes=(1, 4),
    learning_rate=(0.0, 1e6),
    steps=(1, 200_000),
    batch_size=(1, 512),
    hidden_size=(1, 512),
    layers=(1, 3),
    length=(4, 2000),
    work=10_000_000_000,
    memory_bytes=4_000_000_000,
    tile_work=1_200_000_000_000,
)
