"""RNN Playground: train small recurrent networks and watch every number they make.

``Experiment`` describes a run completely; ``train`` runs it and yields frames; ``figure`` draws them as the page does.
Importing this package loads neither torch nor Plotly: only a call to ``train`` does, or one to ``figure``.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnn_playground.experiment import Experiment
from rnn_playground.figures import figure
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch

__version__ = "0.1.0"
__all__ = ["Experiment", "Frame", "Recording", "Watch", "__version__", "figure", "train"]


def train(experiment: Experiment, watch: Watch | None = None, every: int = 1) -> Iterator[Frame]:
    """Train ``experiment`` and yield a frame of every ``every``-th step, each with the scalars since the last one.

    ``watch`` names the panels to compute and the sample to show; by default only what is always sent.
    Each frame says of which document it is, so that ``figure`` can draw it.
    """
    from rnn_playground.training.train import train as run  # torch is loaded here, and only here

    return run(experiment, watch or Watch(), every)
