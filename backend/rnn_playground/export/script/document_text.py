"""A document as the Python expression that makes it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from rnn_playground.experiment.document import Document

WIDTH = 110
EXPERIMENT = "rnn_playground.experiment."


def expression(value: Any, fields: Collection[str], indent: int = 0) -> str:
    """Return the expression for a document or a value in it; of documents only ``fields`` are spelt out."""
    if isinstance(value, Document):
        known = [name for name in type(value).model_fields if name in fields and name != "kind"]
        pieces = [f"{name}={expression(getattr(value, name), fields, indent + 4)}" for name in known]
        return _call(f"{type(value).__name__}(", pieces, ")", indent)
    if isinstance(value, tuple | list):
        pieces = [expression(each, fields, indent + 4) for each in value]
        return _call("(", pieces, ",)" if len(pieces) == 1 else ")", indent)
    if isinstance(value, dict):
        pieces = [f"{json.dumps(key)}: {expression(each, fields, indent + 4)}" for key, each in value.items()]
        return _call("{", pieces, "}", indent)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def classes_of(value: Any) -> set[type[Document]]:
    """Return all classes that a document is made of."""
    if isinstance(value, Document):
        inner = (classes_of(getattr(value, name)) for name in type(value).model_fields)
        return {type(value)}.union(*inner)
    if isinstance(value, tuple | list):
        return {each for entry in value for each in classes_of(entry)}
    return set()


def kinds_of_documents() -> frozenset[str]:
    """Return the names of all classes that experiments are made of, whatever else derives from their base."""
    waiting: list[type[Document]] = [Document]
    found: set[str] = set()
    while waiting:
        children = waiting.pop().__subclasses__()
        found |= {child.__name__ for child in children if child.__module__.startswith(EXPERIMENT)}
        waiting += children
    return frozenset(found)


def _call(opening: str, pieces: list[str], closing: str, indent: int) -> str:
    """Return the pieces on one line where they fit, else one a line."""
    line = opening + ", ".join(pieces) + closing
    if len(line) + indent <= WIDTH and "\n" not in line:
        return line
    inner, outer = " " * (indent + 4), " " * indent
    return opening + "\n" + "".join(f"{inner}{piece},\n" for piece in pieces) + outer + closing.removeprefix(",")
