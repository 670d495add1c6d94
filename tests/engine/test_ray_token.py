"""A cluster that asks for a token: a server with the same one is let in, any other is told what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

pytestmark = pytest.mark.long


PATIENCE = 120
TOKEN, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
CLUSTER = """
import json, sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args=json.loads(sys.argv[1]))
print(cluster.address, flush=True)
sys.stdin.read()
cluster.shutdown()
"""
SERVER = """
from rnn_playground.engine.engine import EngineUnusable
from rnn_playground.engine.ray.engine import RayEngine
from rnn_playground.engine.orders import StartRequest, RunControl
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch
try:
    engine = RayEngine(8, state_bytes=2**25, worker_bytes=2**33)
except EngineUnusable as problem:
    print(problem)
else:
    engine.open()
    experiment = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 5})
    print("step", engine.start("a", StartRequest(experiment, RunControl(until=0), Watch())).result().step)
    engine.close()
"""


def python(code, *arguments, **environment):
    """Start a process that has no token but the one that it is given, and does not ask for long where it is refused."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    own = {"PYTHONPATH": os.pathsep.join(sys.path), "RAY_py_gcs_connect_timeout_s": "5", **environment}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**known, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture(scope="module")
def address(ray_node):
    pytest.importorskip("ray")
    import json

    node = json.dumps({**ray_node, "node_ip_address": "127.0.0.3"})
    with python(CLUSTER, node, RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=TOKEN) as cluster:
        yield cluster.stdout.readline().strip()
        cluster.communicate(timeout=PATIENCE)


@pytest.fixture
def answer(address, tmp_path):
    """What a server says that joins with this environment."""
    with ExitStack() as stack:

        def join(**environment):
            process = stack.enter_context(python(SERVER, RAY_ADDRESS=address, HOME=str(tmp_path), **environment))
            stack.callback(process.kill)
            return process.communicate(timeout=PATIENCE)[0]

        yield join


def test_a_server_with_the_token_is_let_in_and_trains(answer):
    assert answer(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=TOKEN) == "step 0\n"


@pytest.mark.parametrize(
    "environment",
    [{"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": OTHER}, {"RAY_AUTH_MODE": "token"}, {"RAY_AUTH_MODE": "disabled"}],
    ids=["another token", "no token", "no mode"],
)
def test_a_server_without_it_is_told_what_to_do(answer, environment):
    said = answer(**environment)
    assert said.startswith("is 'ray', and there is no cluster to join (")
    assert "RAY_AUTH_MODE=token" in said
    assert "~/.ray/auth_token" in said
    assert TOKEN not in said
