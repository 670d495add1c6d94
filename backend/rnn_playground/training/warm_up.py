"""What a process does before it trains: it keeps to one thread, takes its first steps ahead of time."""

from __future__ import annotations

import torch

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS, LmuCell
from rnn_playground.experiment.learning import CLIPS, OPTIMIZERS
from rnn_playground.experiment.panels import HEAVY, PanelKind
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, TemporalOrderTask, TextTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

SHORT_TASKS = (
    HelloTask(),
    AddingTask(length=4),
    TemporalOrderTask(length=4),
    SineTask(length=4, warm_up=2),
    TextTask(length=4),
)
LATER: frozenset[PanelKind] = frozenset({"jacobian", "lags", "lyapunov", "step_spectrum"})
"""They load sympy, some scipy too: half a second and 60 MB. Whoever first asks for them waits, not every start."""
WARMED = tuple(cell for cell in CELLS if cell is not LmuCell)
"""An LMU takes its window from scipy's matrix exponential: half a second, which whoever has one waits for once."""
EVERYTHING = Watch(panels=("gradients", "gates", "weights", "spectrum", "pre_activation"))


def use_one_thread() -> None:
    """Let torch compute on one thread in this process."""
    torch.set_num_threads(1)


def warm_up() -> None:
    """Train cells, tasks, optimisers and clips for two updates each: a first visitor does not wait for torch."""
    count = max(len(WARMED), len(SHORT_TASKS), len(OPTIMIZERS), len(CLIPS))
    for number in range(count):
        lane = Lane(
            cell=WARMED[number % len(WARMED)](hidden_size=2),
            optimizer=OPTIMIZERS[number % len(OPTIMIZERS)](),
            clip=CLIPS[number % len(CLIPS)](),
        )
        task = SHORT_TASKS[number % len(SHORT_TASKS)]
        trainer = Trainer(Experiment(task=task, lanes=(lane,), batch_size=2, steps=2))
        while trainer.advance():
            trainer.frame(EVERYTHING)
        if number == 0:
            for panel in sorted(HEAVY - LATER):
                trainer.measure_panel(panel, 0)
