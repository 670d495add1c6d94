"""How long the scripts of the unrolled picture take in an animation frame, measured on the picture by itself.

The page's own modules and style sheets as they are built, real frames of a real training run, Chromium without a GPU.
Judges nothing.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from rnn_playground.experiment import Experiment, describe
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from served_page import chromium
from support.animation_frames import AnimationFrame, traced
from support.figures import Figures, figures_of

HERE = Path(__file__).parent / "hero_page"
FRONTEND = HERE.parents[2] / "frontend"
VIEWPORT = {"width": 1440, "height": 900}
FRAMES = 40
WARM_UP, MEASURED = 60, 300
BOUNDS = {50: 3.0, 200: 8.0}
"""Milliseconds of script an animation frame that are aimed at, by time steps."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".html": "text/html"}


def experiment(length: int, hidden: int, lanes: int) -> Experiment:
    """Return the adding problem with ``lanes`` networks side by side."""
    kinds = ["rnn", "gru", "lstm", "irnn"]
    cells = [{"cell": {"kind": kinds[lane % 4], "hidden_size": hidden}} for lane in range(lanes)]
    return Experiment.model_validate({"task": {"kind": "adding", "length": length}, "lanes": cells, "batch_size": 4})


def frames_of(document: Experiment) -> list[bytes]:
    """Return the first frames of a training run, as they go over the wire."""
    trainer, watch = Trainer(document), Watch(panels=("gradients", "gates", "spectrum", "pre_activation", "band"))
    blobs = []
    for _ in range(FRAMES):
        blobs.append(trainer.frame(watch).encode())
        trainer.advance()
    return blobs


def built(folder: Path) -> None:
    """Join the modules under measurement as the page's build does."""
    rolldown = FRONTEND / "node_modules" / ".bin" / "rolldown"
    subprocess.run([rolldown, HERE / "hero.js", "--dir", folder, "--minify"], check=True, capture_output=True)


def served(page: Page, document: Experiment, scripts: Path) -> None:
    """Answer the page's requests: the modules under measurement, and the frames."""
    blobs = frames_of(document)
    setup = {"frames": len(blobs), "experiment": document.model_dump(mode="json"), "facts": describe(document)}

    def answer(route: Route) -> None:
        path = route.request.url.split("/", 3)[3]
        if path.startswith("bench/frames/"):
            route.fulfill(body=blobs[int(path.rsplit("/", 1)[1])])
        elif path == "bench/setup.json":
            route.fulfill(body=json.dumps(setup), content_type="application/json")
        else:
            own = {".html": HERE, ".js": scripts}.get(Path(path).suffix)
            file = own / path.removeprefix("bench/") if own else FRONTEND / "dist" / "files" / path
            found = file.is_file()
            body = file.read_bytes() if found else b""
            route.fulfill(
                status=200 if found else 404,
                body=body,
                content_type=TYPES.get(file.suffix, "text/plain"),
            )

    page.route("**/*", answer)


def animation_frames(browser: Browser, document: Experiment, scripts: Path) -> list[AnimationFrame]:
    """Return what each animation frame took while the frames of a training run arrive."""
    page = browser.new_page(viewport=VIEWPORT)
    served(page, document, scripts)
    page.goto("https://bench.localhost/bench/index.html")
    page.wait_for_function("globalThis.ready", timeout=60_000)
    page.evaluate("(count) => play(count)", WARM_UP)
    frames = traced(browser, page, lambda: page.evaluate("(count) => play(count)", MEASURED))
    page.close()
    return frames


def measure(browser: Browser, figures: Figures) -> None:
    """Draw four networks of 32 units over a short and over a long sequence."""
    with tempfile.TemporaryDirectory() as folder:
        built(Path(folder))
        for length, bound in BOUNDS.items():
            frames = animation_frames(browser, experiment(length, 32, 4), Path(folder))
            figures.percentiles(f"T {length}: script", [frame.script for frame in frames], "ms", bound=bound)
            figures.percentiles(f"T {length}: style, layout and paint", [frame.drawing for frame in frames], "ms")


def main() -> None:
    """Measure in a browser without a GPU."""
    with chromium() as browser, figures_of("hero_script") as figures:
        measure(browser, figures)


if __name__ == "__main__":
    main()
