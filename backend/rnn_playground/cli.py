"""The commands: ``serve``, ``train``, ``script``, ``export``, ``catalog``, ``compile``, ``version``."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import signal
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError
from safetensors import SafetensorError

import rnn_playground
from rnn_playground.experiment import Experiment, catalog, explain, read_json
from rnn_playground.experiment.errors import Refusal
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import FrameKeeper, Recording
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from rnn_playground.training.trainer import Trainer

WRONG_INPUT, INTERRUPTED = 2, 130
# What a recording shows beside what is always there; parameters would make it many times larger.
RECORDED = Watch(panels=("gradients", "gates", "spectrum", "pre_activation"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 2 for wrong input, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    try:
        match options.command:
            case "serve":
                return serve(options.host, options.port, browser=options.browser)
            case "train":
                return train(
                    options.experiment,
                    steps=options.steps,
                    out=options.out,
                    as_json=options.json,
                    mnist=options.mnist,
                )
            case "script":
                return script(options.experiment, steps=options.steps, out=options.out, mnist=options.mnist)
            case "export":
                return export(options.recording, options.out)
            case "catalog":
                whole = {**catalog(), "version": rnn_playground.__version__}
                print(json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False))
            case "compile":
                return compile_kernels(shipped=options.shipped)
            case "version":
                print(f"rnn-playground {rnn_playground.__version__}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away, as with `| head`
        sys.stderr.close()
    return 0


def serve(host: str | None, port: int | None, *, browser: bool) -> int:
    """Serve until interrupted; None leaves host and port to the settings."""
    from rnn_playground.engine.process_start import begin_template
    from rnn_playground.server.listening import listen
    from rnn_playground.server.settings import Desktop, Settings

    try:
        given: dict[str, Any] = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        settings = Settings(**given)
    except ValidationError as error:
        return _complain("settings", error)
    if settings.host not in ("0.0.0.0", "::"):
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        settings = settings.model_copy(update={"allowed_hosts": (*settings.allowed_hosts, name)})

    def announce(address: str) -> None:
        print(f"RNN Playground is at {address}  (Ctrl+C ends it)", flush=True)
        if browser and Desktop().has_screen:
            webbrowser.open(address)

    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        print(f"port {settings.port} at {settings.host}: {error}; choose another: --port, --host", file=sys.stderr)
        return WRONG_INPUT
    signal.signal(signal.SIGTERM, _leave)
    if settings.engine == "local" and settings.fork_workers:
        begin_template()

    # They load for half a second, beside the template.
    from rnn_playground.engine.engine import EngineUnusable
    from rnn_playground.experiment.installed_file import PageNotBuilt
    from rnn_playground.server.serving import make_server
    from rnn_playground.server.store_problems import StoreUnusable

    try:
        make_server(settings, announce).run([listener])
    except EngineUnusable as problem:
        print(f"RNN_PLAYGROUND_ENGINE {problem}", file=sys.stderr)
        return WRONG_INPUT
    except (PageNotBuilt, StoreUnusable) as problem:
        print(problem, file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        return 0
    return 0


def compile_kernels(*, shipped: bool) -> int:
    """Compile the fused kernels, for this user or to be shipped with the package, and say so."""
    from rnn_playground.kernels.cache import SHIPPED
    from rnn_playground.kernels.load import load_kernels

    if load_kernels(SHIPPED if shipped else None):
        print("the fused kernels are ready")
        return 0
    print("no fused kernels here: numba is missing, or the processor does not suit; the reference serves")
    return 0


def train(path: Path, *, steps: int | None, out: Path | None, as_json: bool, mnist: Path | None = None) -> int:
    """Train the experiment in a file; a recording goes to ``out``, scalars to standard output.

    ``mnist`` names the images that the task of that name reads.
    """
    experiment = _experiment_in(path, steps)
    if experiment is None:
        return WRONG_INPUT
    if out is not None and not _can_write(out):
        return WRONG_INPUT

    from rnn_playground.kernels.load import load_kernels
    from rnn_playground.tasks.mnist import use_mnist_file
    from rnn_playground.training.trainer import Trainer
    from rnn_playground.training.warm_up import use_one_thread

    use_one_thread()
    use_mnist_file(mnist)
    try:
        trainer = Trainer(experiment, kernels=load_kernels(compile_missing=False))
    except Refusal as refusal:
        print(f"{path}: {refusal}", file=sys.stderr)
        return WRONG_INPUT
    keeper = FrameKeeper() if out is not None else None
    try:
        _train_to_the_end(trainer, keeper, as_json=as_json)
        frames = [] if keeper is None else _with_the_last(keeper.frames, trainer)
        ending, code = f"{trainer.state} at step {trainer.step}", 0
    except KeyboardInterrupt:  # what was trained until then is kept; the present step may be half made
        frames = [] if keeper is None else keeper.frames
        ending, code = f"interrupted after step {trainer.scalars.last(0)}", INTERRUPTED
    if out is not None:
        Recording(trainer.experiment, [], trainer.scalars, frames).write(out)
    if not as_json:
        print(f"{ending}: {_in_words(trainer)}")
    return code


def script(path: Path, *, steps: int | None, out: Path | None, mnist: Path | None = None) -> int:
    """Write a script that trains the experiment in a file by itself, to ``out`` or to standard output.

    Weights above 64 kB lie beside it: in a file of the same name that ends in .npz, or with the script in a zip, where
    ``out`` ends in .zip or is standard output. ``mnist`` names the images that the task of that name reads.
    """
    experiment = _experiment_in(path, steps)
    if experiment is None or (out is not None and not _can_write(out)):
        return WRONG_INPUT

    from rnn_playground.export.script import script_of

    try:
        written = script_of(experiment, mnist, images=str(mnist or "mnist.npz"))
    except Refusal as refusal:
        print(f"{path}: {refusal}", file=sys.stderr)
        return WRONG_INPUT
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(written.content())
    elif out.suffix == ".zip" and written.beside:
        out.write_bytes(written.content(out.stem))
    else:
        out.write_text(written.text, encoding="utf-8")
        if written.beside:
            out.with_suffix(".npz").write_bytes(written.npz())
            print(f"{out} reads {out.with_suffix('.npz')} beside it", file=sys.stderr)
    return 0


def export(path: Path, out: Path) -> int:
    """Write a page that replays the recording in a file without a server."""
    from rnn_playground.experiment.installed_file import PageNotBuilt, page_directory
    from rnn_playground.server.replay_page import replay_page, replay_template

    try:
        recording = path.read_bytes()
        page = replay_page(replay_template(page_directory()), recording)
    except PageNotBuilt as problem:
        print(problem, file=sys.stderr)
        return WRONG_INPUT
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        print(f"{path}: {error}; give a recording, as 'train --out' writes it", file=sys.stderr)
        return WRONG_INPUT
    if not _can_write(out):
        return WRONG_INPUT
    out.write_text(page, encoding="utf-8")
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
    return 0


def _experiment_in(path: Path, steps: int | None) -> Experiment | None:
    """Return the experiment in a file; None once what is wrong with it has been said."""
    try:
        document = read_json(path.read_text(encoding="utf-8"))
        if steps is not None and isinstance(document, dict):
            document["steps"] = steps
        return Experiment.model_validate(document)
    except ValidationError as error:
        _complain(str(path), error)
    except (OSError, ValueError, RecursionError) as error:
        print(f"{path}: {error}; give a file with an experiment as JSON", file=sys.stderr)
    return None


def _train_to_the_end(trainer: Trainer, keeper: FrameKeeper | None, *, as_json: bool) -> None:
    """Make every update: an object a step on standard output, or how far it is where there is a terminal."""
    printed, shows = -1, not as_json and sys.stderr.isatty()
    began = told = time.monotonic()
    try:
        with _interruptions() as stop_if_interrupted:
            going = True
            while going:
                stop_if_interrupted()
                if as_json:
                    print(json.dumps(scalars_of(trainer), allow_nan=False))
                    printed = trainer.step
                if keeper is not None and keeper.wants(trainer.step):
                    keeper.add(trainer.frame(RECORDED))
                going = trainer.advance()
                if shows and time.monotonic() > told + 0.1:
                    told = time.monotonic()
                    _show(trainer, told - began)
    finally:
        if shows:
            _show(trainer, time.monotonic() - began, end="\n")
    if as_json and trainer.step != printed:  # the step at which the last lane diverged
        print(json.dumps(scalars_of(trainer), allow_nan=False))


def _show(trainer: Trainer, seconds: float, end: str = "") -> None:
    """Write over the terminal's last line how far the training is after ``seconds``, and what it has come to."""
    made, whole, width = trainer.step + 1, trainer.experiment.steps, shutil.get_terminal_size().columns - 1
    left = timedelta(seconds=round((whole - made) * seconds / made))
    line = f"{made / whole:4.0%} {made}/{whole}, {left} left: {_in_words(trainer)}"
    print(f"\r{line:<{width}.{width}}", end=end, file=sys.stderr, flush=True)


@contextmanager
def _interruptions() -> Iterator[Callable[[], None]]:
    """Yield what raises KeyboardInterrupt once Ctrl+C was pressed; pressed again it is raised on the spot.

    What a signal raises is lost where it falls into a callback of a library, and training would go on.
    """
    pressed = False

    def press(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, press)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


def _with_the_last(frames: list[Frame], trainer: Trainer) -> list[Frame]:
    return frames if frames[-1].step == trainer.step else [*frames, trainer.frame(RECORDED)]


def scalars_of(trainer: Trainer) -> dict[str, Any]:
    """Return the present step's scalars, JSON-ready; None stands for what is not finite."""
    lanes: list[dict[str, Any]] = []
    for number in range(trainer.scalars.lanes):
        values = trainer.scalars.since(number, trainer.step - 1, limit=1)
        if len(values["steps"]):
            names = ("loss", "metric", "gradient_norm", "validation_loss", "validation_metric")
            figures = {name: _finite(values[name][0]) for name in names if name in values}
            lanes.append({"lane": number, **figures})
    return {"step": trainer.step, "lanes": lanes}


def _in_words(trainer: Trainer) -> str:
    metric = trainer.experiment.task.facts().metric.replace("_", " ")
    shown = []
    for number in range(trainer.scalars.lanes):
        values = trainer.scalars.since(number, trainer.scalars.last(number) - 1, limit=1)
        if not len(values["steps"]):  # a branch that has not begun
            continue
        figures = f"loss {values['loss'][0]:.4g}, {metric} {values['metric'][0]:.4g}"
        shown.append(f"{'ABCD'[number]} {figures}")
    return " · ".join(shown)


def _finite(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


def _can_write(out: Path) -> bool:
    """Tell whether ``out`` can be written, and the reader why not: rather now than after the training."""
    try:
        out.open("ab").close()
    except OSError as error:
        print(f"{out}: {error}; give a place for the recording that can be written", file=sys.stderr)
        return False
    return True


def _complain(where: str, error: ValidationError) -> int:
    for entry in explain(error):
        place = ".".join(str(part) for part in entry["path"])
        print(f"{where}: {place}: {entry['message']}" if place else f"{where}: {entry['message']}", file=sys.stderr)
    return WRONG_INPUT


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rnn-playground", description="Train small recurrent networks and watch.")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="serve the page and open a browser")
    serving.add_argument("--host", help="address to listen on (127.0.0.1)")
    serving.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    serving.add_argument("--no-browser", dest="browser", action="store_false", help="open no browser")
    training = commands.add_parser("train", help="train an experiment in the terminal")
    training.add_argument("experiment", type=Path, metavar="EXPERIMENT.json", help="the document")
    training.add_argument("--steps", type=int, metavar="N", help="updates, instead of the document's")
    training.add_argument("--out", type=Path, metavar="RUN.safetensors", help="write a recording")
    training.add_argument(
        "--mnist", type=Path, metavar="PATH", help="images for the task mnist: .npz, IDX, .csv, folder"
    )
    training.add_argument("--json", action="store_true", help="print one JSON object a step")
    scripting = commands.add_parser("script", help="write a short PyTorch script that prints the same losses")
    scripting.add_argument("experiment", type=Path, metavar="EXPERIMENT.json", help="the document")
    scripting.add_argument("--steps", type=int, metavar="N", help="updates, instead of the document's")
    scripting.add_argument("--out", type=Path, metavar="SCRIPT.py", help="write it there, not to standard output")
    scripting.add_argument("--mnist", type=Path, metavar="PATH", help="where the script finds the images of mnist")
    exporting = commands.add_parser("export", help="write a page that replays a recording without a server")
    exporting.add_argument("recording", type=Path, metavar="RUN.safetensors", help="what train --out wrote")
    exporting.add_argument("--out", type=Path, required=True, metavar="REPLAY.html", help="the page")
    commands.add_parser("catalog", help="print everything that can be chosen, as JSON")
    compiling = commands.add_parser("compile", help="compile the fused kernels ahead of time")
    compiling.add_argument("--shipped", action="store_true", help="keep them with the package, for an image")
    commands.add_parser("version", help="print the version")
    return parser
