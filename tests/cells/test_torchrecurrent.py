"""Our cells against another implementation, on the same weights.

What differs is mapped: torchrecurrent has two biases everywhere (its second is 0 here), puts UGRNN's candidate before
its gate, lets SCRN's α train and passes its hidden units on through a second layer (an identity matrix here, whose
tanh is undone).
"""

import pytest
import torch
import torchrecurrent
from torch import Tensor, nn

from rnn_playground.experiment.cells import AntisymmetricCell, CornnCell, IndrnnCell, LstmCell, ScrnCell, UgrnnCell

H, I = 4, 3


def load(module: nn.Module, **values: Tensor) -> nn.Module:
    """Give ``module`` these parameters, and zeros for every other one."""
    for name, parameter in module.named_parameters():
        value = values.pop(name, torch.zeros_like(parameter))
        assert value.shape == parameter.shape, name
        parameter.data = value
    assert not values
    return module


def swapped(value: Tensor) -> Tensor:
    """The two blocks of rows in the other order."""
    return torch.cat(value.chunk(2)[::-1])


def peephole_lstm(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.PeepholeLSTMCell(I, H)
    return load(
        module,
        weight_ih=w["W_xh"], weight_hh=w["W_hh"], weight_ph=w["p_ch"], bias_ih=w["b_xh"], bias_hh=w["b_hh"],
    )  # fmt: skip


def ugrnn(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.UGRNNCell(I, H)
    return load(module, weight_ih=swapped(w["W_xh"]), weight_hh=swapped(w["W_hh"]), bias_ih=swapped(w["b_xh"]))


def indrnn(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.IndRNNCell(I, H, nonlinearity=torch.relu)
    return load(module, weight_ih=w["W_xh"], vector_u=w["u"], bias_ih=w["b_xh"])


def antisymmetric(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.AntisymmetricRNNCell(I, H, epsilon=0.3, gamma=0.2)
    return load(module, weight_ih=w["W_xh"], weight_hh=w["A"], bias_ih=w["b_xh"])


def cornn(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.coRNNCell(I, H, dt=0.3, gamma=1.5, epsilon=0.7)
    return load(module, weight_ih=w["W_xh"], weight_hh=w["W_hh"], weight_ch=w["W_zh"], bias_ih=w["b_xh"])


def scrn(w: dict[str, Tensor]) -> nn.Module:
    module = torchrecurrent.SCRNCell(I, H)
    return load(
        module,
        weight_ih=torch.cat([w["W_xs"], w["W_xh"]]),
        weight_hh=torch.cat([w["W_hh"], torch.eye(H, dtype=torch.float64)]),
        weight_ch=torch.cat([w["W_sh"], torch.zeros(H, H, dtype=torch.float64)]),
        alpha=torch.tensor(0.7, dtype=torch.float64),
    )


CASES = [
    (LstmCell(hidden_size=H, peepholes=True), peephole_lstm),
    (UgrnnCell(hidden_size=H), ugrnn),
    (IndrnnCell(hidden_size=H, largest_weight=10.0), indrnn),
    (AntisymmetricCell(hidden_size=H, step_size=0.3, damping=0.2), antisymmetric),
    (CornnCell(hidden_size=H, step_size=0.3, frequency=1.5, damping=0.7), cornn),
    (ScrnCell(hidden_size=H, context_keep=0.7), scrn),
]


@pytest.mark.parametrize(("document", "reference"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_every_step_is_theirs(document, reference, make_specimen) -> None:
    specimen = make_specimen(document)
    module = reference(specimen.weights).double()
    state = specimen.state
    for x, step in zip(specimen.inputs, specimen.run(), strict=True):
        theirs = module(x, state if len(state) > 1 else state[0])
        theirs = theirs if isinstance(theirs, tuple) else (theirs,)
        if document.kind == "scrn":
            theirs = (torch.atanh(theirs[0]), theirs[1])
        for ours, expected in zip(step.state, theirs, strict=True):
            torch.testing.assert_close(ours, expected.detach(), rtol=0, atol=1e-12)
        state = step.state
