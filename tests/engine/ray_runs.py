"""Runs in a Ray cluster of two nodes: how they begin, and how long a test waits for what has to load first."""

from __future__ import annotations

from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

PATIENCE, NODES = 120, 2
HELLO = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 200})


def begin(engine, run, experiment=HELLO, **more):
    return engine.start(run, StartRequest(experiment, RunControl(until=0), Watch(), **more)).result(PATIENCE)
