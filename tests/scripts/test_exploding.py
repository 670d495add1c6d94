"""The exploding story is the first experiment with another start, and its gradient grows on its way back."""

from __future__ import annotations

import pytest

from measure_exploding import LEAST, TABLE, growth, growths
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

FIRST = PRESETS[0].experiment
EXPLODING = next(preset.experiment for preset in PRESETS if preset.id == "exploding")


def test_one_thing_differs_from_the_first_experiment() -> None:
    first, exploding = FIRST.model_dump(), EXPLODING.model_dump()
    for document in (first, exploding):
        document["lanes"][0]["cell"].pop("recurrent_init")
    assert first == exploding


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_gradient_grows_where_that_of_the_first_experiment_fades(seed: int) -> None:
    seeds = {"weight_seed": seed, "data_seed": seed}
    assert next(growths(EXPLODING, seed)) > LEAST[0]
    assert growth(Trainer(FIRST.model_copy(update=seeds)).frame(Watch())) < 1e-3


def test_the_table_is_of_this_start() -> None:
    assert "spectral\nradius 6" in TABLE.read_text(encoding="utf-8")
