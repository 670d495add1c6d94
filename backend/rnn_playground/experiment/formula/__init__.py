"""A cell's equation as somebody types it: its grammar, what follows from it, and what is wrong with it. No torch."""

from rnn_playground.experiment.formula.nodes import Node
from rnn_playground.experiment.formula.program import Program, program_of
from rnn_playground.experiment.formula.refusals import FormulaRefusal

__all__ = ["FormulaRefusal", "Node", "Program", "program_of"]
