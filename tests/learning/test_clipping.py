import pytest
import torch

from rnn_playground.experiment.learning import NoClip, NormClip, ValueClip
from rnn_playground.learning.clipping import clip_gradient, gradient_norm


def pieces(scale: float) -> list[torch.Tensor]:
    stream = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=stream) * scale for shape in ((4, 3), (4,), (2, 4))]


@pytest.mark.parametrize("scale", [0.01, 1.0, 1e4, 1e18])
@pytest.mark.parametrize("threshold", [0.1, 1.0, 5.0])
def test_clipping_by_norm_is_torchs_joint_clip(scale: float, threshold: float) -> None:
    parameters = [torch.nn.Parameter(torch.zeros_like(piece, dtype=torch.float64)) for piece in pieces(scale)]
    for parameter, piece in zip(parameters, pieces(scale), strict=True):
        parameter.grad = piece.double()
    torch.nn.utils.clip_grad_norm_(parameters, threshold)

    vector = torch.zeros(24)
    vector.grad = torch.cat([piece.flatten() for piece in pieces(scale)])
    clip_gradient(NormClip(threshold=threshold), vector)
    expected = torch.cat([parameter.grad.flatten() for parameter in parameters]).float()
    torch.testing.assert_close(vector.grad, expected, rtol=3e-7, atol=0)


def test_clipping_by_value_holds_every_entry() -> None:
    vector = torch.zeros(3)
    vector.grad = torch.tensor([-3.0, 0.25, 0.75])
    clip_gradient(ValueClip(threshold=0.5), vector)
    assert vector.grad.tolist() == [-0.5, 0.25, 0.5]


def test_no_clip_leaves_everything() -> None:
    vector = torch.zeros(2)
    vector.grad = torch.tensor([1e30, -2.0])
    clip_gradient(NoClip(), vector)
    assert vector.grad.tolist() == pytest.approx([1e30, -2.0])


def test_the_norm_is_summed_in_float64() -> None:
    assert float(gradient_norm(torch.full((4,), 1e-40))) == pytest.approx(2e-40, rel=1e-4)
    assert float(gradient_norm(torch.full((4,), 1e30))) == pytest.approx(2e30)
