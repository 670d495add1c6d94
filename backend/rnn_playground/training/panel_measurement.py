"""A heavy panel as it was measured at one step, of every lane."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from rnn_playground.telemetry.codec import Array


class PanelMeasurement(NamedTuple):
    """``tensors`` by lane number and by the name without it; ``step`` is the training step that they belong to."""

    step: int
    tensors: Mapping[int, Mapping[str, Array]]

    def named(self, lanes: Collection[int]) -> dict[str, Array]:
        """Return the tensors of ``lanes`` as a frame names them."""
        return {
            f"{lane}/{name}": value
            for lane, tensors in self.tensors.items()
            if lane in lanes
            for name, value in tensors.items()
        }
