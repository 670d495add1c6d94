"""A script that trains a document by itself and prints its losses, put together from this package's own sources."""

from rnn_playground.export.script.assemble import script_of

__all__ = ["script_of"]
