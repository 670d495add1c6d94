"""A string of the Reber grammar, to be predicted symbol by symbol."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import ReberTask
from rnn_playground.tasks.batch import TaskBatch, one_hot_or_nothing
from rnn_playground.tasks.reber_strings import NOTHING, draw_strings, legal_symbols


def draw_reber(task: ReberTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """One string a sequence; the class of step t is the symbol after it. After the end nothing is read or scored."""
    strings = draw_strings(task.longest, batch_size, stream)
    scored = strings.symbols[1:] != NOTHING
    return TaskBatch(
        one_hot_or_nothing(np.where(scored, strings.symbols[:-1], NOTHING), task.input_size),
        torch.from_numpy(np.where(scored, strings.symbols[1:], 0)),
        torch.from_numpy(scored),
        legal=torch.from_numpy(legal_symbols()[strings.states[:-1]]),
    )
