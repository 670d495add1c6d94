"""Install the project into the virtual environment that runs this script, with the PyTorch that the machine needs.

The PyTorch on PyPI for Linux is the CUDA build, about 3 GB. uv can pick the right build from PyTorch's own index
(``--torch-backend=auto``: CUDA where there is a GPU, CPU elsewhere). So this script first asks uv for a plan, within a
time limit; a plan that stands is carried out with uv, and otherwise pip installs, which honours local find-links and
constraints. Either way it says what it does.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
UV = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "--torch-backend=auto"]
PLAN_SECONDS = 60
PLAN_ENVIRONMENT = {"UV_HTTP_TIMEOUT": "10", "UV_HTTP_RETRIES": "1"}
TORCH_LINE = re.compile(r"^ *\+ torch==(\S+)", re.MULTILINE)


def main() -> int:
    """Install the project, with the extras named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--extra", action="append", default=[], help="an optional dependency group, such as dev")
    extras = parser.parse_args().extra
    project = f".[{','.join(extras)}]" if extras else "."
    refusal = why_not_uv(extras)
    if refusal is None:
        say("installing with uv, which picks the build of PyTorch for this machine.")
        return run([*UV, "-e", project])
    say(f"{refusal}; installing with pip, which honours local find-links and constraints.")
    if is_cuda_by_default():
        say("without a local wheel, pip takes PyPI's PyTorch, which brings CUDA along (3 GB). Ctrl-C stops it.")
    return run([*PIP, "-e", project])


def why_not_uv(extras: list[str]) -> str | None:
    """Return the reason why uv cannot install here, or None where its plan stands."""
    if run([*PIP, "uv"]) != 0:
        return "uv cannot be installed"
    say(f"asking PyTorch's index for the right build (at most {PLAN_SECONDS} s).")
    wanted = [argument for extra in extras for argument in ("--extra", extra)]
    try:
        plan = subprocess.run(
            [*UV, "--dry-run", *wanted, "-r", "pyproject.toml"],
            cwd=ROOT,
            env=environment_for_plan(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PLAN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"PyTorch's index did not answer within {PLAN_SECONDS} s"
    if plan.returncode != 0:
        return f"uv has no plan ({plan.stdout.strip().splitlines()[-1].strip()})"
    return why_not_this_torch(plan.stdout, cuda_by_default=is_cuda_by_default())


def why_not_this_torch(plan: str, *, cuda_by_default: bool) -> str | None:
    """Return the objection to the PyTorch in uv's ``plan``, or None; ``cuda_by_default`` says what PyPI has.

    The builds of PyTorch's own index carry their backend in the version (2.13.0+cpu). One without comes from PyPI.
    """
    chosen = TORCH_LINE.search(plan)
    if chosen and "+" not in chosen[1] and cuda_by_default:
        return f"uv would take torch {chosen[1]} from PyPI, the CUDA build"
    return None


def is_cuda_by_default() -> bool:
    """Return whether PyPI's PyTorch for this machine is the CUDA build."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def environment_for_plan() -> dict[str, str]:
    """Return the environment in which uv makes its plan: the caller's, with short time limits."""
    return {**os.environ, **PLAN_ENVIRONMENT}


def run(command: list[str]) -> int:
    """Run ``command`` in the project's root and return its exit status."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def say(message: str) -> None:
    """Tell the person at the terminal what happens next."""
    print(f"install: {message}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
