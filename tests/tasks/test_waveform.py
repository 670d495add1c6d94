import numpy as np
import pytest
import torch

from rnn_playground.experiment.tasks import WaveformTask
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
    assert np.array_equal(WaveformTask(length=640).wave[:100], WaveformTask(length=100).wave)
