"""The catalog: everything that can be chosen, with fields, defaults, bounds, units, equations and text ids, as JSON."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo

from rnn_playground.experiment.activations import ACTIVATIONS, ActivationKind
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.document import LOCAL, Document
from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.initialisations import (
    GaussianInit,
    HeInit,
    IdentityInit,
    MatrixInit,
    NpInit,
    OrthogonalInit,
    UniformInit,
    XavierInit,
)
from rnn_playground.experiment.learning import BPTTS, CLIPS, OPTIMIZERS
from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.experiment.tasks import TASKS


class Lesson(NamedTuple):
    """One lesson: its id, its title in both languages and the ids of its steps; what it says lies with the page."""

    id: str
    english: str
    korean: str
    steps: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the lesson as the catalog carries it."""
        return {
            "id": self.id,
            "text": f"lesson.{self.id}",
            "title": {"en": self.english, "ko": self.korean},
            "steps": list(self.steps),
        }


LESSONS = (
    Lesson("loop", "What the loop adds", "되돌이 연결의 힘", ("floor", "letters")),
    Lesson("weights", "One set of weights", "같은 가중치", ("entry", "states")),
    Lesson("shapes", "Five shapes", "다섯 가지 구조", ("sort", "due")),
    Lesson("hand", "hello by hand", "손으로 읽는 hello", ("bet", "learn")),
    Lesson("blame", "Blame travels back", "시간을 거슬러", ("share", "ribbon", "check", "pebble")),
    Lesson("fading", "The fading message", "기울기 소실", ("tanh", "sigmoid", "first", "ledger", "equation")),
    Lesson("half", "Half a rule", "고윳값, 절반의 진실", ("linear", "tanh", "dial", "nilpotent", "portrait", "map")),
    Lesson("brakes", "Brakes", "폭발과 클리핑", ("profile", "toggle")),
    Lesson("view", "A short view", "잘라낸 BPTT", ("ten", "window")),
    Lesson("relu", "Must ReLU fail?", "ReLU는 꼭 발산할까", ("seeds",)),
    Lesson("copy", "Start as a copy", "단위행렬에서 출발", ("diagonal",)),
    Lesson("clocks", "Slow clocks", "느린 시계", ("wave", "module")),
    Lesson("gates", "Gates need time", "게이트의 시간", ("bias", "chrono", "hold", "learn")),
)


PROTOCOL = 1
INITIALISATIONS = (UniformInit, GaussianInit, XavierInit, HeInit, OrthogonalInit, IdentityInit, NpInit, MatrixInit)


def catalog() -> dict[str, Any]:
    """Return the whole catalog, JSON-ready."""
    return {
        "protocol": PROTOCOL,
        "limits": LOCAL._asdict(),
        "families": {
            "task": [_task(model) for model in TASKS],
            "cell": [_cell(model) for model in CELLS],
            "activation": [
                {
                    "kind": kind,
                    "available": True,
                    "text": f"activation.{kind}",
                    "equation": [facts.equation],
                    "source": facts.source,
                    "derivative": facts.derivative,
                    "range": facts.range,
                }
                for kind, facts in ACTIVATIONS.items()
            ],
            "initialisation": [_entry("initialisation", model) for model in INITIALISATIONS],
            "optimizer": [_entry("optimizer", model) for model in OPTIMIZERS],
            "clip": [_entry("clip", model) for model in CLIPS],
            "bptt": [_entry("bptt", model) for model in BPTTS],
        },
        "experiment": {
            "fields": [
                _field(name, Experiment)
                for name in ("batch_size", "steps", "data_seed", "weight_seed", "kernel", "device", "precision")
            ]
        },
        "panels": [panel.to_json() for panel in PANELS],
        "presets": [preset.to_json() for preset in PRESETS],
        "lessons": [lesson.to_json() for lesson in LESSONS],
    }


def _entry(family: str, model: Any) -> dict[str, Any]:
    kind = model.model_fields["kind"].default
    names = [name for name in model.model_fields if name != "kind"]
    return {
        "kind": kind,
        "available": True,
        "text": f"{family}.{kind}",
        "equation": list(model.equation),
        "source": model.source,
        "fields": sorted((_field(name, model) for name in names), key=lambda field: bool(field["advanced"])),
    }


def _task(model: Any) -> dict[str, Any]:
    facts = model().facts()
    return {**_entry("task", model), "structure": facts.structure, "loss": facts.loss, "metric": facts.metric}


def _cell(model: Any) -> dict[str, Any]:
    cell = model()
    return {
        **_entry("cell", model),
        "gates": list(cell.gates),
        "states": list(cell.states),
        "candidate": cell.candidate,
        "keep": cell.keep,
        "carries": cell.carries,
    }


def _field(name: str, model: type[Document]) -> dict[str, Any]:
    info = model.model_fields[name]
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    default = info.get_default(call_default_factory=True, validated_data={})
    bounds = {type(item).__name__: item for item in info.metadata}
    return {
        "name": name,
        "text": extra.get("text", f"field.{name}"),
        "default": default.model_dump(mode="json")
        if isinstance(default, Document)
        else None
        if info.is_required()
        else default,
        "minimum": extra.get("minimum", getattr(bounds.get("Ge"), "ge", None)),
        "maximum": getattr(bounds.get("Le"), "le", None),
        "unit": extra.get("unit"),
        "scale": extra.get("scale", "linear"),
        "advanced": extra.get("advanced", False),
        **{key: extra[key] for key in ("multiline", "maximum_bytes", "only_with", "option") if key in extra},
        **_type_of(name, info),
    }


def _type_of(name: str, info: FieldInfo) -> dict[str, Any]:
    annotation = info.annotation
    named: dict[str, dict[str, Any]] = {
        "recurrent_init": {"type": "kind", "family": "initialisation"},
        "activation": {"type": "choice", "family": "activation", "choices": list(get_args(ActivationKind))},
        "periods": {"type": "integers", "optional": True},
        "matrix": {"type": "matrix"},
    }
    if name in named:
        return named[name]
    if get_origin(annotation) is Literal:
        return {"type": "choice", "choices": list(get_args(annotation))}
    if annotation is bool:
        return {"type": "boolean"}
    if float in get_args(annotation):
        return {"type": "number", "optional": True}
    if int in get_args(annotation):
        return {"type": "integer", "optional": True}
    return {"type": "integer" if annotation is int else "number" if annotation is float else "text"}
