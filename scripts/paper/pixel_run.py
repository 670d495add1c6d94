"""A network that reads MNIST pixel by pixel and is tested again and again; a run that stopped goes on."""

from __future__ import annotations

import json
import multiprocessing
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from paper.run import Outcome, finite
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import MnistTask
from rnn_playground.kernels.load import load_kernels
from rnn_playground.learning.generalisation import score
from rnn_playground.tasks import TaskBatch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count
from rnn_playground.training.trainer import Trainer

FOLDER = Path(__file__).parents[2] / "build" / "paper" / "pixels"
BATCH = 16
POINT = 500
"""Updates of which the training curve has one mean."""
KEPT = frozenset({2_000, 10_000, 20_000, 40_000, 100_000})
"""Updates after which the state is kept for good: a recording is made of these."""


class Setting(NamedTuple):
    """A network by name, its cell, its learning rate."""

    network: str
    cell: CellConfig
    rate: float

    def words(self) -> str:
        """Return what was chosen of the grid."""
        bias = getattr(self.cell, "forget_bias", None)
        return f"{self.rate:g}" if bias is None else f"{self.rate:g}, forget bias {bias:g}"


class PixelRun(NamedTuple):
    """A ``setting`` is trained for ``updates``, in the pixels' order or permuted, and tested every ``stretch``.

    ``seed`` draws weights and batches, the same batches for every network. The batch has 16 images, the gradient is
    clipped to norm 1.
    """

    group: str
    network: str
    setting: Setting
    updates: int
    seed: int
    stretch: int = 2_000
    permuted: bool = False
    folder: Path = FOLDER

    def key(self) -> str:
        """Return what is computed, in words: it stays the same while documents gain fields."""
        model = f"{self.setting.network} {self.setting.words()}"
        return f"{self.group}, seed {self.seed}, {self.updates} updates, tests every {self.stretch}: {model}"

    def experiment(self) -> Experiment:
        """Return the document."""
        lane = Lane(cell=self.setting.cell, optimizer=Adam(learning_rate=self.setting.rate))
        return Experiment(
            task=MnistTask(permuted=self.permuted),
            lanes=(lane,),
            batch_size=BATCH,
            steps=self.updates,
            weight_seed=self.seed,
            data_seed=self.seed,
        )

    def measure(self) -> Outcome:
        """Train on from the last test; return the accuracy on all test images after every stretch.

        ``tests`` and ``training`` are curves [update, accuracy]; None once the network has left the finite numbers.
        """
        progress, trainer = self._resume()
        task = MnistTask(permuted=self.permuted)
        images = held_out_batch(task, held_out_count(task)).to(trainer.dtype)
        about = {"total": self.updates, "initial": progress["updates"], "unit": "update"}
        with tqdm(desc=f"{self.group}, {self.setting.network}, seed {self.seed}", position=_line(), **about) as bar:
            while progress["updates"] < self.updates:
                began = time.perf_counter()
                progress["updates"] = min(progress["updates"] + self.stretch, self.updates)
                _train(trainer, progress["updates"], bar)
                progress["tests"].append([progress["updates"], _accuracy(trainer, images)])
                progress["seconds"] = round(progress["seconds"] + time.perf_counter() - began, 1)
                self._keep(trainer, progress)
        return {**progress, "training": _training(trainer), "kernel": trainer.kernel}

    def checkpoint(self, update: int) -> Path:
        """Return the file of the state after ``update`` updates."""
        return self.folder / self._name() / f"{update}.safetensors"

    def _name(self) -> str:
        return re.sub(r"[ ,;:]+", "-", self.key())

    def _resume(self) -> tuple[Outcome, Trainer]:
        """Return what is known so far and the trainer that goes on from there."""
        notes = self.folder / self._name() / "progress.json"
        if not notes.exists():
            fresh = {"updates": 0, "tests": [], "seconds": 0.0}
            return fresh, Trainer(self.experiment(), kernels=load_kernels())
        progress: Outcome = json.loads(notes.read_text(encoding="utf-8"))
        return progress, Trainer.restore(self.checkpoint(progress["updates"]).read_bytes())

    def _keep(self, trainer: Trainer, progress: Outcome) -> None:
        """Write the state, then the notes that name it, and drop the state before it unless it is to be kept."""
        folder, update = self.folder / self._name(), progress["updates"]
        folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint(update).write_bytes(trainer.checkpoint())
        new = folder / "progress.json.new"
        new.write_text(json.dumps(progress, allow_nan=False), encoding="utf-8")
        new.replace(folder / "progress.json")
        for old in folder.glob("*.safetensors"):
            if int(old.stem) != update and int(old.stem) not in KEPT:
                old.unlink()


def _line() -> int:
    """Return on which line of the terminal this process shows its progress: the first has that of all runs."""
    return int(multiprocessing.current_process()._identity[0]) if multiprocessing.parent_process() else 0


def _train(trainer: Trainer, update: int, bar: tqdm[Any]) -> None:
    """Make updates until ``update`` have been made, or no model is left."""
    while trainer.step < update:
        made = trainer.advance_by(min(100, update - trainer.step))
        bar.update(made)
        if not made:
            bar.update(trainer.state == "finished")
            return


def _accuracy(trainer: Trainer, images: TaskBatch) -> float | None:
    """Return the share of ``images`` that are named rightly; None where the network has left the finite numbers."""
    parameters, state = trainer.present(0), trainer.lanes[0].state
    return None if parameters is None else finite(score(state.network, parameters, state.task.loss, images).metric)


def _training(trainer: Trainer) -> list[list[float | None]]:
    """Return the accuracy on the batches, the mean of ``POINT`` updates with the update that it ends at."""
    metric = trainer.scalars.since(0, -1, limit=trainer.experiment.steps)["metric"]
    means = metric[: len(metric) // POINT * POINT].reshape(-1, POINT).mean(axis=1)
    return [[POINT * number, finite(float(mean))] for number, mean in enumerate(means, 1)]
