"""What every cell has: H units in each of 1 to 3 layers, a recurrence to cut or freeze, parameters with shapes."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from rnn_playground.experiment.document import Document, bounded

Recurrence = Literal["on", "off", "frozen"]
Carries = Literal["h", "state"]
Shape = tuple[int, ...]
OPTIONS = ("residual", "layer_norm")
"""What is added to the equation of a cell where its document asks for it."""


class SizedCell(Document):
    """The document of a cell, and what is known of its kind.

    ``gates`` names the blocks that a frame carries as gates, ``states`` the tensors handed to the next time step, the
    hidden state first. ``candidate`` is the gate that proposes a new state, from the least to the largest value of
    ``candidate_range`` where a clamp holds it, ``keep`` the one that says how much of the
    old state stays. ``recurrent`` are the parameters through which the last state enters. The memory lives in h, or
    (``carries``) in another state that h reads. ``matrices`` are the states with a row of numbers for each unit, not
    one number or a complex one; ``layer_states`` are those of the layer as a whole. ``has_kernel``: a fused kernel
    computes this cell, beside the reference, which computes every one. ``layer_parameters`` are the names of a layer's
    parameters and their axes: I inputs, H units, G rows, of all gates together or of the units where there is none, and
    what a cell adds in ``axis_sizes``.
    ``scaled`` are states that are counted in a unit of the cell's own choice, and last of all the unit: the value of
    one alone means nothing.

    ``recurrence``: "off" counts the recurrent parameters as 0; "frozen" leaves every layer as it is drawn and trains
    the read-out alone, as an echo state network does (Jaeger, 2001).
    """

    equation: ClassVar[tuple[str, ...]]
    source: ClassVar[str]
    states: ClassVar[tuple[str, ...]] = ("h",)
    candidate: ClassVar[str | None] = None
    candidate_range: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    keep: ClassVar[str | None] = None
    recurrent: ClassVar[tuple[str, ...]] = ("W_hh",)
    carries: ClassVar[Carries] = "h"
    matrices: ClassVar[tuple[str, ...]] = ()
    layer_states: ClassVar[tuple[str, ...]] = ()
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "GI", "W_hh": "GH", "b_xh": "G"}
    gates: ClassVar[tuple[str, ...]] = ()
    has_kernel: ClassVar[bool] = False
    scaled: ClassVar[tuple[str, ...]] = ()

    hidden_size: int = bounded(16, 1, 512, unit="units", scale="log")
    layers: int = bounded(1, 1, 3, unit="layers", advanced=True)
    recurrence: Recurrence = Field(default="on", json_schema_extra={"advanced": True})

    @model_serializer(mode="wrap")
    def _without_unused_options(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A document that was written before there were options is the same document, to the letter.
        written: dict[str, Any] = serialize(self)
        return {name: value for name, value in written.items() if name not in OPTIONS or name in self.options}

    @property
    def options(self) -> tuple[str, ...]:
        """What the document adds to the equation of its kind: no fused kernel computes that."""
        return tuple(name for name in OPTIONS if getattr(self, name, None))

    @property
    def arithmetic(self) -> int:
        """How much a unit computes and keeps a time step besides its state, in gates: what work and memory follow."""
        return len(self.gates)

    @property
    def recurrent_blocks(self) -> int:
        """How many equal groups the units fall into that do not see each other: W_hh is 0 between them."""
        return 1

    @property
    def held_states(self) -> tuple[str, ...]:
        """The states that a clamp can hold: a real number a unit, counted in a unit that stays as it is."""
        others = (*self.scaled, *self.layer_states)
        return tuple(name for name, shape in self.state_shapes().items() if len(shape) == 1 and name not in others)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """Return name → shape of the parameters of a layer with ``input_size`` inputs, in the order of every list."""
        sizes = self.axis_sizes(input_size)
        return {name: tuple(sizes[axis] for axis in axes) for name, axes in self.layer_parameters.items()}

    def axis_sizes(self, input_size: int) -> dict[str, int]:
        """Return the size of every axis of a parameter of a layer with ``input_size`` inputs."""
        units = self.hidden_size
        return {"I": input_size, "H": units, "G": units * max(1, len(self.gates))}

    def state_shapes(self) -> dict[str, Shape]:
        """Return name → shape of one sample's state in one layer; a complex state ends in an axis of 2."""
        return dict.fromkeys(self.states, (self.hidden_size,))

    def gate_range(self, gate: str) -> tuple[float, float]:
        """Return the least and the largest value of ``gate``, which are those that a clamp may give it."""
        return self.candidate_range if gate == self.candidate else (0.0, 1.0)

    def preparation_work(self) -> int:
        """Return the multiply-adds that one layer takes once a forward pass, whatever the sequence and the batch."""
        return 0


class ResidualCell(SizedCell):
    """A cell whose f(…) takes the place of the last h or, where ``residual`` is α, is added: h_t = h_{t−1} + α f(…)."""

    residual: float | None = bounded(None, 0.001, 1.0, scale="log", advanced=True, option=True)


def parameter_shapes(cell: SizedCell, input_size: int, output_size: int) -> dict[str, Shape]:
    """Return name → shape: each layer's own under ``name.layer``, then ``W_hy`` (O, H) and ``b_y`` (O)."""
    shapes = {
        f"{name}.{layer}": shape
        for layer in range(cell.layers)
        for name, shape in cell.layer_shapes(input_size if layer == 0 else cell.hidden_size).items()
    }
    return {**shapes, "W_hy": (output_size, cell.hidden_size), "b_y": (output_size,)}


def parameter_count(cell: SizedCell, input_size: int, output_size: int) -> int:
    """Return the number of single weights, masked ones (CW-RNN's lower blocks, a recurrence that is off) included."""
    return sum(math.prod(shape) for shape in parameter_shapes(cell, input_size, output_size).values())
