"""The Ray cluster as this server sees it: a member of it, with actors of its own by name."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
from typing import Any, NamedTuple, final

from rnn_playground.engine.engine import EngineUnusable
from rnn_playground.engine.ray.actor import Actor
from rnn_playground.engine.warm_pool import PROCESSOR_SHARE

NAMESPACE = "rnn-playground"
# So long a cluster may take to let a server in, in seconds.
PATIENCE = 60.0
START_ONE = (
    "start one with 'ray start --head' on this machine or join one with 'ray start --address', see docs/cluster.md"
)
SHOW_TOKEN = (
    "where one runs there, it may ask for a token: set RAY_AUTH_MODE=token, and in ~/.ray/auth_token, or in "
    "RAY_AUTH_TOKEN, the token that the cluster was started with"
)


class Processors(NamedTuple):
    """Those of the whole cluster, and those of them that nobody has reserved."""

    all: float
    free: float


@final
class Cluster:
    """Joins the cluster of this machine, or the one that RAY_ADDRESS names; raises EngineUnusable where it cannot."""

    def __init__(self) -> None:
        try:
            import ray
        except ImportError:
            raise EngineUnusable(
                "is 'ray', and Ray is not installed; pip install 'rnn-playground[ray]', or set it to 'local'"
            ) from None
        self._ray: Any = ray
        self._server = secrets.token_hex(6)
        self._joined_here = not ray.is_initialized()
        if self._joined_here:
            self._join()
        self._numbers = itertools.count(1)
        self._worker = self._ray.remote(concurrency_groups={"in": 1, "out": 1, "look": 1})(Actor)

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What calls to the cluster raise where it, or a part of it, is gone."""
        return (self._ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError)

    def create(self, role: str, node: str | None, *arguments: Any) -> Any:
        """Return a new actor, on that node if it has room; where the cluster is full it comes to be once there is.

        One that is shared reserves nothing, so that a server is ready in a full cluster, too. By Ray's default an actor
        ends with the process that had it made.
        """
        return self._worker.options(
            name=f"{role}.{self._server}.{next(self._numbers)}",
            namespace=NAMESPACE,
            max_restarts=0,
            num_cpus=0 if role == "shared" else PROCESSOR_SHARE,
            scheduling_strategy="SPREAD" if node is None else self._at(node),
        ).remote(*arguments)

    def kill(self, actor: Any) -> None:
        """End an actor."""
        with contextlib.suppress(*self.errors):
            self._ray.kill(actor)

    def processors(self) -> Processors | None:
        """Return the processors of the cluster; None where it does not tell."""
        try:
            everything, free = self._ray.cluster_resources(), self._ray.available_resources()
        except self.errors:
            return None
        return Processors(everything.get("CPU", 0.0), free.get("CPU", 0.0))

    def nodes(self) -> dict[str, float] | None:
        """Return the nodes that live with their processors; None where the cluster does not tell."""
        try:
            return {node["NodeID"]: node["Resources"].get("CPU", 0.0) for node in self._ray.nodes() if node["Alive"]}
        except self.errors:
            return None

    def leave(self) -> None:
        """Leave the cluster if it was joined here."""
        if self._joined_here:
            self._ray.shutdown()

    def _at(self, node: str) -> Any:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        # To be soft alone is to go elsewhere where the node is gone, but to wait where it is full.
        return NodeAffinitySchedulingStrategy(node, soft=True, _spill_on_unavailable=True)

    def _join(self) -> None:
        """Join from a thread: it may take for ever, and Ray would take the signals of the main thread for itself."""
        problems: list[Exception] = []

        def join() -> None:
            try:
                self._ray.init(address="auto", namespace=NAMESPACE, log_to_driver=False, logging_level="ERROR")
            except Exception as problem:
                problems.append(problem)

        thread = threading.Thread(target=join, name="ray joins", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if thread.is_alive():
            raise EngineUnusable(f"is 'ray', and the cluster did not answer in {PATIENCE:g} seconds; {START_ONE}")
        if problems:
            reason = _first_sentence(str(problems[0]))
            raise EngineUnusable(f"is 'ray', and there is no cluster to join ({reason}); {START_ONE}; {SHOW_TOKEN}")


def _first_sentence(text: str) -> str:
    return text.strip().partition("\n")[0].partition(". ")[0].rstrip(".")
