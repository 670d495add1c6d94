"""Make the recorded run that the page shows in the place of MNIST where the server has no images.

    RNN_PLAYGROUND_MNIST=DIRECTORY python scripts/record_mnist_run.py
    python scripts/record_mnist_run.py --mnist DIRECTORY

The images are the original set's, 60,000 to train on and 10,000 to test with: a folder of its four IDX files, or an
.npz of both. Trains for some minutes and writes frontend/recordings/mnist.safetensors, and what it came to as
docs/mnist-run.md. The same images give the same file on the same machine and build.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from recorded_run import recorded, write
from rnn_playground.experiment import Experiment, describe
from rnn_playground.kernels.load import load_kernels
from rnn_playground.server.settings import Settings
from rnn_playground.tasks.mnist import use_mnist_file
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

UNITS = 16
UPDATES = 2240
FRAMES = (0, 100, 400, 1000, 2239)
"""Updates of which a frame is kept: each takes 200 kB, as its states are those of 784 time steps."""
OPTIMIZER = {"kind": "adam", "learning_rate": 0.0005}
CLIP = {"kind": "norm", "threshold": 1.0}
LANES = [
    {"cell": {"kind": kind, "hidden_size": UNITS}, "optimizer": OPTIMIZER, "clip": CLIP} for kind in ("rnn", "irnn")
]
EXPERIMENT = Experiment.model_validate({"task": {"kind": "mnist"}, "lanes": LANES, "batch_size": 128, "steps": UPDATES})
PAGE = Path(__file__).parents[1] / "docs" / "mnist-run.md"
BATCHES = 100
TEXT = """# The recorded run of MNIST

Where a server has no images of MNIST, the page shows this run in its place, and says so. It was recorded by
`scripts/record_mnist_run.py`, which makes it and this page anew within some minutes: `--mnist`, or the variable
`RNN_PLAYGROUND_MNIST`, names a folder with the original set's four IDX files. The same images give the same file on the
same machine and build; elsewhere rounding makes the losses drift apart.

60,000 images to train on, read pixel by pixel over {length} time steps; the class is asked for at the end.
{units} units a model, batches of {batch}, {updates} updates, Adam at {rate:g}, gradients clipped to the norm {clip:g},
the weights and the data of one seed. *Named rightly* is the share of the 512 digits of the last validation, after
{validated} updates; *training* the mean of the last {batches} batches. The last column is the gradient of the loss at
the first time step over that at the last one, after {shown} updates; 0 is less than single precision holds.

| model | weights | named rightly | training | gradient that arrives |
|---|---|---|---|---|
{rows}

0.135 is what one answer to every image comes to: 69 of the 512 digits are a 1. It is not the experiment of Le, Jaitly
and Hinton, 2015, arXiv:1504.00941: they trained 100 units, for a hundred thousand to a million updates. One run says
nothing of other seeds, and what stays at chance for so many updates need not stay there: the same run of 4,500 updates
ended at 0.188 for the rnn and 0.545 for the irnn.
"""


def main() -> None:
    """Train on the images that are named, write the file and the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, metavar="PATH", default=Settings().mnist, help="where the images are")
    torch.set_num_threads(1)
    use_mnist_file(parser.parse_args().mnist)
    trainer = Trainer(EXPERIMENT, kernels=load_kernels())
    recording = recorded(trainer, FRAMES, Watch(panels=("spectrum", "weights")))
    write(recording, "mnist")
    PAGE.write_text(page(recording), encoding="utf-8")


def page(recording: Recording) -> str:
    """Return docs/mnist-run.md: what the recording holds, in words and a table."""
    experiment, facts = recording.experiment, describe(recording.experiment)
    rows = [row(recording, number, facts["lanes"][number]["parameters"]) for number in range(len(experiment.lanes))]
    return TEXT.format(
        length=facts["task"]["sequence_length"],
        units=UNITS,
        batch=experiment.batch_size,
        updates=f"{experiment.steps:,}",
        rate=OPTIMIZER["learning_rate"],
        clip=CLIP["threshold"],
        validated=f"{int(scalars(recording, 0)['validation_steps'][-1]):,}",
        batches=BATCHES,
        shown=f"{recording.frames[-1].step:,}",
        rows="\n".join(rows),
    )


def row(recording: Recording, lane: int, weights: int) -> str:
    """Return a model's line of the table."""
    found = scalars(recording, lane)
    norms = recording.frames[-1][f"{lane}/hidden_gradient_norm"][0]
    named, training = found["validation_metric"][-1], found["metric"][-BATCHES:].mean()
    kind = recording.experiment.lanes[lane].cell.kind
    return f"| {kind} | {weights} | {named:.3f} | {training:.3f} | {norms[0] / norms[-1]:.2g} |"


def scalars(recording: Recording, lane: int) -> dict[str, Array]:
    """Return all scalars of a model."""
    return recording.scalars.since(lane, -1, limit=recording.experiment.steps)


if __name__ == "__main__":
    main()
