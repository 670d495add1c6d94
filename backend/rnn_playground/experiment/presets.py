"""Ready-made experiments: a story each, the pace at which it takes seconds, and the click that fixes its trouble."""

from __future__ import annotations

from typing import Any, NamedTuple

from rnn_playground.experiment.cells import GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.optimizers import Adam
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, TemporalOrderTask


class Fix(NamedTuple):
    """One click that mends a preset's trouble: what the button says, and the experiment it starts."""

    text: str
    experiment: Experiment


class Preset(NamedTuple):
    """An experiment with its story. ``pace`` is in updates per second; None is as fast as it goes."""

    id: str
    experiment: Experiment
    pace: float | None
    fix: Fix | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the preset as the catalog carries it."""
        return {
            "id": self.id,
            "text": f"preset.{self.id}",
            "experiment": self.experiment.model_dump(mode="json"),
            "pace": self.pace,
            "fix": self.fix and {"text": self.fix.text, "experiment": self.fix.experiment.model_dump(mode="json")},
        }


_TANH = Lane(cell=RnnCell(hidden_size=16), optimizer=Adam(learning_rate=0.003))
_GRU = Lane(cell=GruCell(hidden_size=16), optimizer=Adam(learning_rate=0.01))
_ORDER = Experiment(task=TemporalOrderTask(length=50), lanes=(_TANH,))

_HELLO = Lane(cell=RnnCell(hidden_size=3), optimizer=Adam(learning_rate=0.01))
_HELLO_WITHOUT = Lane(cell=RnnCell(hidden_size=3, recurrence="off"), optimizer=Adam(learning_rate=0.01))

PRESETS = (
    Preset("vanishing", _ORDER, 100.0, Fix("preset.vanishing.fix", _ORDER.model_copy(update={"lanes": (_TANH, _GRU)}))),
    Preset("hello", Experiment(task=HelloTask(), lanes=(_HELLO,), batch_size=1, steps=400), 10.0),
    Preset("memory_off", Experiment(task=HelloTask(), lanes=(_HELLO, _HELLO_WITHOUT), batch_size=1, steps=400), 20.0),
    Preset(
        "four_gradients",
        Experiment(
            task=AddingTask(length=50),
            lanes=(
                Lane(cell=RnnCell(hidden_size=16), optimizer=Adam(learning_rate=0.003)),
                Lane(cell=RnnCell(hidden_size=16, activation="sigmoid"), optimizer=Adam(learning_rate=0.003)),
                Lane(cell=IrnnCell(hidden_size=16), optimizer=Adam(learning_rate=0.001)),
                Lane(cell=LstmCell(hidden_size=16), optimizer=Adam(learning_rate=0.01)),
            ),
        ),
        None,
    ),
    Preset(
        "sine",
        Experiment(
            task=SineTask(length=50),
            lanes=(Lane(cell=RnnCell(hidden_size=16)), Lane(cell=RnnCell(hidden_size=16, recurrence="off"))),
            steps=1000,
        ),
        60.0,
    ),
)
