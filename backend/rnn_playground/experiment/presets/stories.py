"""The stories that the page opens with: an experiment each, and the click that mends its trouble."""

from __future__ import annotations

from rnn_playground.experiment.cells import GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.initialisations import GaussianInit, OrthogonalInit
from rnn_playground.experiment.optimizers import Adam
from rnn_playground.experiment.presets.preset import Fix, Preset
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, TemporalOrderTask

_TANH = Lane(cell=RnnCell(hidden_size=16))
_GRU = Lane(cell=GruCell(hidden_size=16))
_ORDER = Experiment(task=TemporalOrderTask(length=50), lanes=(_TANH,))

_EXPLODING = Lane(cell=RnnCell(hidden_size=16, recurrent_init=OrthogonalInit(spectral_radius=6.0)))
"""Every singular value is 6: as tanh bends it, a step back still stretches, seed after seed (docs/exploding.md)."""

_GAUSSIAN = RnnCell(hidden_size=32, activation="relu", recurrent_init=GaussianInit())

_HELLO = Lane(cell=RnnCell(hidden_size=3), optimizer=Adam(learning_rate=0.01))
_NEURONS = HelloTask(text="he", targets="lo", output_classes="targets")
"""Inputs h e l o, outputs l o: with two hidden units the network that the tutorial draws by its neurons."""
_TWO_UNITS = Lane(cell=RnnCell(hidden_size=2), optimizer=Adam(learning_rate=0.01))
_HELLO_WITHOUT = Lane(cell=RnnCell(hidden_size=3, recurrence="off"), optimizer=Adam(learning_rate=0.01))

STORIES = (
    Preset("vanishing", _ORDER, 100.0, Fix("preset.vanishing.fix", _ORDER.model_copy(update={"lanes": (_TANH, _GRU)}))),
    Preset("exploding", _ORDER.model_copy(update={"lanes": (_EXPLODING,)}), 20.0, outcomes=("fails",)),
    Preset(
        "hello",
        Experiment(task=HelloTask(), lanes=(_HELLO,), batch_size=1, steps=400),
        10.0,
        panels=("triangle",),
    ),
    Preset(
        "neurons",
        Experiment(task=_NEURONS, lanes=(_TWO_UNITS,), batch_size=1, steps=200),
        5.0,
        outcomes=("works",),
        view="wires",
    ),
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
    # The four of Le, Jaitly and Hinton, 2015, section 4.1, at a size that trains in a minute.
    Preset(
        "irnn_models",
        Experiment(
            task=AddingTask(length=100),
            lanes=(
                Lane(cell=LstmCell(hidden_size=32, forget_bias=3.0)),
                Lane(cell=RnnCell(hidden_size=32), optimizer=Adam(learning_rate=0.003)),
                Lane(cell=_GAUSSIAN, optimizer=Adam(learning_rate=0.001)),
                Lane(cell=IrnnCell(hidden_size=32), optimizer=Adam(learning_rate=0.003)),
            ),
        ),
        None,
        outcomes=("works", "fails", "fails", "works"),
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
