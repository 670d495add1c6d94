"""The page's views as Plotly figures: frames in, a figure out, with the page's numbers, scales, colours and words."""

from rnn_playground.figures.figure import View, figure

__all__ = ["View", "figure"]
