"""Measure the parts that are asked for and write their sections of docs/reproductions.md.

    python -m paper            # all of them
    python -m paper a c        # these

What is finished is kept under build/paper, so that a run that was interrupted goes on where it stopped; remove a part's
file there to measure it again. Part g takes hours: its file is in scripts/paper/measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from paper import adding, claims, clockwork, digits, lessons, mnist, temporal_order
from paper.measuring import measure_missing
from paper.report import write_report
from rnn_playground.kernels.load import load_kernels

ROOT = Path(__file__).parents[2]
PARTS = (adding.PART, digits.PART, clockwork.PART, temporal_order.PART, lessons.PART, claims.PART, mnist.PART)


def main() -> int:
    """Measure what is missing and write the page; return 0, 2 for wrong input, 130 when interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="letters; without any, all")
    parser.add_argument("--processes", type=int, default=2, help="runs at a time, each on one core")
    options = parser.parse_args()
    known = {part.letter for part in PARTS}
    if unknown := set(options.parts) - known:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; choose of {', '.join(sorted(known))}")
    try:
        measure_and_write(options.parts, options.processes)
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from here")
        return 130
    return 0


def measure_and_write(chosen: Sequence[str], processes: int) -> None:
    """Finish the runs of the chosen parts, of all where none is chosen, and write their sections."""
    print("kernels" if load_kernels() else "no kernels here: the reference trains, which takes many times as long")
    for part in PARTS:
        if not chosen or part.letter in chosen:
            part.prepare()
            results = part.results()
            measure_missing(part.runs, results, title=f"({part.letter})", processes=processes)
            write_report(ROOT / "docs", part, results)


if __name__ == "__main__":
    raise SystemExit(main())
