"""Ready-made experiments: stories, and for every task what is known to work and what is known to fail."""

from rnn_playground.experiment.presets.known import KNOWN
from rnn_playground.experiment.presets.nilpotent import nilpotent
from rnn_playground.experiment.presets.preset import Evidence, Fix, Outcome, Preset
from rnn_playground.experiment.presets.stories import STORIES

__all__ = ["KNOWN", "PRESETS", "STORIES", "Evidence", "Fix", "Outcome", "Preset"]

PRESETS = (*STORIES, nilpotent(), *KNOWN)
