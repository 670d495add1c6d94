"""Places that stand for all."""

import pytest

from rnn_playground.telemetry.spread import spread


@pytest.mark.parametrize("points", [32, 64])
@pytest.mark.parametrize("count", [1, 2, 31, 32, 33, 784, 2000])
def test_places_are_spread_from_the_first_to_the_last(count: int, points: int) -> None:
    places = spread(count, points)
    assert (places[0], places[-1], len(places)) == (0, count - 1, min(count, points))


def test_there_is_none_of_nothing() -> None:
    assert spread(0, 32) == []
