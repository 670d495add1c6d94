"""A script made of a document is short, needs torch and NumPy alone, and prints the losses of the reference's run."""

from __future__ import annotations

import ast
import io
import json
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_playground import Experiment, cli
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.learning import OPTIMIZERS
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.experiment.tasks import TASKS
from rnn_playground.export.script import Script, script_of
from rnn_playground.tasks.mnist import use_mnist_file
from rnn_playground.training.trainer import Trainer

RUN_ALL = """
import contextlib, io, json, runpy, sys
printed = {}
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        runpy.run_path(path, run_name="__main__")
    printed[path] = out.getvalue()
assert not [name for name in sys.modules if name.startswith(("rnn_playground", "pydantic", "sklearn"))]
print(json.dumps(printed))
"""
SHORT, LONGEST, UPDATES, CLOSE = 150, 200, 20, 1e-5
OF_TORCH = ("rnn", "irnn", "lstm", "gru")
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
                    {"step": 2, "bptt": {"kind": "full"}},
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
            },
        ],
    },
    "letters of the targets alone": {
        "task": {"kind": "hello", "text": "he", "targets": "lo", "output_classes": "targets"},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}, "clip": {"kind": "none"}}],
    },
    "a text of one's own, carried, truncated": {
        "task": {"kind": "text", "corpus": "own", "text": "가나 \"'\\ READ STEPS $run  #? run\n", "length": 8},
        "lanes": [
            {"cell": {"kind": "cwrnn", "hidden_size": 6}, "bptt": {"kind": "truncated", "window": 4, "shift": 2}},
            {"cell": {"kind": "lstm", "hidden_size": 3, "layers": 2}},
        ],
    },
    "windows without a carried state": {
        "task": {"kind": "text", "corpus": "korean", "length": 6, "carry_state": False},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3, "chrono": 30.0}}],
    },
    "truncated strings of different lengths": {
        "task": {"kind": "embedded_reber", "length": 14},
        "lanes": [{"cell": {"kind": "gru", "hidden_size": 3}, "bptt": {"kind": "truncated", "window": 5, "shift": 3}}],
    },
    "truncated values": {
        "task": {"kind": "sine", "length": 9, "components": 3},
        "lanes": [{"cell": {"kind": "lru", "hidden_size": 3}, "bptt": {"kind": "truncated", "window": 5, "shift": 2}}],
    },
    "truncated with the loss at the end": {
        "task": {"kind": "adding", "length": 9},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}, "bptt": {"kind": "truncated", "window": 4, "shift": 2}}],
    },
    "one wave of four": {
        "task": {"kind": "waveform", "length": 20, "waves": 4},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3, "activation": "gelu"}}],
    },
    "five things, two generators": {
        "task": {"kind": "word_problem", "group": "s5", "letters": "generators", "length": 9},
        "lanes": [{"cell": {"kind": "gru", "hidden_size": 3}}],
    },
    "permuted pixels": {"task": {"kind": "digits", "permuted": True}, "lanes": [{"cell": {"kind": "rnn"}}]},
    "in float64, the same cell twice": {
        "task": {"kind": "brackets", "length": 9, "pairs": 3},
        "precision": "float64",
        "lanes": [
            {"cell": {"kind": "cornn", "hidden_size": 3}},
            {"cell": {"kind": "cornn", "hidden_size": 3, "damping": 3.0}},
            {"cell": {"kind": "cornn", "hidden_size": 3}, "optimizer": {"kind": "sgd"}},
        ],
    },
    "heads, and no stabiliser": {
        "task": {"kind": "adding", "length": 9},
        "lanes": [
            {"cell": {"kind": "slstm", "hidden_size": 4, "heads": 2, "recurrent_init": {"kind": "uniform"}}},
            {"cell": {"kind": "slstm", "hidden_size": 4, "stabiliser": False}},
        ],
    },
    "numbers with hyphens, where lines are wrapped": {
        "task": {"kind": "parity", "length": 6},
        "lanes": [
            {
                "cell": {"kind": "scrn", "hidden_size": 3, "layers": 2},
                "optimizer": {"kind": "adamw", "learning_rate": learning_rate, "weight_decay": 1e-7},
                "clip": {"kind": "norm", "threshold": 1e-4},
                "changes": [{"step": step, "learning_rate": learning_rate} for step in range(8)],
            }
            for learning_rate in (1e-5, 1.2345e-12)
        ],
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
    },
}
# Their recurrent matrix multiplies a rounding error, as their gradients, by much more than 1e5.
EXPLODING = ("exploding", "adding_irnn_fails")
REFUSED: dict[str, dict[str, Any]] = {
    "lane 1 is a branch, which no script follows; leave it out": {
        "lanes": [{}, {"origin": {"lane": 0, "step": 2}}],
    },
    "lane 0 has clamps, which no script holds; take them off": {
        "lanes": [{"clamps": [{"kind": "cut", "first": 2, "last": 2}]}],
    },
    "forcing is 0.5, and no script reads its own predictions; set it to 1": {
        "task": {"kind": "lorenz", "forcing": 0.5},
    },
    "no script has the cell 'formula' of lane 0; choose another cell": {"lanes": [{"cell": {"kind": "formula"}}]},
    "lines, above the bound 200; leave a model or changes out": {
        "task": {"kind": "embedded_reber"},
        "lanes": [{"cell": {"kind": "lru", "hidden_size": 2, "layers": 3}}] * 4,
    },
}


def kind_of(model: Any) -> str:
    return str(model.model_fields["kind"].default)


CATALOG = {kind_of(model): model for model in CELLS if kind_of(model) != "formula"}
KINDS = list(CATALOG)
# MNIST's images come from a file and have a test of their own.
TASK_KINDS = {kind_of(model): model for model in TASKS if kind_of(model) != "mnist"}


def completed(document: dict[str, Any]) -> Experiment:
    return Experiment.model_validate({"batch_size": 3, "steps": 22, "weight_seed": 2, "data_seed": 5, **document})


def of_cell_and_task(cell: dict[str, Any], task: str) -> Experiment:
    short = {"length": 9} if "length" in TASK_KINDS[task].model_fields else {}
    return completed({"task": {"kind": task, **short}, "lanes": [{"cell": {"hidden_size": 6, **cell}}]})


def documents() -> dict[str, Experiment]:
    """Every cell, on, off and frozen, and every task; every optimiser; what is special."""
    found = {f"{kind} on adding": of_cell_and_task({"kind": kind}, "adding") for kind in KINDS}
    found |= {f"{kind}, off": of_cell_and_task({"kind": kind, "recurrence": "off"}, "parity") for kind in KINDS}
    found |= {f"{kind}, frozen": of_cell_and_task({"kind": kind, "recurrence": "frozen"}, "adding") for kind in KINDS}
    for option, value in {"residual": 0.1, "layer_norm": True}.items():
        for kind in (kind for kind in KINDS if option in CATALOG[kind].model_fields):
            # In float64: a normalised IRNN multiplies a rounding error of float32 by more than 1e5, as its gradients.
            document = of_cell_and_task({"kind": kind, option: value}, "adding")
            found[f"{kind}, {option}"] = document.model_copy(update={"precision": "float64"})
    found |= {f"rnn on {task}": of_cell_and_task({"kind": "rnn"}, task) for task in TASK_KINDS}
    found |= {
        f"by {kind_of(model)}": completed(
            {"lanes": [{"optimizer": {"kind": kind_of(model), "learning_rate": 0.001}}], "task": {"kind": "copy"}}
        )
        for model in OPTIMIZERS
    }
    return {**found, **{name: completed(document) for name, document in VARIATIONS.items()}}


DOCUMENTS = documents()


def losses_of_the_run(experiment: Experiment) -> list[np.ndarray]:
    """By lane, of the first updates, by the reference."""
    trainer = Trainer(experiment.model_copy(update={"kernel": "reference", "steps": min(UPDATES, experiment.steps)}))
    while trainer.advance():
        pass
    return [trainer.scalars.since(lane, -1)["loss"] for lane in range(len(experiment.lanes))]


def columns(printed: str) -> dict[str, list[str]]:
    header, *rows = [line.split("\t") for line in printed.splitlines()]
    assert [int(row[0]) for row in rows] == list(range(len(rows)))
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


def write(script: Script, path: Path) -> None:
    path.write_text(script.text, encoding="utf-8")
    if script.beside:
        path.with_suffix(".npz").write_bytes(script.npz())


def run_all(scripts: dict[str, Script], folder: Path) -> dict[str, str]:
    """Return what each script prints, in one process that has never heard of this package."""
    paths = {name: folder / f"{number}.py" for number, name in enumerate(scripts)}
    for name, script in scripts.items():
        write(script, paths[name])
    command = [sys.executable, "-I", "-W", "error", "-c", RUN_ALL, *map(str, paths.values())]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    printed = json.loads(result.stdout)
    return {name: printed[str(path)] for name, path in paths.items()}


def check_losses(experiment: Experiment, printed: str) -> None:
    shown = columns(printed)
    for letter, run in zip("ABCD", losses_of_the_run(experiment), strict=False):
        finite = run[np.isfinite(run)]
        np.testing.assert_array_equal(np.array(shown[f"run_{letter}"][: len(finite)], dtype=np.float32), finite)
        np.testing.assert_allclose(
            np.array(shown[f"loss_{letter}"][: len(finite)], dtype=np.float64), finite, rtol=CLOSE
        )


@pytest.fixture(scope="module")
def scripts() -> dict[str, Script]:
    return {name: script_of(experiment) for name, experiment in DOCUMENTS.items()}


def test_scripts_print_the_losses_of_the_run_without_this_package(scripts: dict[str, Script], tmp_path: Path) -> None:
    for name, printed in run_all(scripts, tmp_path).items():
        try:
            check_losses(DOCUMENTS[name], printed)
        except AssertionError as error:
            raise AssertionError(name) from error


def test_a_script_imports_torch_and_numpy_alone(scripts: dict[str, Script]) -> None:
    for name, script in scripts.items():
        nodes = list(ast.walk(ast.parse(script.text)))
        modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        modules += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
        assert {module.partition(".")[0] for module in modules} == {"torch", "numpy"}, name


def test_a_script_is_short(scripts: dict[str, Script]) -> None:
    assert max(script.text.count("\n") for script in scripts.values()) <= LONGEST


@pytest.mark.parametrize("task", TASK_KINDS)
def test_a_script_of_a_network_that_torch_has_is_shorter_still(task: str) -> None:
    for kind in OF_TORCH:
        for layers, bptt in ((1, "full"), (3, "truncated")):
            document = of_cell_and_task({"kind": kind, "layers": layers}, task).model_dump(mode="json")
            document["lanes"][0]["bptt"] = {"kind": bptt}
            script = script_of(Experiment.model_validate({**document, "steps": 20}))
            assert script.text.count("\n") <= SHORT, (kind, bptt)


def test_a_script_is_clean(scripts: dict[str, Script], tmp_path: Path) -> None:
    for number, script in enumerate(scripts.values()):
        write(script, tmp_path / f"{number}.py")
    rules = ["--select", "E,F,W,I,UP,B,C4,SIM,RET", "--line-length", "120", "--ignore", "E501"]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", *rules, str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    for name, script in scripts.items():
        code, _, _ = script.text.partition("\nWEIGHTS = ")
        assert not [line for line in code.splitlines() if len(line) > 120 and not line.startswith("TEXT")], name


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_written_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        script_of(completed(REFUSED[sentence]))
    assert str(refusal.value).endswith(sentence)


def test_weights_above_64_kB_lie_beside_the_script_in_a_zip(tmp_path: Path) -> None:
    experiment = completed({"task": {"kind": "text"}, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 64}}]})
    script = script_of(experiment)
    with zipfile.ZipFile(io.BytesIO(script.content("mine"))) as archive:
        assert archive.namelist() == ["mine.py", "mine.npz"]
        assert archive.read("mine.py").decode() == script.text
        assert archive.read("mine.npz") == script.npz()
    assert len(script.text) < 10_000
    check_losses(experiment, run_all({"": script}, tmp_path)[""])


def write_images(form: str, folder: Path) -> Path:
    """Write 20 images in one of the forms that a script reads, and return the file that is named."""
    pixels = np.random.default_rng(0).integers(0, 256, (20, 784)).astype(np.uint8)
    labels = (np.arange(20) % 10).astype(np.uint8)
    if form == "idx":
        for name, axes, values in (("images-idx3", (20, 28, 28), pixels), ("labels-idx1", (20,), labels)):
            header = bytes([0, 0, 8, len(axes)]) + b"".join(size.to_bytes(4, "big") for size in axes)
            (folder / f"train-{name}-ubyte").write_bytes(header + values.tobytes())
        return folder / "train-images-idx3-ubyte"
    if form == "csv":
        names = ",".join(["label", *(f"pixel{place}" for place in range(784))])
        rows = np.column_stack([labels, pixels])
        np.savetxt(folder / "mnist.csv", rows, "%d", delimiter=",", header=names, comments="")
        return folder / "mnist.csv"
    parts = {"x": pixels, "y": labels}
    if form == "both parts":
        parts = {"x_train": pixels[:9], "y_train": labels[:9], "x_test": pixels[9:], "y_test": labels[9:]}
    np.savez(folder / "mnist.npz", **parts)
    return folder / "mnist.npz"


@pytest.mark.parametrize("form", ["x and y", "both parts", "idx", "csv"])
def test_a_script_of_mnist_reads_the_images_that_it_is_told(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    images = write_images(form, tmp_path)
    cell = {"kind": "rnn", "hidden_size": 2}
    document = {"task": {"kind": "mnist", "permuted": True}, "lanes": [{"cell": cell}], "steps": 2, "batch_size": 2}
    (tmp_path / "document.json").write_text(json.dumps(document))
    out = tmp_path / "rnn.py"
    try:
        assert cli.main(["script", str(tmp_path / "document.json"), "--mnist", str(images), "--out", str(out)]) == 0
        runpy.run_path(str(out), run_name="__main__")
        check_losses(Experiment.model_validate(document), capsys.readouterr().out)
    finally:
        use_mnist_file(None)


def test_the_command_writes_the_script(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "document.json").write_text(json.dumps({"task": {"kind": "hello"}}))
    assert cli.main(["script", str(tmp_path / "document.json"), "--steps", "3", "--out", str(tmp_path / "o.py")]) == 0
    script = script_of(Experiment.model_validate({"task": {"kind": "hello"}, "steps": 3}))
    assert (tmp_path / "o.py").read_text(encoding="utf-8") == script.text
    assert cli.main(["script", str(tmp_path / "document.json"), "--steps", "3"]) == 0
    assert capsysbinary.readouterr().out == script.text.encode()
    (tmp_path / "document.json").write_text('{"task": {"kind": "unknown"}}')
    assert cli.main(["script", str(tmp_path / "document.json")]) == cli.WRONG_INPUT


def test_the_command_says_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "document.json").write_text(json.dumps({"lanes": [{"cell": {"kind": "formula"}}]}))
    assert cli.main(["script", str(tmp_path / "document.json")]) == cli.WRONG_INPUT
    assert "no script has the cell 'formula' of lane 0; choose another cell" in capsys.readouterr().err


def test_the_command_writes_large_weights_beside_the_script_or_into_a_zip(tmp_path: Path) -> None:
    document = {"task": {"kind": "hello"}, "steps": 2, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 64}}]}
    (tmp_path / "document.json").write_text(json.dumps(document))
    for name in ("o.py", "o.zip"):
        assert cli.main(["script", str(tmp_path / "document.json"), "--out", str(tmp_path / name)]) == 0
    with zipfile.ZipFile(tmp_path / "o.zip") as archive:
        assert archive.namelist() == ["o.py", "o.npz"]
        assert all(archive.read(name) == (tmp_path / name).read_bytes() for name in archive.namelist())


@pytest.mark.long
def test_scripts_of_the_presets_print_their_losses(tmp_path: Path) -> None:
    small = {preset.id: preset.experiment for preset in PRESETS if preset.experiment.task.kind != "mnist"}
    scripts = {name: script_of(each.model_copy(update={"steps": UPDATES})) for name, each in small.items()}
    for name, printed in run_all(scripts, tmp_path).items():
        if name not in EXPLODING:
            check_losses(small[name], printed)
