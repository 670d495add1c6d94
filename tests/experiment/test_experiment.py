"""The document: whole in shape, strict in value, equal to itself after a round trip."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, Lane, explain, read_json
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.cells import CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask

WHOLE = {
    "version": 1,
    "task": {"kind": "adding", "length": 50},
    "lanes": [
        {
            "cell": {
                "kind": "rnn",
                "activation": "tanh",
                "hidden_size": 16,
                "layers": 1,
                "recurrence": "on",
                "recurrent_init": {"kind": "gaussian", "gain": 1.0, "spectral_radius": 0.9},
            },
            "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "clip": {"kind": "norm", "threshold": 1.0},
            "bptt": {"kind": "full"},
            "changes": [{"step": 400, "learning_rate": 0.003}],
            "initial_weights": {"b_y": [0.25]},
        },
        {"cell": {"kind": "lstm", "hidden_size": 16, "forget_bias": 1.0}},
    ],
    "batch_size": 32,
    "steps": 2000,
    "data_seed": 0,
    "weight_seed": 0,
    "kernel": "auto",
}


def refusal(document: object) -> tuple[list[str | int], str]:
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate_json(json.dumps(document))
    first = explain(caught.value)[0]
    return first["path"], first["message"]


def lane(**parts: object) -> dict[str, object]:
    return {"lanes": [parts]}


def test_a_whole_document_is_equal_to_itself_after_a_round_trip() -> None:
    experiment = Experiment.model_validate(WHOLE)
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    assert Experiment.model_validate_json(json.dumps(WHOLE)) == experiment


def test_every_field_but_kind_has_a_default() -> None:
    assert Experiment.model_validate_json("{}") == Experiment()
    assert Experiment.model_validate({"task": {"kind": "adding"}, "lanes": [{"cell": {"kind": "lstm"}}]}) == Experiment(
        task=AddingTask(), lanes=(Lane(cell=LstmCell()),)
    )


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"batch_size": 0}, ["batch_size"]),
        ({"batch_size": 513}, ["batch_size"]),
        ({"steps": 200_001}, ["steps"]),
        ({"data_seed": -1}, ["data_seed"]),
        ({"version": 2}, ["version"]),
        ({"colour": "red"}, ["colour"]),
        ({"lanes": []}, ["lanes"]),
        ({"lanes": [{}] * 5}, ["lanes"]),
        ({"task": {"kind": "adding", "length": 3}}, ["task", "length"]),
        ({"task": {"length": 30}}, ["task", "kind"]),
        ({"task": {"kind": "chess"}}, ["task", "kind"]),
        ({"task": {"kind": "hello", "text": "hell", "targets": "o"}}, ["task", "targets"]),
        (lane(cell={"kind": "rnn", "hidden_size": 513}), ["lanes", 0, "cell", "hidden_size"]),
        (lane(cell={"kind": "rnn", "hidden_size": 1.5}), ["lanes", 0, "cell", "hidden_size"]),
        (lane(cell={"kind": "rnn", "layers": 4}), ["lanes", 0, "cell", "layers"]),
        (lane(cell={"kind": "rnn", "activation": "step"}), ["lanes", 0, "cell", "activation"]),
        (lane(cell={"kind": "rnn", "forget_bias": 1}), ["lanes", 0, "cell", "forget_bias"]),
        (lane(cell={"kind": "cwrnn", "periods": [4, 2]}), ["lanes", 0, "cell", "periods"]),
        (lane(cell={"kind": "cwrnn", "periods": [1, 2, 4]}), ["lanes", 0, "cell", "periods"]),
        (lane(optimizer={"kind": "adam", "learning_rate": "0.1"}), ["lanes", 0, "optimizer", "learning_rate"]),
        (lane(optimizer={"kind": "adam", "learning_rate": True}), ["lanes", 0, "optimizer", "learning_rate"]),
        (lane(optimizer={"kind": "sgd", "learning_rate": 1.1e6}), ["lanes", 0, "optimizer", "learning_rate"]),
        (lane(clip={"kind": "norm", "threshold": 0}), ["lanes", 0, "clip", "threshold"]),
        (lane(changes=[{"step": 3}]), ["lanes", 0, "changes", 0]),
        (lane(initial_weights={"W_xx": [[1.0]]}), ["lanes", 0, "initial_weights", "W_xx"]),
        (lane(initial_weights={"b_y": [1.0]}), ["lanes", 0, "initial_weights", "b_y"]),
        (lane(initial_weights={"W_hy": [[1.0], [1.0, 2.0]]}), ["lanes", 0, "initial_weights", "W_hy"]),
        (
            lane(cell={"kind": "rnn", "hidden_size": 2, "recurrent_init": {"kind": "matrix", "matrix": [[1.0]]}}),
            ["lanes", 0, "cell", "recurrent_init", "matrix"],
        ),
        (
            lane(cell={"kind": "rnn", "recurrent_init": {"kind": "matrix", "matrix": [[1.0], [1.0, 2.0]]}}),
            ["lanes", 0, "cell", "recurrent_init", "matrix"],
        ),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_its_path(document: object, path: list[str | int]) -> None:
    found, message = refusal(document)
    assert found == path
    assert message


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    ("document", "path"),
    [
        ('{"steps": #}', ["steps"]),
        (
            '{"lanes": [{"optimizer": {"kind": "sgd", "learning_rate": #}}]}',
            ["lanes", 0, "optimizer", "learning_rate"],
        ),
        ('{"lanes": [{"clip": {"kind": "norm", "threshold": #}}]}', ["lanes", 0, "clip", "threshold"]),
        ('{"lanes": [{"initial_weights": {"b_y": [0, 0, 0, #]}}]}', ["lanes", 0, "initial_weights", "b_y", 3]),
        ('{"lanes": [{"initial_weights": {"W_hy": [[0, #]]}}]}', ["lanes", 0, "initial_weights", "W_hy", 0, 1]),
        (
            '{"lanes": [{"cell": {"kind": "rnn", "recurrent_init": {"kind": "matrix", "matrix": [[1, 0], [#, 1]]}}}]}',
            ["lanes", 0, "cell", "recurrent_init", "matrix", 1, 0],
        ),
        ('{"task": {"kind": "sine", "period": #}}', ["task", "period"]),
        ('{"lanes": [{"changes": [{"step": 1, "learning_rate": #}]}]}', ["lanes", 0, "changes", 0, "learning_rate"]),
    ],
)
def test_numbers_that_are_not_finite_are_refused_at_their_place(
    document: str, path: list[str | int], number: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Experiment.model_validate(read_json(document.replace("#", number)))
    (error,) = explain(refused.value)
    field = next(place for place in range(len(path) - 1, -1, -1) if isinstance(path[place], str))
    indices = "".join(f"[{index}]" for index in path[field + 1 :])
    assert error["path"] == path
    assert error["message"].startswith(f"{path[field]}{indices} is ")


def branches(*origins: tuple[int, int] | None, steps: int = 400, **fields: object) -> dict[str, object]:
    """Lanes that grow from (lane, step), the last with further ``fields``; None is no branch."""
    lanes: list[dict[str, object]] = [
        {} if origin is None else {"origin": {"lane": origin[0], "step": origin[1]}} for origin in origins
    ]
    lanes[-1].update(fields)
    return {"lanes": lanes, "steps": steps}


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        (branches((0, 0)), ["lanes", 0, "origin", "lane"], "origin.lane of lane 0 is 0"),
        (branches(None, (1, 3)), ["lanes", 1, "origin", "lane"], "stands before it"),
        (branches(None, (2, 3), None), ["lanes", 1, "origin", "lane"], "origin.lane of lane 1 is 2"),
        (
            branches(None, (0, 400)),
            ["lanes", 1, "origin", "step"],
            "the last step of the run is 399",
        ),
        (branches(None, (0, 300), (1, 200)), ["lanes", 2, "origin", "step"], "choose 300 or more, or grow from lane 0"),
        (branches(None, (0, -1)), ["lanes", 1, "origin", "step"], "choose 0 or more"),
        (branches(None, (4, 1)), ["lanes", 1, "origin", "lane"], "choose 3 or less"),
        (branches(None, (0, 3), cell={"kind": "rnn", "hidden_size": 8}), ["lanes", 1, "origin"], "W_xh.0 8 × 6"),
        (branches(None, (0, 3), cell={"kind": "irnn"}), ["lanes", 1, "origin"], "copied"),
        (branches(None, (0, 3), cell={"kind": "rnn", "layers": 2}), ["lanes", 1, "origin"], "W_hh.1"),
        (branches(None, (0, 3), initial_weights={"b_y": [0.0] * 4}), ["lanes", 1, "origin"], "leave one of them out"),
    ],
)
def test_a_branch_that_cannot_begin_is_refused(document: object, path: list[str | int], words: str) -> None:
    found, message = refusal(document)
    assert found == path
    assert words in message


def test_a_branch_may_change_all_that_leaves_names_and_shapes() -> None:
    cell = {"kind": "rnn", "activation": "relu", "recurrence": "off", "recurrent_init": {"kind": "identity"}}
    rule = {"kind": "sgd", "learning_rate": 0.1}
    document = branches(None, (0, 399), (1, 399), (0, 0), cell=cell, optimizer=rule, clip={"kind": "none"})
    experiment = Experiment.model_validate(document)
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    assert experiment.lanes[2].origin == Origin(lane=1, step=399)


def test_the_joint_bounds_name_value_bound_and_remedy() -> None:
    cell = {"kind": "lstm", "hidden_size": 512, "layers": 3}
    path, message = refusal({"task": {"kind": "adding", "length": 2000}, "lanes": [{"cell": cell}], "batch_size": 512})
    assert path == []
    assert "10000000000" in message
    assert "choose fewer" in message


def test_long_texts_of_many_symbols_count_as_well_as_states() -> None:
    text = "".join(chr(0x4E00 + place) for place in range(140))
    task = {"kind": "text", "corpus": "own", "text": text, "length": 2000}
    path, message = refusal({"task": task, "batch_size": 512})
    assert path == []
    assert "bytes for its sequences and states, above the bound 4000000000" in message
    assert Experiment.model_validate({"task": {**task, "length": 1000}, "batch_size": 512})


def test_messages_name_value_bound_and_remedy() -> None:
    assert refusal({"batch_size": 4096})[1] == "batch_size is 4096; the bound is 512; choose 512 or less"


@pytest.mark.parametrize(
    ("hidden_size", "length", "periods"),
    [
        (16, 50, (1, 2, 4, 8)),
        (16, 200, (1, 2, 4, 8, 16, 32, 64, 128)),
        (72, 320, (1, 2, 4, 8, 16, 32, 64, 128, 256)),
        (10, 17, (1, 2, 4, 8, 16)),
        (10, 16, (1, 2)),
        (11, 50, (1,)),
    ],
)
def test_a_completed_document_names_the_clocks_that_its_sequence_can_use(hidden_size, length, periods) -> None:
    cells = [{"kind": "cwrnn", "hidden_size": hidden_size}, {"kind": "cwrnn", "hidden_size": 4, "periods": [1, 999]}]
    document = {"task": {"kind": "adding", "length": length}, "lanes": [{"cell": cell} for cell in cells]}
    experiment = Experiment.model_validate(document)
    assert [lane.cell.periods for lane in experiment.lanes] == [periods, (1, 999)]
    assert all(sum(step % period == 0 for step in range(length)) >= 2 for period in periods)
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


def test_default_clock_periods_are_powers_of_two_whose_number_divides_the_units() -> None:
    assert CwrnnCell(hidden_size=8).module_periods == (1, 2, 4, 8, 16, 32, 64, 128)
    assert CwrnnCell(hidden_size=15).module_periods == (1, 2, 4, 8, 16)


@given(
    st.sampled_from(["tanh", "relu", "sine"]),
    st.integers(1, 64),
    st.floats(0, 1e6, allow_nan=False),
    st.integers(0, 2**32 - 1),
)
def test_any_document_survives_its_json(activation: str, hidden: int, learning_rate: float, seed: int) -> None:
    experiment = Experiment.model_validate(
        {
            "lanes": [
                {
                    "cell": {"kind": "rnn", "activation": activation, "hidden_size": hidden},
                    "optimizer": {"kind": "sgd", "learning_rate": learning_rate},
                }
            ],
            "weight_seed": seed,
        }
    )
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


def test_the_document_is_frozen() -> None:
    with pytest.raises(ValidationError):
        RnnCell().hidden_size = 3  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "blocks"), [("ugrnn", 2), ("scrn", 1), ("cornn", 1)])
def test_a_given_matrix_has_a_block_for_every_gate(kind: str, blocks: int) -> None:
    def document(rows: int) -> dict[str, object]:
        return lane(
            cell={"kind": kind, "hidden_size": 2, "recurrent_init": {"kind": "matrix", "matrix": [[1.0, 0.0]] * rows}}
        )

    assert Experiment.model_validate(document(2 * blocks))
    assert f"W_hh of this cell is {2 * blocks} × 2" in refusal(document(3))[1]


def test_a_matrix_exponential_counts_as_work() -> None:
    def work(kind: str, layers: int) -> int:
        return Experiment.model_validate(lane(cell={"kind": kind, "hidden_size": 64, "layers": layers})).work()

    assert work("orthogonal", 2) - work("antisymmetric", 2) == 2 * 20 * 64**3
