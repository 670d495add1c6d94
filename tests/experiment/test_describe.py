"""What is said of a document: its facts, and for strangers the first number beyond their bound, with a remedy."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from pydantic import ValidationError

from rnn_playground import Experiment
from rnn_playground.experiment import catalog
from rnn_playground.experiment.cells import CELLS, SizedCell
from rnn_playground.experiment.describe import describe, excess
from rnn_playground.experiment.document import PROFILES, PUBLIC

TOO_MUCH = [
    ({"steps": 60_000}, ["steps"]),
    ({"batch_size": 256}, ["batch_size"]),
    ({"task": {"kind": "adding", "length": 600}}, ["task", "length"]),
    ({"lanes": [{}, {"cell": {"kind": "rnn", "hidden_size": 200}}]}, ["lanes", 1, "cell", "hidden_size"]),
    (
        {
            "task": {"kind": "adding", "length": 500},
            "batch_size": 128,
            "lanes": [{"cell": {"kind": "lstm", "hidden_size": 128}}],
        },
        ["work"],
    ),
]


@pytest.mark.parametrize(("document", "path"), TOO_MUCH, ids=[str(path) for _, path in TOO_MUCH])
def test_the_first_number_above_the_bound_is_named(document, path):
    experiment = Experiment.model_validate(document)
    assert excess(experiment, PROFILES["local"]) is None
    found = excess(experiment, PUBLIC)
    assert found is not None
    assert found.path == path
    assert str(found.bound) in found.message
    assert str(found.value) in found.message
    assert found.cause["parameters"]["bound"] == found.bound < found.value


@pytest.mark.parametrize("profile", PROFILES)
def test_whatever_the_page_offers_is_allowed_everywhere(profile):
    documents = list(documents_in(catalog()))
    assert len(documents) > 20
    assert [excess(document, PROFILES[profile]) for document in [Experiment(), *documents]] == [None] * (
        len(documents) + 1
    )


def documents_in(value):
    """Return every experiment document inside ``value``."""
    if isinstance(value, dict):
        if "lanes" in value and "task" in value:
            yield Experiment.model_validate({name: value[name] for name in Experiment.model_fields if name in value})
        for part in value.values():
            yield from documents_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from documents_in(part)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.model_fields["kind"].default)
def test_the_states_that_can_be_held_are_those_that_a_clamp_takes(cell: type[SizedCell]) -> None:
    document = {"task": {"kind": "sine", "length": 8, "warm_up": 2}, "lanes": [{"cell": {"kind": cell().kind}}]}
    (facts,) = describe(Experiment.model_validate(document))["lanes"]
    for state in facts["states"]:
        clamp = {"kind": "unit", "state": state, "unit": 0, "value": 0.5, "first": 1, "last": 2}
        lane = {**document["lanes"][0], "clamps": [clamp]}
        taken = state in facts.get("held_states", facts["states"])
        with nullcontext() if taken else pytest.raises(ValidationError, match=state):
            Experiment.model_validate({**document, "lanes": [lane]})
