"""Whether what is known before training tells who solves a task: the study of docs/forecast.md."""
