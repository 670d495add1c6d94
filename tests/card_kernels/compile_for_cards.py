"""Compiles every kernel for cards that need not be there; prints a JSON list of what each takes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from rnn_playground.card_kernels import elman, gru, lstm
from rnn_playground.card_kernels.recurrences import sizes_of

TOOL = Path(triton.__file__).parent / "backends" / "nvidia" / "bin" / "cuobjdump"


def usage(kernel, capability, hidden):
    constants = {"KIND": "tanh", **sizes_of(hidden)}
    warps = constants.pop("num_warps")
    constants = {name: value for name, value in constants.items() if name in kernel.arg_names}
    kinds = {"time_steps": "i32", "batch": "i32"} | dict.fromkeys(constants, "constexpr")
    signature = {name: kinds.get(name, "*fp32") for name in kernel.arg_names}
    source = ASTSource(fn=kernel, signature=signature, constexprs=constants)
    target = GPUTarget("cuda", capability, 32)
    made = triton.compile(source, target=target, options={"num_warps": warps})
    with tempfile.NamedTemporaryFile(suffix=".cubin") as file:
        file.write(made.asm["cubin"])
        file.flush()
        command = [TOOL, "-res-usage", file.name]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {"shared": made.metadata.shared, "stack": int(re.findall(r"STACK:(\d+)", shown)[0])}


if __name__ == "__main__":
    capability, *hidden = map(int, sys.argv[1:])
    kernels = [each for module in (elman, lstm, gru) for each in (module.forward, module.backward)]
    print(json.dumps([usage(kernel, capability, units) for kernel in kernels for units in hidden]))
