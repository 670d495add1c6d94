"""Waves to be followed and drawn."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import SineTask, WaveformTask
from rnn_playground.tasks import draw_batch


def test_there_is_nothing_to_read_and_one_wave_to_draw() -> None:
    batch, other = draw_batch(WaveformTask(), 3, 0, 0), draw_batch(WaveformTask(), 3, 5, 9)
    assert not batch.inputs.any()
    assert bool(batch.loss_mask.all())
    assert torch.equal(batch.targets[:, 0], batch.targets[:, 2])
    assert torch.equal(batch.targets, other.targets)


def test_the_wave_is_the_sum_of_its_four_periods_and_of_nothing_else() -> None:
    wave = draw_batch(WaveformTask(), 1, 0, 0).targets[:, 0, 0].numpy()
    power = np.abs(np.fft.rfft(wave)) ** 2
    peaks = {320 / place for place in np.flatnonzero(power > 1e-9 * power.max())}
    assert peaks == {8.0, 32.0, 80.0, 160.0}
    assert np.ptp(power[[2, 4, 10, 40]]) < 1e-9 * power.max()


@pytest.mark.parametrize("length", [4, 7, 20, 159, 160, 320, 1000])
def test_chance_is_the_error_of_the_best_constant(length: int) -> None:
    task = WaveformTask(length=length)
    wave = draw_batch(task, 1, 0, 0).targets.numpy()
    errors = [np.mean((wave - constant) ** 2) for constant in np.linspace(-3, 3, 6001)]
    facts = task.facts()
    assert facts.chance == pytest.approx(min(errors), abs=1e-6)
    assert facts.chance > 0
    assert facts.required_lag is None
    if length % 160 == 0:
        assert facts.chance == pytest.approx(1.0, abs=1e-12)


def test_a_longer_wave_continues_a_shorter_one() -> None:
    assert np.array_equal(WaveformTask(length=640).targets[:100], WaveformTask(length=100).targets)


def drawn(k: int, count: int, length: int) -> np.ndarray:
    """The wave as it is k / count of 160 steps later, term by term."""
    later = [step + 160 * k / count for step in range(length)]
    terms = [(8, 0), (32, 1), (80, 2), (160, 3)]
    return np.array([sum(math.sin(2 * math.pi * t / p + phase) for p, phase in terms) / math.sqrt(2) for t in later])


@pytest.mark.parametrize("waves", [2, 3, 4])
def test_of_several_waves_the_first_input_alone_says_which(waves: int) -> None:
    task = WaveformTask(length=50, waves=waves)
    batch = draw_batch(task, 40, 3, 2)
    cues = (batch.inputs[0, :, 0] * waves).numpy()
    chosen = np.rint(cues).astype(int)
    assert cues == pytest.approx(chosen)
    assert set(chosen) == set(range(1, waves + 1))
    assert not batch.inputs[1:].any()
    for sample, k in enumerate(chosen):
        np.testing.assert_allclose(batch.targets[:, sample, 0].numpy(), drawn(k, waves, 50), atol=1e-12)


@pytest.mark.parametrize(("waves", "length"), [(2, 20), (3, 160), (4, 40), (4, 5)])
def test_what_is_known_of_several_waves_is_what_their_batches_show(waves: int, length: int) -> None:
    facts = WaveformTask(length=length, waves=waves).facts()
    batch = draw_batch(WaveformTask(length=length, waves=waves), 4000, 0, 0)
    read, asked = batch.inputs[..., 0].numpy(), batch.targets[..., 0].numpy()
    assert facts.chance == pytest.approx(asked.var(), rel=0.03)
    told = sum(((asked[read == value] - asked[read == value].mean()) ** 2).sum() for value in np.unique(read))
    assert facts.floor == pytest.approx(told / asked.size, rel=0.03)
    assert facts.floor < facts.chance
    every = np.stack([drawn(k, waves, length) for k in range(1, waves + 1)], axis=1)
    unseen = [((every[k + 1 :] - every[k + 1 :].mean()) ** 2).sum() / every.size for k in range(length - 1)] + [0.0]
    assert facts.required_lag == next(k for k, error in enumerate(unseen) if error <= 0.02)
    assert not facts.repeats


def test_one_wave_is_what_it_was() -> None:
    batch = draw_batch(WaveformTask(length=320), 2, 7, 5)
    np.testing.assert_allclose(batch.targets[:, 1, 0].numpy(), drawn(0, 1, 320), atol=1e-12)
    facts = WaveformTask().facts()
    assert (facts.repeats, facts.fresh, facts.floor, facts.input_labels) == (True, 0, None, ("nothing",))


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
