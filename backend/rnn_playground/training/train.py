"""Training as an iterator of frames."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

_DEFAULT = Watch()


def train(experiment: Experiment, watch: Watch = _DEFAULT, every: int = 1) -> Iterator[Frame]:
    """Train ``experiment`` to its end and yield a frame of every ``every``-th step, and of the last one.

    Each carries, beside the tensors of its step, the scalars ``n/steps``, ``n/loss``, ``n/metric`` and
    ``n/gradient_norm`` of all steps since the frame before, the validations among them (``n/validation_steps``,
    ``n/validation_loss``, ``n/validation_metric``), and in its metadata the ``experiment`` as JSON. The fused
    kernels are chosen where they are compiled already. Raises ValueError where ``every`` is less than 1.
    """
    if every < 1:
        raise ValueError(f"every is {every}; it must be at least 1; choose 1 for a frame of every step")
    trainer = Trainer(experiment, kernels=load_kernels(compile_missing=False))
    shown, document = -1, experiment.model_dump_json()
    going = True
    while going:
        if trainer.step % every == 0:
            yield _whole(trainer, watch, shown, document)
            shown = trainer.step
        going = trainer.advance()
    if shown < trainer.step:
        yield _whole(trainer, watch, shown, document)


def _whole(trainer: Trainer, watch: Watch, after: int, document: str) -> Frame:
    frame = trainer.frame(watch)
    scalars: dict[str, Array] = {}
    for lane in range(trainer.scalars.lanes):
        since = trainer.scalars.since(lane, after, limit=trainer.step + 1)
        scalars.update({f"{lane}/{name}": values for name, values in since.items()})
    return Frame(frame.step, {**scalars, **frame.tensors}, {**frame.metadata, "experiment": document})
