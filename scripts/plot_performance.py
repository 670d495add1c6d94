"""Draw what the benchmarks found: from build/bench/*.json to docs/images/performance/*.svg.

make bench BENCH="growth session_memory"
python scripts/plot_performance.py
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from paper.svg import COLOURS, Axis, line, number, picture, text

ROOT = Path(__file__).resolve().parents[1]
FOUND, IMAGES = ROOT / "build" / "bench", ROOT / "docs" / "images" / "performance"
LEFT, TOP, WIDTH, HEIGHT, GAP = 56.0, 56.0, 170.0, 190.0, 62.0
MOST_COUNTED = 4
"""Up to here every value has its tick."""
Lines = Mapping[str, Sequence[tuple[float, float]]]


def figures(benchmark: str) -> list[dict[str, Any]]:
    """Return what a benchmark left."""
    content = json.loads((FOUND / f"{benchmark}.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["figures"]
    return found


def panel(left: float, title: str, lines: Lines, up: Axis, across: Axis) -> list[str]:
    """Return one plot of a row: its frame, ticks and lines in the order of the colours."""
    parts = [text(left, TOP - 12, title, weight="bold")]
    for tick in up.ticks():
        y = up.place(tick)
        parts += [line([(left, y), (left + WIDTH, y)]), text(left - 6, y + 4, number(tick), anchor="end")]
    few = across.logarithmic or across.high <= MOST_COUNTED
    for tick in sorted({x for points in lines.values() for x, _ in points}) if few else across.ticks():
        if across.logarithmic and tick not in (across.low, across.high):
            continue
        parts.append(text(across.place(tick), TOP + HEIGHT + 18, number(tick), anchor="middle"))
    for colour, points in zip(COLOURS, lines.values(), strict=False):
        parts.append(line([(across.place(x), up.place(y)) for x, y in points], stroke=colour, width=2))
    return parts


def growth() -> str:
    """Return the milliseconds of an update against all that can grow, side by side on one scale."""
    found = figures("growth")
    times = [figure["value"] for figure in found]
    up = Axis(min(times), max(times), TOP + HEIGHT, TOP, logarithmic=True)
    cells = list(dict.fromkeys(figure["cell"] for figure in found))
    parts = [text(10, 20, "Milliseconds an update", weight="bold")]
    for place, cell in enumerate(cells):
        parts.append(text(200 + 130 * place, 20, cell, fill=COLOURS[place], weight="bold"))
    turned = list(dict.fromkeys(figure["turned"] for figure in found))
    for place, what in enumerate(turned):
        left = LEFT + place * (WIDTH + GAP)
        mine = [figure for figure in found if figure["turned"] == what]
        values = [figure["at"] for figure in mine]
        across = Axis(min(values), max(values), left, left + WIDTH, logarithmic=max(values) > MOST_COUNTED)
        lines = {cell: [(f["at"], f["value"]) for f in mine if f["cell"] == cell] for cell in cells}
        parts += panel(left, what, lines, up, across)
    return picture(LEFT + len(turned) * (WIDTH + GAP), TOP + HEIGHT + 32, "Growth", parts)


def memory() -> str:
    """Return the memory of the web process and of a worker against the updates of one session."""
    found = [figure for figure in figures("session_memory") if "curve" in figure]
    curves = {f["name"].partition(" at ")[0]: [(step / 1000, size) for step, size in f["curve"]] for f in found}
    points = [point for curve in curves.values() for point in curve]
    left = LEFT
    across = Axis(0.0, max(x for x, _ in points), left, left + WIDTH)
    up = Axis(0.0, max(y for _, y in points), TOP + HEIGHT, TOP)
    parts = [text(10, 20, "Megabytes against thousands of updates", weight="bold")]
    for place, name in enumerate(curves):
        at = TOP + 16 + 20 * place
        parts.append(text(left + WIDTH + 16, at, name, fill=COLOURS[place], weight="bold"))
    parts += panel(left, "", curves, up, across)
    return picture(LEFT + WIDTH + 160, TOP + HEIGHT + 32, "Memory", parts)


def main() -> None:
    """Draw all whose figures are there."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, benchmark, draw in (("growth", "growth", growth), ("memory", "session_memory", memory)):
        if (FOUND / f"{benchmark}.json").exists():
            (IMAGES / f"{name}.svg").write_text(draw(), encoding="utf-8")
            print(IMAGES / f"{name}.svg")


if __name__ == "__main__":
    main()
