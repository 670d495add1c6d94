"""Where trainers run: eight calls, answered by worker processes. Importing it loads no torch."""
