"""The Ray cluster as this server sees it: a member of it, with actors of its own by name."""

from __future__ import annotations

import contextlib
import secrets
import threading
from typing import Any, NamedTuple, final

from rnn_playground.engine.engine import EngineUnusable
from rnn_playground.engine.ray.actor import Actor, Mark

NAMESPACE = "rnn-playground"
# Of a processor, reserved for each actor that runs have.
PROCESSOR_SHARE = 0.25
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
        self._mark: Any = None
        self._missed: set[str] = set()
        self._worker = self._ray.remote(concurrency_groups={"in": 1, "out": 1, "look": 1})(Actor)

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What calls to the cluster raise where it, or a part of it, is gone."""
        return (self._ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError)

    def enter(self) -> None:
        """Be known as a server that lives, as long as this process and its node do, whatever becomes of other nodes."""
        here = self._ray.get_runtime_context().get_node_id()
        options = {"name": f"server.{self._server}", "namespace": NAMESPACE, "num_cpus": 0}
        with contextlib.suppress(*self.errors):  # the cluster is gone, or still knows the last mark
            self._mark = (
                self._ray.remote(Mark).options(**options, scheduling_strategy=self._at(here, soft=False)).remote()
            )

    def create(self, role: str, number: int, node: str | None, *arguments: Any) -> Any:
        """Return a new actor, on that node if it has room; where the cluster is full it comes to be once there is.

        One that is shared reserves nothing, so that a server is ready in a full cluster, too.
        """
        return self._worker.options(
            name=f"{role}.{self._server}.{number}",
            namespace=NAMESPACE,
            lifetime="detached",
            max_restarts=0,
            num_cpus=0 if role == "shared" else PROCESSOR_SHARE,
            scheduling_strategy="SPREAD" if node is None else self._at(node),
        ).remote(*arguments)

    def kill(self, actor: Any) -> None:
        """End an actor."""
        with contextlib.suppress(*self.errors):
            self._ray.kill(actor)

    def reap(self) -> int:
        """End the actors whose server is gone, for two looks on end, and return how many; mark this one where it must.

        A mark that was lost alone comes back in between.
        """
        reaped = 0
        with contextlib.suppress(*self.errors):
            listed = self._ray.util.list_named_actors(all_namespaces=True)
            names = [each["name"].split(".") for each in listed if each["namespace"] == NAMESPACE]
            living = {name[1] for name in names if name[0] == "server"}
            if self._mark is not None and self._server not in living:
                self.enter()
            gone = {name[1] for name in names} - living - {self._server}
            orphans = [name for name in names if name[1] in gone & self._missed]
            self._missed = gone
            for name in orphans:
                with contextlib.suppress(*self.errors):  # it ended meanwhile
                    self._ray.kill(self._ray.get_actor(".".join(name), namespace=NAMESPACE))
                    reaped += 1
        return reaped

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
        """Be known no more; leave the cluster if it was joined here."""
        if self._mark is not None:
            self.kill(self._mark)
        if self._joined_here:
            self._ray.shutdown()

    def _at(self, node: str, *, soft: bool = True) -> Any:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        # To be soft alone is to go elsewhere where the node is gone, but to wait where it is full.
        return NodeAffinitySchedulingStrategy(node, soft=soft, _spill_on_unavailable=soft)

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
