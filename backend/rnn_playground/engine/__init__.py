"""Where trainers run: five calls, answered by worker processes. Importing it loads no torch."""
