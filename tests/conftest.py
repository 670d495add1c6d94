"""One thread a process: on matrices this small torch's threads only wait for each other. And how long to insist."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from hypothesis import settings

from .postgresql import MISSING, Cluster, is_installed, running_cluster
from .waiting import take_longest

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is loaded, here and in the processes that tests start

# The same few examples each time; --hypothesis-profile=thorough looks for new ones.
settings.register_profile("quick", max_examples=10, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None, print_blob=True)
settings.load_profile("quick")

NO_RAY = "Ray is missing; pip install 'rnn-playground[ray]', and run the tests again"
NEEDS_A_SERVER = {"postgresql", "ray_cluster"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chaos", action="store_true", help="the longest form of the tests that have one (make chaos)")
    parser.addoption(
        "--engine", choices=("local", "ray"), default="local", help="what servers train with (make test-ray)"
    )
    parser.addoption(
        "--database",
        choices=("directory", "postgresql"),
        default="directory",
        help="where servers keep runs that are to keep them in a directory (make test-postgresql)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Put the longest wait of a test into its report, with what it waited for."""
    take_longest()
    try:
        return (yield)
    finally:
        seconds, what = take_longest()
        item.user_properties.append(("longest wait", f"{seconds:.1f} s for {what}"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count among the long tests whatever needs a server that not every machine has."""
    for item in items:
        if NEEDS_A_SERVER.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("long")


@pytest.fixture(scope="session")
def kernels_at_hand(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The fused kernels, loaded in this process. Where they have to be compiled, one process of the run does it."""
    from rnn_playground.kernels.load import load_kernels

    with (tmp_path_factory.getbasetemp().parent / "kernels.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert load_kernels(), "the fused kernels are not possible here: numba, or a processor with fused multiply-add"


@pytest.fixture(scope="session")
def extent(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Return how much of something to do: ``extent(in_passing, at_length)``."""
    chaos = request.config.getoption("--chaos")
    return lambda in_passing, at_length: at_length if chaos else in_passing


# A dead node is missed after a second and a half, a silent one after ten; no node listens but on this machine.
RAY_SYSTEM = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 3000,
    "health_check_failure_threshold": 3,
}
RAY_NODE = {
    "num_cpus": 6,
    "include_dashboard": False,
    "object_store_memory": 80 * 2**20,
    "node_ip_address": "127.0.0.2",
}


@pytest.fixture(scope="session")
def ray_node() -> dict[str, Any]:
    """What a node of the cluster is begun with."""
    return RAY_NODE


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[Any]:
    """A Ray cluster of two nodes, room for 24 actors on each, which this process has joined."""
    ray = pytest.importorskip("ray", reason=NO_RAY)
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={**RAY_NODE, "_system_config": RAY_SYSTEM})
    cluster.add_node(**RAY_NODE)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL that all tests share, each with a database of its own."""
    if not is_installed():
        pytest.skip(MISSING)
    with running_cluster() as cluster:
        yield cluster
