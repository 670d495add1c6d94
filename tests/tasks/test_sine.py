import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import SineTask
from rnn_playground.tasks import draw_batch


@given(length=st.integers(4, 80), period=st.floats(8.0, 200.0), batch_size=st.integers(1, 5), seed=st.integers(0, 99))
def test_one_sine_obeys_its_recurrence(length: int, period: float, batch_size: int, seed: int) -> None:
    batch = draw_batch(SineTask(length=length, period=period), batch_size, seed, 0)
    x = torch.cat([batch.inputs, batch.targets[-1:]])
    assert torch.equal(x[1:-1], batch.targets[:-1])
    rotation = 2.0 * math.cos(2.0 * math.pi / period)
    torch.testing.assert_close(x[2:], rotation * x[1:-1] - x[:-2], rtol=0, atol=1e-9)
    assert batch.loss_mask.all()


@pytest.mark.parametrize("components", [1, 2, 3])
def test_the_variance_is_one_half_for_any_number_of_components(components: int) -> None:
    batch = draw_batch(SineTask(length=64, period=16.0, components=components), 2000, 0, 0)
    assert batch.targets.square().mean().item() == pytest.approx(0.5, abs=0.02)


def test_components_have_their_periods() -> None:
    batch = draw_batch(SineTask(length=48, period=24.0, components=3), 1, 0, 0)
    strength = torch.fft.rfft(batch.inputs[:, 0, 0]).abs()
    assert sorted(strength.topk(3).indices.tolist()) == [2, 4, 6]


def test_phases_differ_between_samples() -> None:
    first = draw_batch(SineTask(), 50, 0, 0).inputs[0, :, 0]
    assert len(set(first.tolist())) == 50


@pytest.mark.parametrize("components", [1, 2, 3])
def test_the_last_two_values_for_each_component_tell_the_next_and_no_fewer_do(components: int) -> None:
    batch = draw_batch(SineTask(length=60, period=24.0, components=components), 8, 0, 0)
    x = torch.cat([batch.inputs, batch.targets[-1:]])[..., 0]
    for values in (2 * components, 2 * components - 1):
        windows = x.unfold(0, values + 1, 1).reshape(-1, values + 1)
        left = torch.linalg.lstsq(windows[:, :-1], windows[:, -1:]).solution
        error = (windows[:, :-1] @ left - windows[:, -1:]).square().mean().item()
        assert (error < 1e-20) == (values == 2 * components)
