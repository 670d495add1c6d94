"""The source of a module as a document needs it, made once for all documents that need the same of it."""

from __future__ import annotations

import re
from functools import lru_cache

from rnn_playground.export.script.module_source import ModuleSource, parse_module, read_source
from rnn_playground.export.script.pruning import prune


@lru_cache(maxsize=256)
def words(module: str) -> frozenset[str]:
    """Return every word in the source of a module."""
    return frozenset(re.findall(r"\w+", read_source(module)))


@lru_cache(maxsize=256)
def pruned_module(name: str, mentioned: frozenset[str], used: frozenset[str]) -> ModuleSource:
    """Return a module without what serves those of the classes ``mentioned`` in it that are not ``used``."""
    return parse_module(name, prune(read_source(name), mentioned, used))
