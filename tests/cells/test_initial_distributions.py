"""What every parameter is drawn from, where its cell says more than torch's U(−1/√H, 1/√H)."""

import math

import numpy as np
import pytest

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CellConfig,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LemCell,
    LmuCell,
    LruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    OrthogonalCell,
    RglruCell,
    RnnCell,
    ScrnCell,
    SlstmCell,
    UgrnnCell,
)

H, I, O = 96, 40, 60


def uniform(bound: float) -> tuple[str, float]:
    return "uniform", bound


def normal(deviation: float) -> tuple[str, float]:
    return "normal", deviation


def constant(value: float) -> tuple[str, float]:
    return "constant", value


TORCHS = uniform(1 / math.sqrt(H))
GLOROT = uniform(math.sqrt(6 / (H + I)))
LAWS: list[tuple[CellConfig, dict[str, tuple[str, float]]]] = [
    (RnnCell(hidden_size=H), {}),
    (RnnCell(hidden_size=H, layer_norm=True), {"b_xh": constant(0), "g_ln": constant(1)}),
    (GruCell(hidden_size=H), {}),
    (CwrnnCell(hidden_size=H, periods=(1,)), {}),
    (ScrnCell(hidden_size=H), {}),
    (CornnCell(hidden_size=H), {}),
    (LemCell(hidden_size=H), {}),
    (LstmCell(hidden_size=H, peepholes=True), {"b_xh": ("skip", 0), "b_hh": ("skip", 0)}),
    (
        SlstmCell(hidden_size=H),
        {"W_xh": normal(math.sqrt(2 / (5 * I))), "W_hh": constant(0), "b_xh": ("skip", 0)},
    ),
    (IrnnCell(hidden_size=H), {"W_xh": normal(0.1), "W_hh": ("skip", 0), "b_xh": constant(0), "b_y": constant(0)}),
    (NprnnCell(hidden_size=H), {"W_xh": normal(0.1), "W_hh": ("skip", 0), "b_xh": constant(0), "b_y": constant(0)}),
    (
        UgrnnCell(hidden_size=H),
        {"W_xh": GLOROT, "W_hh": uniform(math.sqrt(6 / (H + H))), "b_xh": ("skip", 0)},
    ),
    (MingruCell(hidden_size=H, layers=1), {"W_xh": GLOROT, "b_xh": ("skip", 0)}),
    (MinlstmCell(hidden_size=H, layers=1), {"W_xh": GLOROT, "b_xh": ("skip", 0)}),
    (IndrnnCell(hidden_size=H, layers=1), {"u": constant(1)}),
    (
        OrthogonalCell(hidden_size=H),
        {"W_xh": normal(math.sqrt(2 / I)), "A": ("skip", 0), "b_mod": constant(0)},
    ),
    (
        AntisymmetricCell(hidden_size=H),
        {"W_xh": normal(1 / math.sqrt(I)), "A": normal(1 / math.sqrt(H)), "b_xh": constant(0)},
    ),
    (
        LmuCell(hidden_size=H, order=32),
        {
            "W_xh": normal(math.sqrt(2 / (I + H))), "W_hh": normal(1 / math.sqrt(H)),
            "W_mh": normal(math.sqrt(2 / (32 + H))), "e_x": uniform(math.sqrt(3 / I)),
            "e_h": constant(0), "e_m": constant(0),
        },
    ),
    (
        LruCell(hidden_size=H),
        {
            "nu": ("skip", 0), "theta": ("skip", 0), "gamma_log": ("skip", 0),
            "B_re": normal(1 / math.sqrt(2 * I)), "B_im": normal(1 / math.sqrt(2 * I)),
            "C_re": normal(1 / math.sqrt(H)), "C_im": normal(1 / math.sqrt(H)), "D": normal(1 / math.sqrt(I)),
        },
    ),
    (
        RglruCell(hidden_size=H, layers=1),
        {"W_xh": normal(1 / math.sqrt(I)), "Lambda": ("skip", 0), "b_xh": constant(0)},
    ),
    (
        DeltanetCell(hidden_size=H, key_size=32, layers=1, decay_gate=True),
        {
            "W_q": normal(1 / math.sqrt(I)), "W_k": normal(1 / math.sqrt(I)), "W_v": normal(1 / math.sqrt(I)),
            "W_beta": ("skip", 0), "W_alpha": ("skip", 0), "b_v": constant(0), "b_beta": constant(0),
            "b_alpha": constant(4), "b_q": ("skip", 0), "b_k": ("skip", 0),
        },
    ),
    (
        MlstmCell(hidden_size=H, key_size=32, layers=1),
        {
            **{name: normal(math.sqrt(2 / (5 * I))) for name in ("W_q", "W_k", "W_v", "W_o")},
            **dict.fromkeys(("W_i", "W_f", "b_v", "b_o"), constant(0)), "b_f": constant(3), "b_i": ("skip", 0),
            "b_q": ("skip", 0), "b_k": ("skip", 0),
        },
    ),
]  # fmt: skip


def check(value: np.ndarray, law: tuple[str, float]) -> None:
    kind, size = law
    reach, spread = np.abs(value).max(), np.sqrt(np.mean(value**2))
    match kind:
        case "uniform":
            assert 0.9 * size < reach <= size
            assert spread == pytest.approx(size / math.sqrt(3), rel=0.2)
        case "normal":
            assert spread == pytest.approx(size, rel=0.05)
            assert 3.0 * size < reach < 6.0 * size
        case "constant":
            assert (value == size).all()
        case _:
            assert kind == "skip"  # told by a test of its own


@pytest.mark.parametrize(("cell", "laws"), LAWS, ids=lambda value: getattr(value, "kind", ""))
def test_every_parameter_follows_its_law(cell: CellConfig, laws: dict[str, tuple[str, float]]) -> None:
    drawn = draw_parameters(Lane(cell=cell), I, O, 0)
    assert laws.keys() <= {name.partition(".")[0] for name in drawn}
    for name, value in drawn.items():
        check(value, laws.get(name.partition(".")[0], TORCHS))


def test_lower_layers_of_independent_units_forget_at_even_rates() -> None:
    drawn = draw_parameters(Lane(cell=IndrnnCell(hidden_size=512, layers=2)), I, O, 0)
    np.testing.assert_allclose(np.sort(drawn["u.0"]), (np.arange(512) + 0.5) / 512, atol=0.08)
