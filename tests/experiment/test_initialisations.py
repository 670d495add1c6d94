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
