"""Nothing that crosses a boundary is pickled: messages between processes, checkpoints, the store, files of a user.

Two things are, by others, on one machine and for one user: multiprocessing hands a new process its function and its
pipes, and numba keeps compiled kernels in a directory that belongs to whoever runs the server.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rnn_playground

PACKAGE = Path(rnn_playground.__file__).parent
RUN_CODE = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
# Of torch, and of multiprocessing's connections; the latter have send_bytes and recv_bytes beside them.
OF_TORCH, OF_CONNECTIONS = {"load", "save"}, {"send", "recv"}


def faults(source: str, *, engine: bool) -> Iterator[str]:
    """Return what in a module would pickle or unpickle; ``engine``: its connections are those between processes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.partition(".")[0] in RUN_CODE)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in RUN_CODE:
                yield module
            case ast.Call(func=ast.Attribute(value=ast.Name("torch"), attr=name)) if name in OF_TORCH:
                yield f"torch.{name}"
            case ast.Call(func=ast.Attribute(value=ast.Name("np" | "numpy"), attr="load"), keywords=given):
                if not forbids_pickle(given):
                    yield "numpy.load"
            case ast.Call(func=ast.Attribute(attr=name)) if engine and name in OF_CONNECTIONS:
                yield f"Connection.{name}"
            case _:
                pass


def forbids_pickle(given: list[ast.keyword]) -> bool:
    """Tell whether ``allow_pickle=False`` is among the arguments."""
    return any(
        each.arg == "allow_pickle" and isinstance(each.value, ast.Constant) and each.value.value is False
        for each in given
    )


def test_no_module_pickles():
    found = {
        (str(path.relative_to(PACKAGE)), fault)
        for path in PACKAGE.rglob("*.py")
        for fault in faults(path.read_text(encoding="utf-8"), engine="engine" in path.parts)
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "def f():\n    from pickle import loads",
        "import torch\ntorch.load(path)",
        "import numpy as np\nnp.load(path)",
        "import numpy as np\nnp.load(path, allow_pickle=True)",
        "self._connection.send(value)",
        "connection.recv()",
    ],
)
def test_it_would_be_found(source):
    assert list(faults(source, engine=True))
