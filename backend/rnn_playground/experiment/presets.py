"""Ready-made experiments: stories, and for every task what is known to work and what is known to fail."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from statistics import median
from typing import Any, Literal, NamedTuple

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.initialisations import GaussianInit, MatrixInit, OrthogonalInit
from rnn_playground.experiment.learning import Adam, NoClip, Sgd
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, TemporalOrderTask

Outcome = Literal["works", "fails"]
View = Literal["unrolled", "folded", "wires"]


class Fix(NamedTuple):
    """One click that mends a preset's trouble: what the button says, and the experiment it starts."""

    text: str
    experiment: Experiment


class Evidence(NamedTuple):
    """What became of a preset's only lane, seed by seed: the update at which it solved the task, or None."""

    solved_at: tuple[int | None, ...]
    best: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return how many seeds were tried, how many solved the task, and at which update in the median."""
        solved = [update for update in self.solved_at if update is not None]
        return {
            "seeds": len(self.solved_at),
            "solved": len(solved),
            "median_updates": round(median(solved)) if solved else None,
        }


class Preset(NamedTuple):
    """An experiment with its story. ``pace`` is in updates per second; None is as fast as it goes.

    ``outcome`` says of an experiment that was tried with several seeds whether it solves its task within its steps.
    ``outcomes`` say the same of each model of a story, which the page does not promise. ``panels`` are the measurements
    that its story points at: a page opens them with it, and draws the network in its ``view``, where it has one.
    """

    id: str
    experiment: Experiment
    pace: float | None
    fix: Fix | None = None
    outcome: Outcome | None = None
    panels: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    view: View | None = None

    def alone(self) -> tuple[Preset, ...]:
        """Return each model of a story whose ``outcomes`` are known by itself: ``irnn_models.a`` and so on."""
        return tuple(
            Preset(f"{self.id}.{letter}", self.experiment.model_copy(update={"lanes": (lane,)}), None, outcome=outcome)
            for letter, lane, outcome in zip("abcd", self.experiment.lanes, self.outcomes, strict=False)
        )

    def fingerprint(self) -> str:
        """Return a digest of the experiment: evidence belongs to the document that it was measured with, anywhere."""
        return hashlib.sha256(self.experiment.model_dump_json(exclude={"device"}).encode()).hexdigest()[:16]

    def evidence(self) -> Evidence | None:
        """Return what was measured with this very experiment, if anything was."""
        entry = _measured().get(self.id)
        if entry is None or entry["document"] != self.fingerprint():
            return None
        return Evidence(tuple(entry["solved_at"]), tuple(entry["best"]))

    def to_json(self) -> dict[str, Any]:
        """Return the preset as the catalog carries it."""
        evidence = self.evidence()
        return {
            "id": self.id,
            "text": f"preset.{self.id}",
            "task": self.experiment.task.kind,
            "experiment": self.experiment.model_dump(mode="json"),
            "pace": self.pace,
            "fix": self.fix and {"text": self.fix.text, "experiment": self.fix.experiment.model_dump(mode="json")},
            "outcome": self.outcome,
            "panels": list(self.panels),
            "view": self.view,
            "evidence": evidence and evidence.to_json(),
        }


@cache
def _measured() -> dict[str, Any]:
    """Return what ``scripts/measure_presets.py`` wrote, by preset."""
    text = resources.files(__package__).joinpath("evidence.json").read_text(encoding="utf-8")
    measured: dict[str, Any] = json.loads(text)
    return measured


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


LETTERS = 8
Z = 0.5493059158325195
"""artanh ½, but for 2e-7: z with tanh z = H, so rounded that float32 sits on the fixed point, which repels."""
H = 0.4999998211860657
SURE = 20.0
"""How far above the others the read-out puts b, by its bias: only where b is wrong does the loss have a gradient."""


def _lane(activation: ActivationKind) -> Lane:
    """Return a network of two units with W = [[8, 8], [−8, −8]], nilpotent: W² = 0.

    The bias b = z* − W h* makes h* = tanh(z*) = (0, ½) a fixed point: z* = (0, artanh ½). A sequence begins at 0, not
    there, so its first letter, which comes once, brings W h* along. With tanh J = diag(1, ¾) W and J² = 2 J. The loss
    at the end pulls along (1, 1), an eigenvector of Jᵀ for 2, and one that Wᵀ sends to 0.
    """
    at_rest = 8.0 * H
    return Lane(
        cell=RnnCell(
            hidden_size=2, activation=activation, recurrent_init=MatrixInit(matrix=((8.0, 8.0), (-8.0, -8.0)))
        ),
        optimizer=Sgd(learning_rate=0.0),
        clip=NoClip(),
        initial_weights={
            "W_xh.0": ((at_rest, 0.0, 0.0), (-at_rest, 0.0, 0.0)),
            "b_xh.0": (-at_rest, Z + at_rest),
            "b_hh.0": (0.0, 0.0),
            "W_hy": ((0.0, 0.0), (0.5, 0.5), (-0.5, -0.5)),
            "b_y": (0.0, SURE, 0.0),
        },
    )


def nilpotent() -> Preset:
    """Return the counterexample to the rule of the eigenvalues: both are 0, the gradient doubles at every step back.

    Beside the tanh network stands the linear one, whose gradient is gone after one step.

    After Pascanu, Mikolov and Bengio, 2013, whose condition on the eigenvalues this matrix breaks. ‖∂h_T/∂h_{T−k}‖ is
    14.1 · 2^{k − 1}. Nothing is learnt (learning rate 0), so that the picture stands still.
    """
    task = HelloTask(text="a" + "b" * (LETTERS - 1), targets="b" * (LETTERS - 1) + "c")
    experiment = Experiment(task=task, lanes=(_lane("tanh"), _lane("identity")), batch_size=1, steps=1000)
    return Preset("nilpotent", experiment, 2.0, panels=("jacobian",))


Part = dict[str, Any]


def _known(
    id: str, outcome: Outcome, task: Part, cell: Part, learning_rate: float, *, steps: int, **more: Any
) -> Preset:
    """Return a preset of one lane; ``more`` are the lane's other parts, and the batch size."""
    batch_size = more.pop("batch_size", 32)
    lane = {"cell": cell, "optimizer": {"kind": "adam", "learning_rate": learning_rate}, **more}
    document = {"task": task, "lanes": [lane], "steps": steps, "batch_size": batch_size}
    return Preset(id, Experiment.model_validate(document), None, outcome=outcome)


def _cell(kind: str, hidden_size: int, **fields: Any) -> Part:
    return {"kind": kind, "hidden_size": hidden_size, **fields}


def _truncated(window: int) -> Part:
    return {"kind": "truncated", "window": window, "shift": window}


_ECHO = {"kind": "echo", "length": 60, "lag": 10}
_LETTER = {"kind": "hello", "text": "h", "targets": "e"}
_CHOICE = {"kind": "waveform", "length": 40, "waves": 4}
_ADDING = {"kind": "adding", "length": 100}
_SCATTERED = {"kind": "selective_copy", "length": 20}
_PAIRS = {"kind": "associative_recall", "stored": 3}
_LONG_ORDER = {"kind": "temporal_order", "length": 100}
_FIVE = {"kind": "word_problem", "group": "s5", "letters": "generators"}
_EMBEDDED = {"kind": "embedded_reber", "length": 60}
# Eigenvalues near the circle and slow phases: time constants up to ten thousand steps, for sequences of 784.
_SLOW_RING = _cell("lru", 64, r_min=0.99, r_max=0.9999, max_phase=0.314)

KNOWN = (
    _known("hello_works", "works", {"kind": "hello"}, _cell("rnn", 3), 0.01, steps=400, batch_size=1),
    _known(
        "hello_fails", "fails", {"kind": "hello"}, _cell("rnn", 3, recurrence="off"), 0.01, steps=1000, batch_size=1
    ),
    _known("one_to_one_works", "works", _LETTER, _cell("rnn", 3), 0.01, steps=300, batch_size=1),
    _known("text_works", "works", {"kind": "text"}, _cell("lstm", 64), 0.01, steps=2000),
    _known("text_fails", "fails", {"kind": "text"}, _cell("rnn", 64, recurrence="off"), 0.01, steps=2000),
    _known("sine_works", "works", {"kind": "sine"}, _cell("rnn", 16), 0.01, steps=1000),
    _known("sine_fails", "fails", {"kind": "sine"}, _cell("rnn", 16, recurrence="off"), 0.01, steps=1500),
    _known("waveform_works", "works", {"kind": "waveform"}, _cell("cwrnn", 72), 0.003, steps=1000, batch_size=1),
    _known("waveform_fails", "fails", {"kind": "waveform"}, _cell("rnn", 72), 0.003, steps=1000, batch_size=1),
    _known("one_to_many_works", "works", _CHOICE, _cell("gru", 32), 0.01, steps=1000),
    _known("lorenz_works", "works", {"kind": "lorenz"}, _cell("gru", 32), 0.01, steps=1000),
    _known("lorenz_fails", "fails", {"kind": "lorenz"}, _cell("rnn", 32, activation="identity"), 0.01, steps=1500),
    _known("mackey_glass_works", "works", {"kind": "mackey_glass"}, _cell("gru", 32), 0.01, steps=1000),
    _known(
        "mackey_glass_fails", "fails", {"kind": "mackey_glass"}, _cell("rnn", 32, recurrence="off"), 0.01, steps=1500
    ),
    _known("adding_works", "works", _ADDING, _cell("gru", 32), 0.01, steps=1500),
    _known("adding_fails", "fails", _ADDING, _cell("rnn", 32), 0.003, steps=3000),
    _known("adding_irnn_works", "works", _ADDING, _cell("irnn", 32, input_std=0.1), 0.001, steps=2000),
    _known("adding_irnn_fails", "fails", _ADDING, _cell("irnn", 32, input_std=0.001), 0.001, steps=2000),
    _known("adding_lru_fails", "fails", {"kind": "adding", "length": 50}, _cell("lru", 32), 0.005, steps=2000),
    _known("copy_works", "works", {"kind": "copy", "length": 20}, _cell("lru", 32), 0.005, steps=1500),
    _known("copy_fails", "fails", {"kind": "copy", "length": 20}, _cell("rnn", 32), 0.003, steps=2000),
    _known("selective_copy_works", "works", _SCATTERED, _cell("gru", 64), 0.01, steps=3000),
    _known("selective_copy_fails", "fails", _SCATTERED, _cell("lru", 32), 0.005, steps=1500),
    _known("associative_recall_works", "works", _PAIRS, _cell("lstm", 64), 0.01, steps=4000),
    _known("associative_recall_fails", "fails", _PAIRS, _cell("rnn", 64), 0.003, steps=4000),
    _known("temporal_order_works", "works", _LONG_ORDER, _cell("lstm", 32, chrono=100.0), 0.01, steps=1500),
    _known("temporal_order_fails", "fails", _LONG_ORDER, _cell("lstm", 32), 0.01, steps=2000),
    _known("parity_works", "works", {"kind": "parity"}, _cell("gru", 32), 0.01, steps=1000),
    _known("parity_fails", "fails", {"kind": "parity"}, _cell("antisymmetric", 32), 0.003, steps=2000),
    _known("word_problem_works", "works", {"kind": "word_problem"}, _cell("gru", 32), 0.01, steps=1000),
    _known("word_problem_fails", "fails", {"kind": "word_problem"}, _cell("mingru", 32), 0.01, steps=1500),
    _known("word_problem_s5_works", "works", _FIVE, _cell("gru", 64), 0.01, steps=1500),
    _known("word_problem_s5_fails", "fails", _FIVE, _cell("mingru", 64), 0.01, steps=1000),
    _known("flip_flop_works", "works", {"kind": "flip_flop"}, _cell("rnn", 32), 0.01, steps=1000),
    _known(
        "flip_flop_fails", "fails", {"kind": "flip_flop"}, _cell("rnn", 32, activation="identity"), 0.01, steps=1500
    ),
    _known("echo_works", "works", _ECHO, _cell("rnn", 32), 0.003, steps=1500, bptt=_truncated(20)),
    _known("echo_fails", "fails", _ECHO, _cell("rnn", 32), 0.003, steps=1500, bptt=_truncated(10)),
    _known("reber_works", "works", {"kind": "reber"}, _cell("rnn", 16), 0.01, steps=1000),
    _known("reber_fails", "fails", {"kind": "reber"}, _cell("rnn", 16, recurrence="off"), 0.01, steps=1500),
    _known("embedded_reber_works", "works", _EMBEDDED, _cell("lstm", 16), 0.01, steps=2000),
    _known("embedded_reber_fails", "fails", _EMBEDDED, _cell("rnn", 8), 0.003, steps=2000),
    _known("brackets_works", "works", {"kind": "brackets"}, _cell("gru", 32), 0.01, steps=1500),
    _known("brackets_fails", "fails", {"kind": "brackets"}, _cell("rnn", 32, recurrence="off"), 0.01, steps=1500),
    _known("digits_works", "works", {"kind": "digits"}, _cell("gru", 32), 0.01, steps=2500),
    _known("digits_fails", "fails", {"kind": "digits"}, _cell("irnn", 32, input_std=0.001), 0.001, steps=2500),
    _known("mnist_works", "works", {"kind": "mnist"}, _SLOW_RING, 0.01, steps=1500),
    _known("mnist_fails", "fails", {"kind": "mnist"}, _cell("rnn", 64), 0.001, steps=600),
    _known("seq2seq_reverse_works", "works", {"kind": "seq2seq_reverse"}, _cell("gru", 32), 0.01, steps=2500),
    _known("seq2seq_reverse_fails", "fails", {"kind": "seq2seq_reverse"}, _cell("irnn", 32), 0.001, steps=3000),
)

PRESETS = (*STORIES, nilpotent(), *KNOWN)
