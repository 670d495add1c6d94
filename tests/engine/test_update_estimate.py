"""How many updates fit into a slice."""

from rnn_playground.engine.running import UpdateEstimate


def test_as_many_fit_as_the_last_ones_took() -> None:
    now = 0.0
    estimate = UpdateEstimate(lambda: now)
    assert estimate.fitting(0.0, 1.0) == 1
    now = 0.5
    estimate.note(0.0, 4)
    assert [estimate.fitting(0.5, end) for end in (0.5, 0.75, 1.0)] == [1, 2, 4]
    estimate.note(0.0, 0)
    assert estimate.fitting(0.5, 1.0) == 4
