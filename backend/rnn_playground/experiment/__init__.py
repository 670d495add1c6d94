"""The document that describes a run, its bounds, and the catalog that a page builds its controls from. No torch."""

from rnn_playground.experiment.catalog import catalog
from rnn_playground.experiment.describe import describe
from rnn_playground.experiment.document import LOCAL, Limits, read_json
from rnn_playground.experiment.errors import Explained, explain
from rnn_playground.experiment.experiment import Change, Experiment, Lane, TuneChange

__all__ = [
    "LOCAL",
    "Change",
    "Experiment",
    "Explained",
    "Lane",
    "Limits",
    "TuneChange",
    "catalog",
    "describe",
    "explain",
    "read_json",
]
