"""Tasks that were made up to ask for memory: what matters lies a known number of time steps back.

``adding`` sums two marked numbers, ``temporal_order`` asks for the order of two symbols, ``parity`` counts ones modulo
2, ``echo`` repeats bits later, ``seq2seq_reverse`` writes backwards.
"""

from __future__ import annotations

import math
import string
from typing import ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import BITS, Phase, TaskFacts, TimedTask, entropy


class AddingTask(TimedTask):
    """Values in [0, 1) and two marks, one in each half; the answer, at the end, is the sum of the marked values."""

    loss = "mean_squared_error"
    modality = "values"
    input_labels = ("value", "mark")
    output_labels = ("sum",)
    equation = ("y_T = v_i + v_j",)
    source = (
        "Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464; "
        "after Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 4"
    )
    criterion: ClassVar[float] = 0.01

    kind: Literal["adding"] = "adding"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is the variance 2/12 of a sum of two U(0, 1).

        The last step carries the second mark once in as many sequences as the second half has steps: who sees it there
        knows one of the two values, which leaves the variance 1/12. That is all the present input tells. Whoever sees
        the last k + 1 time steps is left with 1/12 as often as a mark stands before them, so there is no need to see
        the few first marks that stand furthest away.
        """
        first_half = self.length // 2
        second_half = self.length - first_half
        return self._facts(
            structure="many-to-one",
            chance=1.0 / 6.0,
            floor=1.0 / 6.0 - 1.0 / (12.0 * second_half),
            required_lag=self.length - 1 - math.floor(12.0 * self.criterion * first_half + 1e-9),
            solved=self.criterion,
        )


class TemporalOrderTask(TimedTask):
    """Two symbols matter, an A or B early, another near the middle; the class, at the end, says which in what order.

    Noise symbols c, d, e, f. The first relevant symbol stands in [T/10, 2T/10), the second in [T/2, 6T/10)
    (Hochreiter and Schmidhuber, 1997, experiment 6a; lengths as Pascanu et al., 2013).
    """

    input_labels = ("c", "d", "e", "f", "A", "B")
    output_labels = ("AA", "BA", "AB", "BB")
    equation = ("y_T = 2 s_2 + s_1",)
    source = (
        "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063; "
        "after Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 6a"
    )
    criterion: ClassVar[float] = 0.95

    kind: Literal["temporal_order"] = "temporal_order"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    @property
    def first_positions(self) -> range:
        """Where the first relevant symbol may stand (0-based); never empty."""
        start = self.length // 10
        return range(start, max(start + 1, 2 * self.length // 10))

    @property
    def second_positions(self) -> range:
        """Where the second relevant symbol may stand (0-based); never empty."""
        start = self.length // 2
        return range(start, max(start + 1, 6 * self.length // 10))

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; whoever has not seen the first symbol is right in half of the sequences.

        So the criterion leaves a tenth of its places out of sight, those furthest away.
        """
        unseen = math.floor(2.0 * (1.0 - self.criterion) * len(self.first_positions) + 1e-9)
        return self._facts(
            structure="many-to-one",
            required_lag=self.length - 1 - self.first_positions.start - unseen,
            solved=self.criterion,
            remembered=("A", "B"),
        )


class ParityTask(TimedTask):
    """Read bits, +1 for a one and −1 for a zero; say at every step whether the number of ones so far is even or odd."""

    modality = "values"
    input_labels = ("bit",)
    output_labels = ("0", "1")
    equation = ("y_t = x_1 ⊕ … ⊕ x_t",)
    source = "Minsky and Papert, 1969"
    criterion: ClassVar[float] = 0.99

    kind: Literal["parity"] = "parity"
    length: int = bounded(12, 4, 2000, unit="time steps", scale="log")

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: the first parity is the bit itself, every other is independent of its bit.

        So the bit agrees with the parity in a fraction ½ + 1/(2T) of the steps, which the floor makes use of. Whoever
        sees the last k + 1 bits knows the first k + 1 parities and is right in half of the others, which may be a
        fiftieth of all.
        """
        agreement = 0.5 + 0.5 / self.length
        return self._facts(
            floor=entropy((agreement, 1.0 - agreement)),
            required_lag=self.length - 1 - math.floor(2.0 * (1.0 - self.criterion) * self.length + 1e-9),
            solved=self.criterion,
            levels=BITS,
        )


class EchoTask(TimedTask):
    """Read random bits ±1 and say at every step the bit of ``lag`` steps ago; before there is one nothing is scored."""

    modality = "values"
    input_labels = ("bit",)
    output_labels = ("−1", "+1")
    equation = ("y_t = x_{t−D}",)
    source = "Jaeger, 2001"

    kind: Literal["echo"] = "echo"
    length: int = bounded(60, 4, 2000, unit="time steps", scale="log")
    lag: int | None = bounded(None, 1, 1999, unit="time steps", scale="log")

    @model_validator(mode="after")
    def _something_is_scored(self) -> EchoTask:
        if self.lag is not None and self.lag >= self.length:
            raise PydanticCustomError(
                "lag_length",
                "lag is {lag} and length is {length}; choose a lag below the length, or leave it out for a third of it",
                {"lag": self.lag, "length": self.length, "path": ["lag"]},
            )
        return self

    @property
    def delay(self) -> int:
        """The lag in time steps: as given, or a third of the length."""
        return self.length // 3 if self.lag is None else self.lag

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the present bit says nothing of an earlier one, so there is no floor."""
        phases = (Phase("listen", self.delay), Phase("echo", self.length - self.delay))
        return self._facts(required_lag=self.delay, solved=0.99, phases=phases, levels=BITS)


class Seq2seqReverseTask(TimedTask):
    """Read ``length`` symbols, then, while ">" is read, write them in reverse: encoder, then decoder."""

    equation = ("y_{L+k} = x_{L+1−k}, k = 1 … L",)
    source = "Sutskever, Vinyals and Le, 2014, arXiv:1409.3215"
    criterion: ClassVar[float] = 0.95

    kind: Literal["seq2seq_reverse"] = "seq2seq_reverse"
    length: int = bounded(6, 4, 1000, unit="symbols", scale="log")
    symbols: int = bounded(8, 2, 26, advanced=True)

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The letters that are read and written."""
        return tuple(string.ascii_lowercase[: self.symbols])

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Letters and ">"."""
        return (*self.alphabet, ">")

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Letters."""
        return self.alphabet

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of time steps: reading, then writing."""
        return 2 * self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: the last letter written is the first that was read.

        The letter written k-th lies 2k − 1 time steps back. Of long strings the last few may be guessed.
        """
        guessed = math.floor((1.0 - self.criterion) * self.length * self.symbols / (self.symbols - 1) + 1e-9)
        return self._facts(
            structure="many-to-many-encoder-decoder",
            required_lag=self.sequence_length - 1 - 2 * guessed,
            solved=self.criterion,
            phases=(Phase("encoder", self.length), Phase("decoder", self.length)),
            remembered=self.alphabet,
        )
