"""What a task declares before anything is trained."""

import json
import math

import numpy as np
import pytest
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.tasks import (
    TASKS,
    AddingTask,
    BracketsTask,
    CopyTask,
    EchoTask,
    HelloTask,
    SineTask,
    TemporalOrderTask,
    at_length,
)


def test_hello_declares_the_tutorials_numbers() -> None:
    facts = HelloTask().facts()
    assert facts.chance == pytest.approx(math.log(4))
    assert facts.floor == pytest.approx(math.log(2) / 2)
    assert (facts.required_lag, facts.input_labels, facts.structure) == (1, ("h", "e", "l", "o"), "many-to-many")


def test_hello_with_another_text_has_its_own_floor_and_lag() -> None:
    assert HelloTask(text="abcd", targets="bcda").facts().floor is None
    assert HelloTask(text="aaab", targets="aabb").facts().required_lag == 2
    assert HelloTask(text="a", targets="b").facts().structure == "one-to-one"


def test_hello_that_answers_with_the_letters_of_its_targets() -> None:
    facts = HelloTask(text="he", targets="lo", output_classes="targets").facts()
    assert (facts.input_labels, facts.input_size) == (("h", "e", "l", "o"), 4)
    assert (facts.output_labels, facts.output_size) == (("l", "o"), 2)
    assert (facts.chance, facts.floor) == (pytest.approx(math.log(2)), None)
    assert (facts.required_lag, facts.sequence_length, facts.structure) == (0, 2, "many-to-many")
    spelled = HelloTask(output_classes="targets").facts()
    assert (spelled.output_labels, spelled.chance) == (("e", "l", "o"), pytest.approx(math.log(3)))
    assert (spelled.floor, spelled.required_lag) == (pytest.approx(math.log(2) / 2), 1)


def test_hello_of_an_older_document_answers_with_its_alphabet() -> None:
    task = HelloTask.model_validate({"kind": "hello", "text": "he", "targets": "lo"})
    assert task.facts().output_labels == task.facts().input_labels == ("h", "e", "l", "o")


def test_hello_refuses_an_output_layer_of_one_class() -> None:
    with pytest.raises(ValidationError, match=r"every target is e.*give targets of at least 2 letters") as refused:
        HelloTask(text="h", targets="e", output_classes="targets")
    (error,) = refused.value.errors()
    assert (error["type"], error["ctx"]["path"]) == ("one_class", ["output_classes"])


def test_adding_chance_is_the_variance_of_the_sum() -> None:
    assert AddingTask().facts().chance == pytest.approx(1 / 6)
    assert AddingTask(length=20).facts().required_lag == 18


@pytest.mark.parametrize("length", range(4, 40))
def test_positions_of_temporal_order_are_never_empty_and_in_order(length: int) -> None:
    task = TemporalOrderTask(length=length)
    assert len(task.first_positions) > 0
    assert task.first_positions[-1] < task.second_positions[0] <= task.second_positions[-1] < length
    assert task.facts().required_lag == length - 1 - task.first_positions[0]


def test_the_memoryless_floor_of_one_sine_is_half_the_squared_sine_of_its_frequency() -> None:
    assert SineTask(period=16).facts().floor == pytest.approx(0.5 * math.sin(2 * math.pi / 16) ** 2)


def test_the_memoryless_floor_of_two_sines_is_the_best_that_a_function_of_the_present_reaches() -> None:
    task = SineTask(components=2)
    phases = np.random.default_rng(0).uniform(0, 2 * np.pi, (2, 200_000))
    frequencies = 2 * np.pi / np.array(task.component_periods)[:, None]
    now = task.amplitude * np.sin(phases).sum(axis=0)
    following = task.amplitude * np.sin(phases + frequencies).sum(axis=0)
    fitted = np.polynomial.Chebyshev.fit(now, following, 40)
    floor = task.facts().floor
    assert floor is not None
    assert floor == pytest.approx(np.mean((fitted(now) - following) ** 2), rel=0.01)


def test_description_tells_the_network_of_each_lane() -> None:
    document = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3}}]}
    described = describe(Experiment.model_validate(document))
    assert described["lanes"] == [
        {
            "parameters": 4 * 3 * (4 + 3 + 2) + 4 * 3 + 4,
            "parameter_names": ["W_xh.0", "W_hh.0", "b_xh.0", "b_hh.0", "W_hy", "b_y"],
            "gates": ["i", "f", "g", "o"],
            "states": ["h", "c"],
            "candidate": "g",
            "keep": "f",
            "recurrent": ["W_hh"],
            "carries": "h",
        }
    ]
    assert described["task"]["solved"] == {"quantity": "metric", "relation": ">=", "value": 1.0, "over": 10}


@pytest.mark.parametrize("model", TASKS, ids=lambda model: model.model_fields["kind"].default)
def test_every_task_says_what_it_reads_and_where_it_comes_from(model) -> None:
    task = model()
    facts = task.facts()
    assert facts.modality == task.modality
    assert (facts.image_size is not None) == (facts.modality == "image")
    assert task.equation
    assert task.source
    assert json.loads(json.dumps(facts._asdict(), allow_nan=False))


def test_at_another_length_a_task_keeps_what_followed_from_its_own() -> None:
    echo = EchoTask(length=60)
    assert at_length(echo, 200) == EchoTask(length=200, lag=20)
    assert at_length(echo, 10) == EchoTask(length=10, lag=9)
    assert at_length(BracketsTask(length=12, pairs=3), 100) == BracketsTask(length=100, pairs=3, max_depth=4)
    assert at_length(CopyTask(symbols=4), 50) == CopyTask(length=50, symbols=4)
    with pytest.raises(ValidationError):
        at_length(echo, 3)
    with pytest.raises(ValidationError):
        at_length(HelloTask(), 8)
