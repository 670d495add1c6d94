"""The tasks: from a task's document, a seed and a step to the batch of that step."""

from rnn_playground.tasks.batch import TaskBatch
from rnn_playground.tasks.catalog import BatchSource, draw_batch

__all__ = ["BatchSource", "TaskBatch", "draw_batch"]
