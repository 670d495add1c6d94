import pytest
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, explain


@pytest.mark.parametrize(
    "init",
    [
        {"kind": "gaussian", "gain": 0.0},
        {"kind": "orthogonal", "gain": 0.0},
        {"kind": "identity", "scale": 0.0},
        {"kind": "matrix", "matrix": [[8.0, 8.0], [-8.0, -8.0]]},
    ],
    ids=lambda init: init["kind"],
)
def test_a_matrix_without_eigenvalues_cannot_be_rescaled(init: dict) -> None:
    def document(radius: float | None) -> dict:
        cell = {"kind": "rnn", "hidden_size": 2, "recurrent_init": {**init, "spectral_radius": radius}}
        return {"lanes": [{"cell": cell}]}

    for harmless in (None, 0.0):
        Experiment.model_validate(document(harmless))
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate(document(0.9))
    (error,) = explain(caught.value)
    assert error["path"] == ["lanes", 0, "cell", "recurrent_init", "spectral_radius"]
    assert "leave spectral_radius out" in error["message"]


def test_of_a_clockwork_matrix_only_the_links_that_are_there_count() -> None:
    def document(matrix: list[list[float]]) -> dict:
        init = {"kind": "matrix", "matrix": matrix, "spectral_radius": 0.9}
        return {"lanes": [{"cell": {"kind": "cwrnn", "hidden_size": 2, "recurrent_init": init}}]}

    Experiment.model_validate(document([[0.5, 1.0], [1.0, 0.0]]))
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate(document([[0.0, 1.0], [1.0, 0.0]]))  # eigenvalues ±1, without the lower link only 0
    (error,) = explain(caught.value)
    assert error["path"] == ["lanes", 0, "cell", "recurrent_init", "spectral_radius"]


@pytest.mark.parametrize(
    "matrix",
    [
        pytest.param([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], id="three equal angles"),
        pytest.param([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], id="a right angle"),
    ],
)
def test_a_matrix_that_turns_can_be_rescaled(matrix: list[list[float]]) -> None:
    init = {"kind": "matrix", "matrix": matrix, "spectral_radius": 0.9}
    Experiment.model_validate({"lanes": [{"cell": {"kind": "rnn", "hidden_size": 3, "recurrent_init": init}}]})
