"""Plotly figures of what frames hold: five views, in the page's words and the colours of its models."""

from rnn_playground.figures.figure import View, figure

__all__ = ["View", "figure"]
