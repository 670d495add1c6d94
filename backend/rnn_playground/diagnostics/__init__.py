"""Diagnostics: one measurement a file, each a pure function of what a training step left behind."""
