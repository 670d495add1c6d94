"""The same training step everywhere: our kernels, torch, JAX and TensorFlow.js, each in a process of its own.

All start from the same numbers: forward, mean squared error of the last output, backward, clip by norm, Adam. Their
losses over the first updates have to be equal before anything is timed. Ours measures every state, every ∂L/∂h_t, the
profiles and the gradient's norm; a peer nothing, or every ∂L/∂h_t and its norms. Medians of blocks that take turns: on
one core the processor time, and by the clock where a peer may use all cores. Ratios hold within one run.

``peers:T,B,I,H`` measures one size; each size leaves its figures in a file of its own.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from support.blocks import Pace
from support.fetched import jax_python, tensorflow_js_modules
from support.figures import Figures, Peer, figures_of
from support.load import Load
from support.peer_process import PeerProcess, peer_process
from support.problem import GATES, Size, write_problem

SIZES = (Size(25, 16, 4, 8), Size(100, 32, 2, 32), Size(200, 32, 2, 64), Size(784, 16, 1, 100), Size(784, 64, 1, 100))
PROGRAMS = Path(__file__).with_name("peer_programs")
ONE_CORE = {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}
APART = {"PYTHONPATH": "", "JAX_PLATFORMS": "cpu"}
SHORT = 100
"""The most time steps where a call may cost something beside an update, and TensorFlow.js is not too slow."""
SECONDS, ROUNDS = 0.25, 5
AT_ONCE = 16
"""Updates that ours, and JAX, may make in one call where they are short."""
CHECKED = 4
"""The least number of updates whose losses are compared."""
TOLERANCE = 1e-4
RATIO_BOUND = 0.5
"""What ours is to take at most of the fastest peer that may use one core."""


class Column(NamedTuple):
    """One of those compared: it makes ``updates`` a call, and is left out as too slow beyond ``longest`` time steps."""

    name: str
    process: PeerProcess
    keeps: bool = False
    all_cores: bool = False
    longest: int = 784
    updates: int = 1

    def losses(self, problem: Path, size: Size) -> list[float]:
        """Begin, and return the first losses."""
        updates = self.updates if size.time_steps <= SHORT else 1
        return self.process.losses(problem, updates, max(1, CHECKED // updates), keeps=self.keeps)

    def block(self, problem: Path) -> Pace:
        """Go on for a block."""
        return self.process.block(problem, SECONDS, keeps=self.keeps)


def columns(stack: ExitStack) -> list[Column]:
    """Start all that can be had here; ours is the first."""
    cores = os.sched_getaffinity(0)
    core = {max(cores)}

    def start(command: Sequence[str | Path], on: set[int], **environment: str) -> PeerProcess:
        return stack.enter_context(peer_process(command, on, environment))

    ours = start([sys.executable, PROGRAMS / "ours.py"], core)
    torch, torch_all = (start([sys.executable, PROGRAMS / "torch_module.py"], on) for on in (core, cores))
    found = [Column("ours", ours, updates=AT_ONCE), *torch_or_jax(torch, torch_all)]
    if python := jax_python():
        program = [python, PROGRAMS / "jax_scan.py"]
        jax, jax_all = start(program, core, **APART, **ONE_CORE), start(program, cores, **APART)
        found += torch_or_jax(jax, jax_all, updates=AT_ONCE)
    if modules := tensorflow_js_modules():
        for backend in ("wasm", "cpu"):
            process = start(["node", PROGRAMS / "tensorflow_js.mjs", modules, backend], core)
            found.append(Column(process.version, process, longest=SHORT))
    return found


def torch_or_jax(one_core: PeerProcess, all_cores: PeerProcess, updates: int = 1) -> list[Column]:
    """Return the columns of a peer: nothing kept, every ∂L/∂h_t kept, and nothing kept on all cores."""
    name = one_core.version
    return [
        Column(name, one_core, updates=updates),
        Column(f"{name}, every ∂L/∂h_t", one_core, keeps=True, updates=updates),
        Column(f"{name}, all cores", all_cores, all_cores=True, updates=updates),
    ]


def check(column: str, losses: Sequence[float], ours: Sequence[float]) -> None:
    """Refuse a peer that computes something else.

    Raises:
        ValueError: A loss differs from ours by more than TOLERANCE of it.
    """
    for update, (theirs, mine) in enumerate(zip(losses, ours, strict=False)):
        if not abs(theirs - mine) <= TOLERANCE * abs(mine):
            raise ValueError(f"{column} has the loss {theirs} at update {update}, ours is {mine}: not the same step")


def measure(cell: str, size: Size, problem: Path, compared: Sequence[Column], load: Load) -> list[list[Pace]]:
    """Return each column's blocks, which took turns."""
    write_problem(problem, cell, size)
    losses = [column.losses(problem, size) for column in compared]
    for column, theirs in zip(compared, losses, strict=True):
        check(column.name, theirs, losses[0])
    taken = [[load.during(lambda: column.block(problem)) for column in compared] for _ in range(ROUNDS)]  # noqa: B023
    return [list(blocks) for blocks in zip(*taken, strict=True)]


def report(figures: Figures, name: str, compared: Sequence[Column], blocks: Sequence[Sequence[Pace]]) -> None:
    """Add ours beside each peer: median and spread."""
    ours, *_ = blocks
    for column, theirs in list(zip(compared, blocks, strict=True))[1:]:
        # 0: processor time, 1: the clock's
        mine, others = ([block[column.all_cores] for block in of] for of in (ours, theirs))
        figures.add(
            f"{name}, clock" if column.all_cores else name,
            statistics.median(mine),
            "ms",
            peer=Peer(column.name, statistics.median(others)),
            ratio_bound=RATIO_BOUND,
            least_and_most=[min(mine), max(mine)],
            peer_least_and_most=[min(others), max(others)],
        )


def chosen(arguments: Sequence[str]) -> list[Size]:
    """Return the sizes that the command line names, all where it names none."""
    known = {str(size): size for size in SIZES}
    unknown = [argument for argument in arguments if argument not in known]
    if unknown:
        raise SystemExit(f"no size is called {' '.join(unknown)}; there are: {' '.join(known)}")
    return [known[argument] for argument in arguments] or list(SIZES)


def main() -> None:
    """Measure the sizes, each with a file of figures."""
    sizes = chosen(sys.argv[1:])
    with ExitStack() as stack, tempfile.TemporaryDirectory() as place:
        everybody = columns(stack)
        for size in sizes:
            compared, load = [column for column in everybody if size.time_steps <= column.longest], Load()
            with figures_of(f"peers-{size}") as figures:
                for cell in GATES:
                    blocks = measure(cell, size, Path(place, f"{cell}-{size}.json"), compared, load)
                    report(figures, f"{cell} {size}", compared, blocks)
                figures.add(f"{size}, kept busy by other processes", load.cores, "cores")


if __name__ == "__main__":
    main()
