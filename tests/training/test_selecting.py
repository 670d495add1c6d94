"""What is linear in time cannot keep one number and drop the next: adding takes a second layer of LRU."""

from collections import deque

import numpy as np
import pytest

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import LruCell
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.training.train import train


@pytest.mark.long
def test_two_layers_of_lru_learn_to_add_and_one_does_not() -> None:
    lanes = tuple(
        Lane(cell=LruCell(hidden_size=32, layers=layers), optimizer=Adam(learning_rate=0.005)) for layers in (1, 2)
    )
    document = Experiment(task=AddingTask(length=50), lanes=lanes, steps=400, batch_size=32, weight_seed=2, data_seed=2)
    losses = {lane: deque[float]() for lane in range(2)}
    for frame in train(document, every=20):
        for lane, seen in losses.items():
            seen.extend(frame[f"{lane}/loss"])
    best = {lane: np.convolve(seen, np.full(10, 0.1), "valid").min() for lane, seen in losses.items()}
    assert best[1] <= 0.01
    assert best[0] > 0.08
