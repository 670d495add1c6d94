"""The parameters of a network: one flat vector, and each of them under its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import final

import torch
from torch import Tensor

from rnn_playground.cells import Weights


@final
class Parameters(Mapping[str, Tensor]):
    """Each parameter is a leaf of the graph and a view into ``vector``: norm, clip and update are one operation.

    With ``leaves`` off nothing is recorded for derivatives, and ``vector`` may be one of a batch of vectors (``vmap``).
    """

    def __init__(self, vector: Tensor, shapes: Mapping[str, Sequence[int]], *, leaves: bool = True) -> None:
        self.vector = vector
        self.shapes = dict(shapes)
        self._named = {name: view.requires_grad_() if leaves else view for name, view in self.split(vector).items()}
        self._layers: dict[int, dict[str, Tensor]] = {}
        self._read_out = {name: value for name, value in self._named.items() if "." not in name}
        for name, parameter in self._named.items():
            kind, _, layer = name.partition(".")
            if layer:
                self._layers.setdefault(int(layer), {})[kind] = parameter

    @classmethod
    def join(cls, values: Mapping[str, Tensor]) -> Parameters:
        """Return the parameters with copies of these values, in their order."""
        vector = torch.cat([value.detach().flatten() for value in values.values()])
        return cls(vector, {name: value.shape for name, value in values.items()})

    @property
    def read_out_at(self) -> int:
        """The index in ``vector`` of the read-out's first number; the layers' come before."""
        return sum(view.numel() for layer in self._layers.values() for view in layer.values())

    def layer(self, layer: int) -> Weights:
        """Return a layer's parameters by the name without its number, and those of the read-out."""
        return {**self._layers[layer], **self._read_out}

    def split(self, vector: Tensor) -> dict[str, Tensor]:
        """Return views of a vector of the same layout (a gradient, a copy) by parameter name."""
        pieces = torch.split(vector.detach(), [torch.Size(shape).numel() for shape in self.shapes.values()])
        return {name: piece.view(*shape) for (name, shape), piece in zip(self.shapes.items(), pieces, strict=True)}

    def to(self, dtype: torch.dtype) -> Parameters:
        """Return a copy in another floating type."""
        return Parameters(self.vector.detach().to(dtype, copy=True), self.shapes)

    def __getitem__(self, name: str) -> Tensor:
        """Return the parameter called ``name``."""
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, layer by layer, the read-out last."""
        return iter(self._named)

    def __len__(self) -> int:
        """Return the number of parameter tensors."""
        return len(self._named)
