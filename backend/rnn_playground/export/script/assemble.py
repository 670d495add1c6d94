"""The whole script: what it needs of this package in the order of its imports, the document, the data, the start."""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

import rnn_playground
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.installed_file import installed_file
from rnn_playground.experiment.tasks import MnistTask, TextTask
from rnn_playground.experiment.tasks.corpus import built_in
from rnn_playground.export.script.closure import Closure, close
from rnn_playground.export.script.document_text import classes_of, expression, kinds_of_documents
from rnn_playground.export.script.module_source import PACKAGE, Origin
from rnn_playground.export.script.rendering import render_module

MAIN = Origin("rnn_playground.export.many_seeds", "train_as_told")
STAND_INS = "rnn_playground.export.stand_ins"
REPLACED = {
    "rnn_playground.cells.activations": ("ACTIVATIONS", "Activation"),
    "rnn_playground.experiment.tasks.corpus": ("Corpus", "corpus_of", "built_in"),
    "rnn_playground.tasks.digits": ("digit_images",),
    "rnn_playground.tasks.mnist": ("mnist_images",),
}
DATA = ("CORPORA", "DIGITS")
RULE = "-" * 20
HEADER = '''"""{title}

Trains the experiment at the end of this file as RNN Playground {version} does and prints the loss of every update.
Needs Python 3.11 or newer, PyTorch and NumPy{more}. Start it with: python {name}
With --seeds N it trains from N seeds, one after the other; --vary weights or --vary data keeps the other seed.

The losses are those of the run, bit for bit, where the run was computed by the kernel "reference" on a processor, on
the same machine with the same PyTorch; by the kernel "fused" they differ by rounding, some 1e-7 at first, which
training makes grow, at times to whole per cents within a hundred updates. All of this file but the experiment
is taken from the sources of RNN Playground (Apache License 2.0): what they do not need here is left out.
"""'''


def script_of(experiment: Experiment, name: str = "rnn.py") -> str:
    """Return a self-contained script that prints the losses of ``experiment``; ``name`` is that of its file.

    Raises Refusal where the data that it would have to hold are not there.
    """
    document = experiment.model_copy(update={"device": "cpu", "kernel": "reference"})
    stand_ins = {Origin(module, name): Origin(STAND_INS, name) for module, names in REPLACED.items() for name in names}
    classes = classes_of(document)
    roots = [
        MAIN,
        *(Origin(each.__module__, each.__name__) for each in sorted(classes, key=lambda each: each.__name__)),
    ]
    closure = close(roots, kinds_of_documents(), {each.__name__ for each in classes}, stand_ins)
    order = list(_in_order_of_import(MAIN.module, closure, {}))
    names = _names(closure, order)
    bodies = [_section(module, closure, names) for module in order]
    pieces = [
        _header(experiment, name),
        "from __future__ import annotations",
        _imports(closure),
        *(body for body in bodies if body),
        f"# {RULE} the experiment\n\nEXPERIMENT = {expression(document, closure.attributes)}",
        *_data(experiment, closure),
        f'if __name__ == "__main__":\n    {names[MAIN]}(EXPERIMENT)',
    ]
    return "\n\n\n".join([*pieces[:1], "\n\n".join(pieces[1:3]), *pieces[3:]]) + "\n"


def _header(experiment: Experiment, name: str) -> str:
    lanes = ", ".join(lane.cell.kind for lane in experiment.lanes)
    images = isinstance(experiment.task, MnistTask)
    return HEADER.format(
        title=f"{lanes} on the task {experiment.task.kind}.",
        version=rnn_playground.__version__,
        name=f"{name} IMAGES" if images else name,
        more=", and a file with the images of MNIST (.npz, IDX or .csv; see read_image_file below)" if images else "",
    )


def _in_order_of_import(module: str, closure: Closure, done: dict[str, None]) -> Iterator[str]:
    """Yield the modules that something is kept of, each behind those whose names it uses."""
    if module in done:
        return
    done[module] = None
    kept = {id(definition): definition for origin, definition in closure.kept.items() if origin.module == module}
    for other in dict.fromkeys(
        resolved.module
        for local in closure.module(module).imports
        if kept and (resolved := closure.resolve(module, local)) is not None and resolved in closure.kept
    ):
        yield from _in_order_of_import(other, closure, done)
    if kept:
        yield module
    if module == MAIN.module:
        rest = sorted({origin.module for origin in closure.kept} - set(done))
        for other in rest:
            yield from _in_order_of_import(other, closure, done)


def _names(closure: Closure, order: list[str]) -> dict[Origin, str]:
    """Return a name of its own for everything kept: its own name where nothing before it has that."""
    taken = Counter(closure.imports)
    names: dict[Origin, str] = {}
    for module in order:
        for origin in closure.kept:
            if origin.module == module:
                stem = module.rpartition(".")[2]
                longer = f"{stem.upper()}_{origin.name}" if origin.name.isupper() else f"{origin.name}_of_{stem}"
                names[origin] = longer if taken[origin.name] else origin.name
                taken[origin.name] += 1
    return names


def _section(module: str, closure: Closure, names: Mapping[Origin, str]) -> str:
    source = closure.module(module)
    body = render_module(source, closure, names, DATA)
    return f"# {RULE} {module.removeprefix(PACKAGE + '.')}\n# {source.summary}\n\n\n{body}" if body else ""


def _imports(closure: Closure) -> str:
    whole = sorted(
        f"import {origin.module}" + (f" as {local}" if local != origin.module else "")
        for local, origin in closure.imports.items()
        if not origin.name
    )
    parts: dict[str, list[str]] = {}
    for local, origin in sorted(closure.imports.items()):
        if origin.name:
            parts.setdefault(origin.module, []).append(
                origin.name if local == origin.name else f"{origin.name} as {local}"
            )
    return "\n".join(whole + [f"from {module} import {', '.join(names)}" for module, names in sorted(parts.items())])


def _data(experiment: Experiment, closure: Closure) -> Iterator[str]:
    """Yield the data that the task reads from the package's files."""
    if Origin(STAND_INS, "CORPORA") in closure.kept:
        task = experiment.task
        assert isinstance(task, TextTask)
        texts = {} if task.corpus == "own" else {task.corpus: built_in(task.corpus)}
        lines = "".join(f'    "{name}": (\n' + _quoted(text) + "    ),\n" for name, text in texts.items())
        yield f"CORPORA: dict[str, str] = {{\n{lines}}}" if texts else "CORPORA: dict[str, str] = {}"
    if Origin(STAND_INS, "DIGITS") in closure.kept:
        yield (
            "# Optical recognition of handwritten digits, E. Alpaydin and C. Kaynak, 1998 (UCI Machine Learning\n"
            "# Repository, CC BY 4.0), as it comes with scikit-learn: uint8 rows of 64 pixels and a label, deflated.\n"
            'DIGITS = """\n' + "\n".join(textwrap.wrap(_digits(), 116)) + '\n"""'
        )


def _quoted(text: str) -> str:
    return "".join(f"        {line!r}\n" for line in text.splitlines(keepends=True))


def _digits() -> str:
    path = installed_file("sklearn", "datasets", "data", "digits.csv.gz")
    if path is None:
        raise Refusal("digits_missing", "the digits of scikit-learn are not where they should be; reinstall it", {})
    rows = np.loadtxt(path, delimiter=",", dtype=np.uint8)
    return base64.b64encode(zlib.compress(rows.tobytes(), 9)).decode("ascii")
