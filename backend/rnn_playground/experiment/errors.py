"""What is wrong, in plain words: the value, the bound and the remedy; and what a page needs to say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NotRequired, TypedDict, get_args

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType


class Refusal(ValueError):
    """``type`` names the reason, ``parameters`` fill its sentence; ``message`` is that sentence in English."""

    def __init__(self, type: str, sentence: str, parameters: Mapping[str, str | int | float]) -> None:
        self.type, self.parameters = type, dict(parameters)
        super().__init__(sentence.format(**parameters))

    def cause(self) -> dict[str, Any]:
        """Return ``type`` and ``parameters``, JSON-ready."""
        return {"type": self.type, "parameters": self.parameters}


class Cause(TypedDict):
    """One of the project's own sentences, for a page that says it in another language."""

    type: str
    parameters: dict[str, Any]


class Explained(TypedDict):
    """One thing that is wrong with a document, as the page and the command line show it."""

    path: list[str | int]
    message: str
    cause: NotRequired[Cause]


_PYDANTICS = frozenset(get_args(ErrorType))
# Pydantic puts the chosen kind into the path after these fields; the document has no such key.
_LISTED = {"initial_weights", "clamps"}
_DISCRIMINATED = {"task", "cell", "optimizer", "clip", "bptt", "recurrent_init"}


def explain(error: ValidationError, *, skip: int = 0) -> list[Explained]:
    """Return every error of a document with its path; ``skip`` drops the path elements of an envelope around it."""
    explained: list[Explained] = []
    for item in error.errors(include_url=False):
        context: Mapping[str, Any] = item.get("ctx", {})
        path = _document_path(item["loc"][skip:])
        if "path" in context:
            path = [*path, *context["path"]]
        if "discriminator" in context:
            path = [*path, context["discriminator"].strip("'")]
        sentence = _SENTENCES.get(item["type"])
        name = _name(path)
        message = sentence(name, item["input"], context) if sentence else f"{name}: {item['msg']}"
        entry = Explained(path=path, message=message)
        if item["type"] not in _PYDANTICS:
            # The project's own sentences name their subject already; pydantic's do not.
            parameters = {name: value for name, value in context.items() if name != "path"}
            entry["message"], entry["cause"] = item["msg"], Cause(type=item["type"], parameters=parameters)
        if entry not in explained:
            explained.append(entry)
    # A list whose entry is wrong also counts as too short; only the entry's own error helps.
    return [entry for entry in explained if not _follows_from_another(entry, explained)]


def _name(path: list[str | int]) -> str:
    """Return what a sentence calls the place: the field, and the entry of a list or matrix with the field it is in."""
    fields = [place for place, part in enumerate(path) if isinstance(part, str)]
    if not fields:
        return "the document"
    return str(path[fields[-1]]) + "".join(f"[{part}]" for part in path[fields[-1] + 1 :])


def _follows_from_another(entry: Explained, explained: list[Explained]) -> bool:
    path = entry["path"]
    deeper = any(len(other["path"]) > len(path) and other["path"][: len(path)] == path for other in explained)
    return deeper and "has 0 entries" in entry["message"]


def _document_path(location: tuple[int | str, ...]) -> list[str | int]:
    path: list[str | int] = []
    for index, part in enumerate(location):
        before = location[max(0, index - 2) : index]
        after_union = isinstance(part, str) and (
            bool(_DISCRIMINATED.intersection(before[-1:])) or (len(before) == 2 and before[0] in _LISTED)
        )
        if not after_union and not (isinstance(part, str) and "[" in part):
            path.append(part)
    return path


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


_SENTENCES: dict[str, Callable[[str, Any, Mapping[str, Any]], str]] = {
    "less_than_equal": lambda n, v, c: f"{n} is {_shown(v)}; the bound is {c['le']}; choose {c['le']} or less",
    "greater_than_equal": lambda n, v, c: f"{n} is {_shown(v)}; the bound is {c['ge']}; choose {c['ge']} or more",
    "greater_than": lambda n, v, c: f"{n} is {_shown(v)}; it must be above {c['gt']}; choose a larger number",
    "finite_number": lambda n, v, _: f"{n} is {_shown(v)}; it must be a finite number; write one",
    "extra_forbidden": lambda n, v, _: f"{n} = {_shown(v)} is no field here; remove it or correct its name",
    "missing": lambda n, _v, _c: f"{n} is missing; give it",
    "union_tag_not_found": lambda n, v, c: f"{n} is missing from {_shown(v)}; give it",
    "union_tag_invalid": lambda n, _, c: f"{n} is '{c['tag']}'; use one of {c['expected_tags']}",
    "literal_error": lambda n, v, c: f"{n} is {_shown(v)}; use {c['expected']}",
    "int_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be a whole number; write one without quotes or fraction",
    "int_from_float": lambda n, v, _: f"{n} is {_shown(v)}; it must be a whole number; write one without a fraction",
    "float_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be a number; write one without quotes",
    "string_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be text in quotes",
    "bool_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be true or false",
    "tuple_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be a list; put it in brackets",
    "dict_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be an object; put it in braces",
    "model_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be an object; put it in braces",
    "model_attributes_type": lambda n, v, _: f"{n} is {_shown(v)}; it must be an object; put it in braces",
    "string_too_long": lambda n, v, c: f"{n} has {len(v)} characters; the bound is {c['max_length']}; shorten it",
    "string_too_short": lambda n, v, c: f"{n} has {len(v)} characters; it needs at least {c['min_length']}",
    "too_long": lambda n, _, c: f"{n} has {c['actual_length']} entries; the bound is {c['max_length']}; remove some",
    "too_short": lambda n, _, c: f"{n} has {c['actual_length']} entries; it needs at least {c['min_length']}",
    "json_invalid": lambda _n, _v, c: f"this is not JSON: {c['error']}; correct it",
}
