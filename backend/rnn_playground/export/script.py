"""A training script that a student can read, with the run's initial weights and its first losses."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import DigitsTask, TextTask, forcing_of
from rnn_playground.export.model_text import CELLS, is_of_torch, name_in_model
from rnn_playground.export.script_text import LETTERS, Arrays, Losses, script_text
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.mnist import use_mnist_file
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.warm_up import use_one_thread

MOST_LINES, MOST_INSIDE, COMPARED = 200, 64_000, 20


class Script(NamedTuple):
    """The ``text`` of a script, and the arrays in the .npz of its name that it reads; none where all is inside."""

    text: str
    beside: Arrays

    def npz(self) -> bytes:
        """Return the file beside it."""
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **self.beside)
        return file.getvalue()

    def content(self, name: str = "rnn") -> bytes:
        """Return the text or, where a file lies beside it, a zip of both, called ``name``."""
        if not self.beside:
            return self.text.encode()
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(f"{name}.py"), self.text)
            archive.writestr(zipfile.ZipInfo(f"{name}.npz"), self.npz())
        return file.getvalue()


def script_of(experiment: Experiment, mnist: Path | None = None, images: str = "mnist.npz") -> Script:
    """Return a script that trains ``experiment`` and prints its losses beside the first 20 of the reference.

    ``mnist`` is the file of images that the reference reads, ``images`` what the script calls it. Raises Refusal where
    no script of 200 lines can be written.
    """
    for number, lane in enumerate(experiment.lanes):
        _require_plain(number, lane, forcing_of(experiment.task))
    run, arrays = first_losses(experiment, mnist), _arrays(experiment)
    text = script_text(experiment, run, arrays, images, inside=True)
    inside = "IMAGES" not in arrays and len(text.encode()) <= MOST_INSIDE
    text = text if inside else script_text(experiment, run, arrays, images, inside=False)
    if (lines := text.count("\n")) > MOST_LINES:
        sentence = "the script would have {lines} lines, above the bound {bound}; leave a model or changes out"
        raise Refusal("script_long", sentence, {"lines": lines, "bound": MOST_LINES})
    return Script(text, {} if inside else arrays)


def first_losses(experiment: Experiment, mnist: Path | None = None) -> Losses:
    """Return the losses of the first 20 updates of every lane by the reference; none where the images are missing."""
    use_one_thread()
    use_mnist_file(mnist)
    reference = {"kernel": "reference", "device": "cpu", "steps": min(experiment.steps, COMPARED)}
    try:
        trainer = Trainer(experiment.model_copy(update=reference))
    except Refusal as refusal:
        if refusal.type != "mnist_missing":
            raise
        return []
    while trainer.advance():
        pass
    lanes = (trainer.scalars.since(lane, -1)["loss"] for lane in range(len(experiment.lanes)))
    return [[float(str(loss)) for loss in losses if np.isfinite(loss)] for losses in lanes]


def _require_plain(number: int, lane: Lane, forcing: float) -> None:
    refusals = (
        (lane.origin is not None, "script_branch", "lane {lane} is a branch, which no script follows; leave it out"),
        (lane.clamps, "script_clamps", "lane {lane} has clamps, which no script holds; take them off"),
        (forcing < 1.0, "script_forcing", "forcing is {forcing}, and no script reads its own predictions; set it to 1"),
        (lane.cell.kind not in CELLS and not is_of_torch(lane.cell), "script_cell",
         "no script has the cell '{cell}' of lane {lane}; choose another cell"),
    )  # fmt: skip
    for holds, name, sentence in refusals:
        if holds:
            about = {"forcing": forcing} if name == "script_forcing" else {"lane": number, "cell": lane.cell.kind}
            raise Refusal(name, sentence, about)


def _arrays(experiment: Experiment) -> Arrays:
    """Return by name what a script holds: weights, each with its lane's letter before it, and the data of its task."""
    task, arrays = experiment.task, Arrays()
    for letter, lane in zip(LETTERS, experiment.lanes, strict=False):
        for name, value in draw_parameters(lane, task.input_size, task.output_size, experiment.weight_seed).items():
            if lane.cell.recurrence != "off" or name.partition(".")[0] not in lane.cell.recurrent:
                arrays[f"{letter}.{name_in_model(lane.cell, name)}"] = value.astype(experiment.precision)
    if isinstance(task, TextTask):
        arrays["TEXT"] = np.array("".join(np.array(task.alphabet)[task.read.places]))
    if isinstance(task, DigitsTask):
        arrays["IMAGES"], arrays["LABELS"], _ = digit_images().train
    return arrays
