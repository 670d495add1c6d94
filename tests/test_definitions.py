"""Every number that a frame carries has a definition, and every definition is of a number that a frame carries."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CornnCell, DeltanetCell, LruCell, LstmCell, MlstmCell, ScrnCell
from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.tasks import AddingTask, EmbeddedReberTask, LorenzTask, Task, TextTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.train import train

PAGE = (Path(__file__).parents[1] / "docs" / "definitions.md").read_text(encoding="utf-8")
DEFINED = set(re.findall(r"`([a-z_]+(?:/(?:[A-Za-z_]+|<name>))?)`", PAGE))
EVERYTHING = Watch(panels=tuple(panel.kind for panel in PANELS))
TASKS: tuple[Task, ...] = (
    AddingTask(length=8),
    LorenzTask(length=8, warm_up=2, forcing=0.5),
    EmbeddedReberTask(),
    TextTask(length=6),
)


def carried() -> Iterator[str]:
    """Yield the names of all tensors of frames of many kinds, weights without their own names."""
    cells = tuple(
        model(hidden_size=4, layers=1) for model in (LstmCell, LruCell, ScrnCell, CornnCell, DeltanetCell, MlstmCell)
    )
    for task, few in product(TASKS, (cells[:4], cells[4:])):
        experiment = Experiment(task=task, lanes=tuple(Lane(cell=cell) for cell in few), batch_size=3, steps=16)
        for frame in train(experiment, EVERYTHING, every=15):
            for name in frame.tensors:
                bare = re.sub(r"^\d+/", "", name)
                yield re.sub(r"^(weight|gradient|step_gradient)/.*", r"\1/<name>", bare)


def test_every_number_of_a_frame_is_defined_and_every_definition_is_of_one() -> None:
    names = set(carried()) - {"steps", "validation_steps"}
    assert names - DEFINED == set()
    of_the_page_itself = {"docs", "scripts"}
    assert {name for name in DEFINED - names if name.partition("/")[0] not in of_the_page_itself} == set()
