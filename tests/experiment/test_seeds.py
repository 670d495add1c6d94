"""Runs over seeds are experiments: the document with other seeds and as many updates, and nothing else changed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground import Experiment
from rnn_playground.experiment.seeds import MOST_SEEDS, SeedRun

BASE = {"task": {"kind": "adding", "length": 20}, "weight_seed": 7, "data_seed": 2**32 - 1, "steps": 900}


def run(**fields):
    return SeedRun.model_validate({"experiment": BASE, **fields})


@pytest.mark.parametrize(
    ("weights", "data", "seeds"),
    [(True, True, (10, 2)), (True, False, (10, 2**32 - 1)), (False, True, (7, 2))],
)
def test_a_seed_is_added_to_the_seeds_that_vary_and_wraps_round(weights, data, seeds):
    document = run(seed=3, steps=40, weights=weights, data=data).tile()
    assert document == Experiment.model_validate({**BASE, "steps": 40, "weight_seed": seeds[0], "data_seed": seeds[1]})


def test_seed_0_is_the_document_itself():
    assert run(steps=900).tile() == Experiment.model_validate(BASE)
    assert run(steps=900, weights=False, data=False).tile() == Experiment.model_validate(BASE)


@pytest.mark.parametrize(
    ("fields", "type"),
    [
        ({"experiment": {**BASE, "lanes": [{}, {}]}}, "seed_run_lanes"),
        ({"seed": 1, "weights": False, "data": False}, "seed_run_same"),
        ({"seed": MOST_SEEDS}, "less_than"),
        ({"steps": 2001}, "less_than_equal"),
    ],
)
def test_what_is_no_run_over_seeds_is_refused_by_name(fields, type):
    with pytest.raises(ValidationError) as refused:
        run(**fields)
    assert [error["type"] for error in refused.value.errors()] == [type]
