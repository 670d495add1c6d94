"""One thread a process: on matrices this small torch's threads only wait for each other. And how long to insist."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is loaded, here and in the processes that tests start


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the long form of the tests that have one (make chaos)")


@pytest.fixture(scope="session")
def extent(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Return how much of something to do: ``extent(in_passing, at_length)``."""
    long = request.config.getoption("--long")
    return lambda in_passing, at_length: at_length if long else in_passing
