"""A script made of a document prints the losses that a run of it has: bit for bit, without this package."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground import Experiment, cli
from rnn_playground.experiment.activations import ACTIVATIONS
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.learning import OPTIMIZERS
from rnn_playground.experiment.tasks import TASKS
from rnn_playground.export.script import script_of
from rnn_playground.training.trainer import Trainer

RUN_ALL = """
import contextlib, io, json, runpy, sys
printed = {}
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        sys.argv = [path]
        runpy.run_path(path, run_name="__main__")
    printed[path] = out.getvalue()
assert not [name for name in sys.modules if name.startswith(("rnn_playground", "pydantic", "sklearn"))]
print(json.dumps(printed))
"""
FULL = {"kind": "full"}
VARIATIONS: dict[str, dict[str, Any]] = {
    "truncated, changed on the way": {
        "task": {"kind": "echo", "length": 12},
        "lanes": [
            {
                "cell": {"kind": "gru", "hidden_size": 5, "layers": 2},
                "bptt": {"kind": "truncated", "window": 6, "shift": 4},
                "optimizer": {"kind": "adamw"},
                "clip": {"kind": "value", "threshold": 0.01},
                "changes": [
                    {"step": 1, "learning_rate": 0.1, "clip": {"kind": "none"}},
                    {"step": 2, "bptt": FULL},
                    {"step": 3, "bptt": {"kind": "truncated", "window": 3, "shift": 3}, "learning_rate": 0.02},
                ],
            },
            {"cell": {"kind": "lstm", "hidden_size": 4, "peepholes": True}, "optimizer": {"kind": "rmsprop"}},
        ],
    },
    "weights and a matrix of one's own": {
        "task": {"kind": "hello"},
        "lanes": [
            {
                "cell": {
                    "kind": "rnn",
                    "hidden_size": 2,
                    "recurrent_init": {"kind": "matrix", "matrix": [[0.5, 1], [0, 2]]},
                },
                "initial_weights": {"b_y": [1.0, 2.2, -3.0, 4.1]},
                "optimizer": {"kind": "nesterov"},
            },
            {"cell": {"kind": "rnn", "hidden_size": 3, "recurrence": "off"}, "optimizer": {"kind": "momentum"}},
        ],
    },
    "letters of the targets alone": {
        "task": {"kind": "hello", "text": "he", "targets": "lo", "output_classes": "targets"},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}],
    },
    "clamps of every kind": {
        "task": {"kind": "text", "corpus": "korean", "length": 6},
        "lanes": [
            {
                "cell": {"kind": "lstm", "hidden_size": 3},
                "clamps": [
                    {"kind": "gate", "gate": "f", "value": 1.0, "first": 1, "last": 3},
                    {"kind": "unit", "unit": 1, "value": 0.5, "first": 2, "last": 2},
                    {"kind": "edge", "row": 1, "column": 2, "value": -1.0, "last": 4},
                    {"kind": "cut", "first": 5, "last": 5},
                ],
            },
            {"cell": {"kind": "gru", "hidden_size": 3}, "clamps": [{"kind": "cut", "last": 2}]},
        ],
    },
    "a text of one's own, carried, truncated": {
        "task": {"kind": "text", "corpus": "own", "text": "가나 다라 ab \"'\\ 마바사\n", "length": 8},
        "lanes": [
            {"cell": {"kind": "cwrnn", "hidden_size": 6}, "bptt": {"kind": "truncated", "window": 4, "shift": 2}},
        ],
    },
    "windows without a carried state": {
        "task": {"kind": "text", "corpus": "korean", "length": 6, "carry_state": False},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3, "chrono": 30.0}}],
    },
    "branches of branches": {
        "task": {"kind": "parity", "length": 6},
        "lanes": [
            {"cell": {"kind": "rnn", "hidden_size": 4}, "changes": [{"step": 1, "learning_rate": 0.1}]},
            {
                "cell": {"kind": "rnn", "hidden_size": 4, "activation": "sine"},
                "origin": {"lane": 0, "step": 2},
                "optimizer": {"kind": "adamw"},
                "changes": [{"step": 1, "learning_rate": 0.2}],
            },
            {
                "cell": {"kind": "rnn", "hidden_size": 4, "recurrence": "off"},
                "origin": {"lane": 1, "step": 3},
                "optimizer": {"kind": "sgd"},
            },
        ],
        "steps": 7,
    },
    "one lane diverges": {
        "task": {"kind": "adding", "length": 8},
        "lanes": [
            {
                "cell": {"kind": "irnn", "hidden_size": 4},
                "optimizer": {"kind": "sgd", "learning_rate": 1e6},
                "clip": {"kind": "none"},
            },
            {"cell": {"kind": "ugrnn", "hidden_size": 4}},
        ],
        "steps": 30,
    },
}


def diverging_with_branches(origin: int) -> dict[str, Any]:
    """A trunk that leaves the finite numbers, and a branch of it and a branch of that, both from ``origin``."""
    cell = {"kind": "irnn", "hidden_size": 4}
    explosive = {"optimizer": {"kind": "sgd", "learning_rate": 1e6}, "clip": {"kind": "none"}}
    return {
        "task": {"kind": "adding", "length": 8},
        "lanes": [
            {"cell": cell, **explosive},
            {"cell": cell, "origin": {"lane": 0, "step": origin}},
            {"cell": cell, "origin": {"lane": 1, "step": origin}},
        ],
        "steps": 30,
    }


def kind_of(model: Any) -> str:
    return str(model.model_fields["kind"].default)


def plain_documents() -> dict[str, dict[str, Any]]:
    """Every cell and every task once; MNIST's images come from a file and have a test of their own."""
    tasks = [model for model in TASKS if kind_of(model) != "mnist"]
    found = {}
    for number in range(max(len(CELLS), len(tasks))):
        cell, task = CELLS[number % len(CELLS)], tasks[number % len(tasks)]
        short = {"length": 9} if "length" in task.model_fields else {}
        found[f"{kind_of(cell)} on {kind_of(task)}"] = {
            "task": {"kind": kind_of(task), **short},
            "lanes": [{"cell": {"kind": kind_of(cell), "hidden_size": 6}}],
        }
    return found


def completed(document: dict[str, Any]) -> Experiment:
    return Experiment.model_validate({"batch_size": 3, "steps": 5, "weight_seed": 2, "data_seed": 5, **document})


def losses_of_the_run(experiment: Experiment) -> list[list[np.float32]]:
    """By lane, as far as it went, by the reference."""
    trainer = Trainer(experiment.model_copy(update={"kernel": "reference"}))
    while trainer.advance():
        pass
    return [list(trainer.scalars.since(lane, -1)["loss"]) for lane in range(len(experiment.lanes))]


def losses_printed(printed: str) -> list[list[np.float32]]:
    header, *rows = [line.split("\t") for line in printed.splitlines()]
    assert [int(row[0]) for row in rows] == list(range(len(rows)))
    return [[np.float32(row[lane]) for row in rows if row[lane]] for lane in range(1, len(header))]


def equal(one: list[list[np.float32]], other: list[list[np.float32]]) -> bool:
    return all(np.array_equal(*pair, equal_nan=True) for pair in zip(one, other, strict=True))


EXPERIMENTS = {name: completed(document) for name, document in {**plain_documents(), **VARIATIONS}.items()}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The script of each experiment, by its name."""
    directory = tmp_path_factory.mktemp("scripts")
    paths = {name: directory / f"{number}.py" for number, name in enumerate(EXPERIMENTS)}
    for name, path in paths.items():
        path.write_text(script_of(EXPERIMENTS[name]), encoding="utf-8")
    return paths


def test_scripts_of_every_kind_print_the_losses_of_the_run_without_this_package(scripts: dict[str, Path]) -> None:
    command = [sys.executable, "-I", "-W", "error", "-c", RUN_ALL, *map(str, scripts.values())]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    printed = json.loads(result.stdout)
    for name, experiment in EXPERIMENTS.items():
        assert equal(losses_of_the_run(experiment), losses_printed(printed[str(scripts[name])])), name


def test_a_branch_is_lost_with_a_trunk_that_diverges_before_it_or_where_it_begins() -> None:
    [end] = {len(losses_of_the_run(completed(diverging_with_branches(29)))[0]) - 1}
    assert 1 < end < 29
    for origin in (end - 1, end, end + 1):
        experiment = completed(diverging_with_branches(origin))
        run = losses_of_the_run(experiment)
        printed = print_in_this_process(script_of(experiment))
        assert equal(run, losses_printed(printed)), origin
        assert len(printed.splitlines()) == 1 + max(origin + len(run[1]), len(run[0])), origin


def test_a_script_of_mnist_reads_the_file_that_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 784)).astype(np.uint8)
    np.savez(tmp_path / "images.npz", x=pixels, y=np.arange(20) % 10)
    script = tmp_path / "rnn.py"
    script.write_text(script_of(completed({"task": {"kind": "mnist"}, "steps": 2})), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(script)])
    with pytest.raises(SystemExit, match=r"IMAGES \(MNIST as \.npz, IDX or \.csv"):
        runpy.run_path(str(script), run_name="__main__")
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", [str(script), str(tmp_path / "images.npz")])
    runpy.run_path(str(script), run_name="__main__")
    assert len(losses_printed(capsys.readouterr().out)[0]) == 2


SEEDED: dict[str, tuple[list[str], list[dict[str, int]]]] = {
    "one run": ([], [{}]),
    "both seeds": (["--seeds", "2"], [{}, {"weight_seed": 3, "data_seed": 6}]),
    "weights": (["--seeds", "3", "--vary", "weights"], [{}, {"weight_seed": 3}, {"weight_seed": 4}]),
    "data": (["--seeds", "2", "--vary", "data"], [{}, {"data_seed": 6}]),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_script_trains_from_as_many_seeds_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    arguments, changes = SEEDED[name]
    experiment = completed({"task": {"kind": "adding", "length": 8}})
    script = tmp_path / "rnn.py"
    script.write_text(script_of(experiment), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(script), *arguments])
    runpy.run_path(str(script), run_name="__main__")
    printed = capsys.readouterr().out
    runs = printed.split("# weight_seed ")[1:] if arguments else [f"2, data_seed 5\n{printed}"]
    for run, change in zip(runs, changes, strict=True):
        seeds, losses = run.split("\n", 1)
        expected = experiment.model_copy(update=change)
        assert seeds == f"{expected.weight_seed}, data_seed {expected.data_seed}"
        assert equal(losses_of_the_run(expected), losses_printed(losses))


def test_a_script_has_no_name_that_it_does_not_define_nor_import_that_it_does_not_use(scripts: dict[str, Path]) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "F4,F8,E9",
        "--ignore",
        "F841",
        *map(str, scripts.values()),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def print_in_this_process(source: str) -> str:
    module = types.ModuleType("printed_script")
    sys.modules["printed_script"] = module
    exec(compile(source, "script", "exec"), module.__dict__)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        document = module.EXPERIMENT
        module.train_and_print(document, document.weight_seed, document.data_seed)
    return out.getvalue()


sizes = st.fixed_dictionaries(
    {"hidden_size": st.integers(1, 6), "layers": st.integers(1, 2), "recurrence": st.sampled_from(["on", "on", "off"])}
)
cells = st.builds(
    lambda model, size, activation: {
        "kind": kind_of(model),
        **size,
        **({"activation": activation} if "activation" in model.model_fields else {}),
    },
    st.sampled_from(CELLS),
    sizes,
    st.sampled_from(list(ACTIVATIONS)),
)
bptts = st.sampled_from([FULL, FULL, {"kind": "truncated", "window": 4, "shift": 3}])
lanes = st.fixed_dictionaries(
    {
        "cell": cells,
        "optimizer": st.builds(
            lambda model, rate: {"kind": kind_of(model), "learning_rate": rate},
            st.sampled_from(OPTIMIZERS),
            st.sampled_from([0.0, 0.05, 1e6]),
        ),
        "clip": st.sampled_from([{"kind": "none"}, {"kind": "norm", "threshold": 0.1}, {"kind": "value"}]),
        "bptt": bptts,
        "changes": st.lists(
            st.builds(lambda step, bptt: {"step": step, "bptt": bptt}, st.integers(0, 4), bptts), max_size=2
        ),
    }
)
tasks = st.builds(
    lambda model, length: {"kind": kind_of(model), **({"length": length} if "length" in model.model_fields else {})},
    st.sampled_from([model for model in TASKS if kind_of(model) not in {"mnist", "digits"}]),
    st.integers(4, 9),
)


@given(task=tasks, lanes=st.lists(lanes, min_size=1, max_size=2), seed=st.integers(0, 2**32 - 1))
def test_the_script_of_any_small_document_prints_its_losses(task: Any, lanes: Any, seed: int) -> None:
    experiment = completed({"task": task, "lanes": lanes, "data_seed": seed, "weight_seed": seed, "batch_size": 2})
    assert equal(losses_of_the_run(experiment), losses_printed(print_in_this_process(script_of(experiment))))


def test_the_command_writes_the_script(tmp_path: Path) -> None:
    (tmp_path / "document.json").write_text(json.dumps({"task": {"kind": "hello"}}))
    assert cli.main(["script", str(tmp_path / "document.json"), "--steps", "3", "--out", str(tmp_path / "o.py")]) == 0
    experiment = Experiment.model_validate({"task": {"kind": "hello"}, "steps": 3})
    assert (tmp_path / "o.py").read_text(encoding="utf-8") == script_of(experiment, "o.py")
    (tmp_path / "document.json").write_text('{"task": {"kind": "unknown"}}')
    assert cli.main(["script", str(tmp_path / "document.json")]) == cli.WRONG_INPUT


@pytest.mark.parametrize("task", ["digits", "text"])
def test_a_script_holds_the_data_that_its_task_reads(task: str) -> None:
    script = script_of(completed({"task": {"kind": task}}))
    assert {"digits": "DIGITS = ", "text": 'CORPORA: dict[str, str] = {\n    "english": ('}[task] in script
