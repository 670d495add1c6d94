"""Write the frames that the lessons are read on: of the experiments that the page begins, trained as far as each needs.

Run it after a change of a lesson or of the arithmetic: ``python tests/golden/make_lessons.py [NAME …]``.
It needs Node.js.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.describe import describe
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

HERE = Path(__file__).parent
STATES = ("hidden_state",)
PROFILES = ("hidden_gradient_norm", "state_gradient_norm")
ALWAYS = ("output", "memory_horizon", "gain_per_step", "loss", "metric", "gradient_norm", "steps")


@dataclass(frozen=True)
class Shown:
    """How far the run is trained, what is watched then, and which of its large tensors the lesson looks at."""

    updates: int
    panels: tuple[str, ...] = ()
    looks_at: tuple[str, ...] = ()
    lanes: tuple[int, ...] | None = None
    everything: bool = False


LESSONS = {
    "loop": Shown(200),
    "weights": Shown(0, looks_at=STATES),
    "weights_turned": Shown(0, looks_at=STATES),
    "shapes": Shown(0),
    "shapes_due": Shown(0),
    "hand": Shown(0),
    "hand_learnt": Shown(100),
    "blame": Shown(60, ("triangle",), ("gradient_triangle",)),
    "fading": Shown(0, ("ledger",), ("ledger",)),
    "half": Shown(0),
    "half_edge": Shown(0),
    "half_turned": Shown(0),
    "half_nilpotent": Shown(0),
    "half_map": Shown(0),
    "brakes": Shown(0),
    "brakes_diverged": Shown(300),
    "brakes_clipped": Shown(20),
    "view": Shown(400),
    "view_20": Shown(260),
    "relu": Shown(200),
    "relu_died": Shown(1000, ("pre_activation",), ("dead_units",)),
    "copy": Shown(1100),
    "clocks": Shown(300, looks_at=STATES, lanes=(1,)),
    "gates": Shown(0),
    "gates_learnt": Shown(300),
}
OF_ANOTHER = {"hand_learnt": "hand", "brakes_diverged": "brakes", "gates_learnt": "gates"}


def write(folder: Path, name: str, document: object, shown: Shown) -> None:
    """Train ``document`` and write what is looked at of it."""
    trainer = Trainer(Experiment.model_validate_json(json.dumps(document)))
    for _ in range(shown.updates):
        if not trainer.advance():
            break
    frame = trainer.frame(Watch.model_validate({"panels": shown.panels}))
    lanes = range(len(trainer.experiment.lanes))
    tensors = {name: tensor for name, tensor in frame.tensors.items() if wanted(name, shown)}
    tensors |= {name: without_units(frame[name]) for name in unread_states(frame, shown)}
    for lane in lanes:
        tensors |= {f"{lane}/{key}": values for key, values in trainer.scalars.since(lane, -1).items()}
    diverged = [{"lane": each.lane, "step": each.step, "quantity": each.quantity} for each in trainer.divergences]
    metadata = {
        **frame.metadata,
        "run": name,
        "frame": "1",
        "document": json.dumps(document),
        "experiment": trainer.experiment.model_dump_json(),
        "facts": json.dumps(describe(trainer.experiment)),
        "state": "finished" if trainer.ended else "paused",
        "diverged": json.dumps(diverged),
    }
    (folder / f"{name}.safetensors").write_bytes(Frame(frame.step, tensors, metadata).encode())


def wanted(name: str, shown: Shown) -> bool:
    """Tell whether the tensor goes into the file as it is."""
    lane, _, kind = name.partition("/")
    if not kind or shown.everything:
        return True
    if shown.lanes is not None and int(lane) not in shown.lanes:
        return False
    return kind in (*ALWAYS, *PROFILES, *shown.looks_at)


def unread_states(frame: Frame, shown: Shown) -> list[str]:
    """Return the states that every frame has and this lesson does not look at."""
    names = [name for name in frame.tensors if name.endswith("/hidden_state")]
    if shown.everything or shown.lanes is not None or "hidden_state" in shown.looks_at:
        return []
    return names


def without_units(state: Array) -> Array:
    """Return ``state`` (layer, time_step, unit) without its units."""
    return np.ascontiguousarray(state[..., :0])


if __name__ == "__main__":
    names = sys.argv[1:] or LESSONS
    made = subprocess.run(["node", HERE / "lesson_documents.mjs"], capture_output=True, text=True, check=True)
    documents = json.loads(made.stdout)
    (HERE / "lessons").mkdir(exist_ok=True)
    for each in names:
        write(HERE / "lessons", each, documents[OF_ANOTHER.get(each, each)], LESSONS[each])
