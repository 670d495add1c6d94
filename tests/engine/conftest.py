"""Workers with the fused kernels at hand, so that it is no accident of timing which arithmetic a run takes."""

from __future__ import annotations

from pathlib import Path

import pytest

ONLY_RAY = {"test_ray_losses.py", "test_ray_token.py"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave what takes a cluster a minute or two to make test-ray."""
    return True if collection_path.name in ONLY_RAY and config.getoption("--engine") != "ray" else None


@pytest.fixture(scope="module")
def ray_engine(ray_cluster):
    from rnn_playground.engine.ray.engine import RayEngine

    running = RayEngine(8, state_bytes=2**25, worker_bytes=2**33)
    running.open()
    yield running
    running.close()


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels(kernels_at_hand):
    """They are compiled before an engine starts."""
