"""The text of a script: templates, filled."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Collection, Mapping
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rnn_playground
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.export.learning_text import arguments_of, clips_of, losses_call
from rnn_playground.export.model_text import cell_functions, model_of, sections
from rnn_playground.tasks.catalog import batches_in_block

Arrays = dict[str, NDArray[Any]]
Losses = list[list[float]]
LETTERS = "ABCD"
TASKS, PARTS = sections("tasks"), sections("script")


def script_text(experiment: Experiment, run: Losses, arrays: Arrays, images: str, *, inside: bool) -> str:
    """Return the script; ``arrays`` are written into it, or read from the file beside it."""
    functions, flags = cell_functions(experiment), _flags(experiment, run, arrays, inside=inside)
    parts = ["recurrent"] * bool(functions) + ["model", "loss"] + ["truncated"] * ("bptt" in flags)
    parts += ["detached"] * ("carries" in flags) + ["losses", "main", "end"]
    cells = [re.sub(r"\w+\(", f"{name}(", text, count=1) for text, name in functions.items()]
    template = "\n\n\n".join([*_task_code(experiment.task.kind), *cells, *(PARTS[part] for part in parts)])
    values = {**_values(experiment, run, functions), **_data(arrays, inside=inside), "images": repr(images)}
    values["constants"] = _constants(experiment, template)
    return _filled(f"{PARTS['head']}\n\n\n{template}", values, flags)


def _filled(template: str, values: Mapping[str, str], flags: Collection[str]) -> str:
    """Fill a template; ``#? flag !other`` ends a line that needs the flag and not the other. Values may have lines."""
    lines: list[str] = []
    for line in template.splitlines():
        text, _, conditions = line.partition("  #? ")
        if all((flag.lstrip("!") in flags) != flag.startswith("!") for flag in conditions.split()):
            alone = re.fullmatch(r"( *)\$(\w+)", text)
            filled = textwrap.indent(values[alone[2]], alone[1]) if alone else Template(text).substitute(values)
            lines += filled.splitlines() if alone else [filled]
    return "\n".join([*lines, ""])


def _flags(experiment: Experiment, run: Losses, arrays: Arrays, *, inside: bool) -> set[str]:
    """Return the conditions of the templates' lines that hold."""
    task, clips = experiment.task, clips_of(experiment)
    holds = {
        "squares": task.loss == "mean_squared_error",
        "carries": carries_state(task),
        "held": any(lane.cell.kind in {"irnn", "nprnn"} or lane.cell.recurrence == "off" for lane in experiment.lanes),
        "run": bool(run),
        "beside": not inside,
        **{name.lower(): name in arrays for name in ("TEXT", "IMAGES")},
    }
    only_clip = {clip.kind for clip in clips} if len(clips) == 1 else set()
    return {name for name, does in holds.items() if does}.union(arguments_of(experiment), only_clip)


def _task_code(kind: str) -> list[str]:
    if kind == "text":
        return [TASKS[kind]]
    before = {"reber": ["strings"], "embedded_reber": ["strings"], "mnist": ["mnist_file"]}
    before |= {name: ["chaos", f"{name}_signals"] for name in ("lorenz", "mackey_glass")}
    return [*(TASKS[name] for name in before.get(kind, [])), f"{TASKS['draw']}\n{TASKS[kind]}", PARTS["batches"]]


def _values(experiment: Experiment, run: Losses, functions: dict[str, str]) -> dict[str, str]:
    task, lanes = experiment.task, list(enumerate(experiment.lanes))
    arguments, length = arguments_of(experiment), task.sequence_length
    header = [f'"loss_{LETTERS[number]}"' + f', "run_{LETTERS[number]}"' * bool(run) for number, _ in lanes]
    calls = [losses_call(number, lane, arguments, length) for number, lane in lanes]
    frozen = [f"models[{n}].recurrent.requires_grad_(False)" for n, lane in lanes if lane.cell.recurrence == "frozen"]
    cells = (f"{lane.cell.kind} of {lane.cell.hidden_size} units" for lane in experiment.lanes)
    return {
        "title": f"{', '.join(cells)}, on the task {task.kind}",
        "about": inspect.cleandoc(type(task).__doc__ or "").partition("\n\n")[0],
        "version": rnn_playground.__version__,
        "beside": f", beside the first {len(run[0])} those of the run" if run else "",
        "settings": "".join(f", {name}" for name in arguments),
        "threshold": str(max(getattr(clip, "threshold", 0.0) for clip in clips_of(experiment))),
        "models": _listed("models", [model_of(lane.cell, task.input_size, functions) for _, lane in lanes]),
        "lanes": "\n".join([*frozen, _listed("lanes", calls)]),
        "header": ", ".join(['"step"', *header]),
        "letters": str([f"{LETTERS[number]}." for number, _ in lanes]).replace("'", '"'),
        "run": "RUN = [{}]".format(",\n       ".join(map(str, run))) if run else "",
    }


def _listed(name: str, entries: list[str]) -> str:
    """Return a list under its name, in one line where there is room, else an entry after the other."""
    if len(line := f"{name} = [{', '.join(entries)}]") <= 116:
        return line
    wrap = textwrap.TextWrapper(112, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False)
    return "\n".join([f"{name} = [", *(line for entry in entries for line in wrap.wrap(f"{entry},")), "]"])


def _constants(experiment: Experiment, template: str) -> str:
    """Return a line for every field of the document, and what follows from it, that ``template`` names in capitals."""
    task, block = experiment.task, batches_in_block(experiment.task, experiment.batch_size)
    values = {"DTYPE": f"torch.{experiment.precision}", "BLOCK": f"{block}  # batches that are drawn at a time"}
    for name in dict.fromkeys(re.findall(r"\b[A-Z][A-Z_]+\b", template)):
        value = getattr(task, name.lower(), getattr(experiment, name.lower(), None))
        if value is not None and (task.kind, name) != ("text", "TEXT"):
            values[name] = repr("".join(value) if name in {"ALPHABET", "CLASSES"} else value)
    return "\n".join(f"{name} = {value}" for name, value in values.items() if re.search(rf"\b{name}\b", template))


def _data(arrays: Arrays, *, inside: bool) -> dict[str, str]:
    """Return the arrays as they are written into a script, a line each, in the shortest decimals that are the same."""
    lanes: dict[str, list[str]] = {}
    for name, value in arrays.items() if inside else ():
        lane, is_weight, weight = name.partition(".")
        if is_weight:
            shortest = np.array([float(str(number)) for number in value.ravel()]).reshape(value.shape)
            lanes.setdefault(lane, []).append(f'        "{weight}": {shortest.tolist()},')
    weights = [line for own in lanes.values() for line in ("    {", *own, "    },")]
    text = f"TEXT = {str(arrays['TEXT'])!r}" if inside and "TEXT" in arrays else ""
    return {"text": text, "weights": "\n".join(["WEIGHTS = [", *weights, "]"]) if inside else ""}
