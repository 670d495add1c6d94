"""Diagnostics: measurements, each a pure function of what a training step left behind."""
