"""Nothing that visitors send is remembered for ever: what is cached without a bound does not depend on it."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator
from typing import Any

from rnn_playground.experiment import Experiment, describe

CACHE = type(functools.cache(len))


def caches() -> Iterator[Any]:
    """Yield the caches of this package that are loaded."""
    for each in gc.get_objects():
        if issubclass(type(each), CACHE) and each.__module__.startswith("rnn_playground"):
            yield each


def unbounded_entries() -> int:
    """Return how much the caches without a bound hold."""
    return sum(cache.cache_info().currsize for cache in caches() if cache.cache_info().maxsize is None)


def ask(number: int) -> None:
    """Have a document of a visitor's own checked and described."""
    text = {"kind": "text", "corpus": "own", "text": f"{number} abcdefgh" * 3}
    for task in (text, {"kind": "adding", "length": 20 + number}, {"kind": "sine", "length": 20 + number}):
        describe(Experiment.model_validate({"task": task, "batch_size": 1 + number}))


def test_distinct_documents_leave_nothing_in_a_cache_without_a_bound() -> None:
    ask(0)
    before = unbounded_entries()
    for number in range(1, 20):
        ask(number)
    assert unbounded_entries() == before
    assert any(cache.cache_info().maxsize is not None for cache in caches())
