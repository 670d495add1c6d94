"""Train what is missing of the study and write docs/forecast.md.

    python -m forecast         (with scripts/ on the path, as `make forecast` has it)

What is finished is kept under build/forecast, so that a study that was interrupted goes on where it stopped; remove a
file there to measure it again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from forecast.known import record_of
from forecast.page import page
from forecast.settings import grid, presets
from forecast.study import study
from paper.measuring import measure_missing
from paper.results import Measurable, Results
from paper.run import Outcome

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure what is missing and write the page; return 0, or 130 when interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=2, help="runs at a time, each on one core")
    options = parser.parse_args()
    try:
        of_grid = measured("grid", grid(), options.processes)
        of_presets = measured("presets", presets(), options.processes)
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from here")
        return 130
    found = study(
        [record_of(outcome, preset=False) for outcome in of_grid],
        [record_of(outcome, preset=True) for outcome in of_presets],
    )
    (ROOT / "docs" / "forecast.md").write_text(page(of_grid, of_presets, found), encoding="utf-8")
    return 0


def measured(name: str, runs: tuple[Measurable, ...], processes: int) -> list[Outcome]:
    """Finish ``runs`` and return their outcomes, each once, in order."""
    results = Results(ROOT / "build" / "forecast" / f"{name}.jsonl")
    measure_missing(runs, results, title=name, processes=processes)
    settings = dict.fromkeys((run.group, run.network) for run in runs)
    return [outcome for group, network in settings for outcome in results.of(runs, group, network)]


if __name__ == "__main__":
    raise SystemExit(main())
