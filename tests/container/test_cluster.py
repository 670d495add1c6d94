"""The profile ``cluster``: what each part may do, and runs that go on when parts are killed."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
import urllib.error
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import WebSocketException

if TYPE_CHECKING:
    from conftest import Client, Container

    Begin = Callable[..., Client]

PARTS = {"database": 1, "ray-head": 1, "ray-worker": 2, "web": 2, "balancer": 1}
LONG = {
    "task": {"kind": "hello"},
    "batch_size": 1,
    "steps": 100_000,
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
}
RUNS, PACE = 4, 50.0
# Of two busy cores that load PyTorch in four processes, in seconds.
PATIENCE = 120.0


class Learner:
    """Trains over the balancer in a thread of its own; cut off, it goes on with its session at once."""

    def __init__(self, begin: Begin, address: str, threads: ThreadPoolExecutor) -> None:
        self._begin, self._address, self._leaves = begin, address, Event()
        self._room = secrets.token_urlsafe(6)
        self.losses: dict[int, float] = {}
        self.states: list[str] = []
        self.lines = 0
        self._learning: Future[None] = threads.submit(self._learn)

    @property
    def step(self) -> int:
        """The last step whose loss is known, -1 before the first; raises what went wrong."""
        if self._learning.done():
            self._learning.result()
        return max(tuple(self.losses), default=-1)

    def leave(self) -> None:
        """Train no more."""
        self._leaves.set()
        self._learning.result()

    def _learn(self) -> None:
        first = client = self._begin(self._address, self.losses, self._room)
        client.send("pace", updates_per_second=PACE)
        client.send("start", experiment=LONG)
        self.lines += 1
        while not self._leaves.is_set():
            try:
                self._note(client.take())
            except (WebSocketException, OSError):
                client = self._attached(first)
        client.send("stop")

    def _note(self, said: dict[str, Any] | None) -> None:
        if said is not None and said["type"] == "status":
            self.states.append(said["state"])

    def _attached(self, first: Client) -> Client:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                client = self._begin(self._address, self.losses, self._room)
                client.attach(first)
                client.until("attached")
            except (WebSocketException, OSError):
                assert time.monotonic() < deadline
                time.sleep(0.2)
            else:
                self.lines += 1
                return client


@pytest.fixture
def learners(cluster: Container, open_client: Begin) -> Iterator[list[Learner]]:
    """Some who train, each past the first steps."""
    with ThreadPoolExecutor(RUNS) as threads:
        those = [Learner(open_client, cluster.address, threads) for _ in range(RUNS)]
        try:
            wait_until(lambda: all(learner.step > 50 for learner in those))
            yield those
        finally:
            for learner in those:
                learner.leave()


def wait_until(holds: Callable[[], bool]) -> None:
    """Return once it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def engine(*arguments: str) -> str:
    """Return what the engine's command line prints; raises CalledProcessError where it fails."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout


def containers(cluster: Container) -> list[dict[str, Any]]:
    """Return what the engine says of each container that runs."""
    said: list[dict[str, Any]] = json.loads(engine("inspect", *cluster.compose("ps", "--quiet").stdout.split()))
    return said


def is_healthy(name: str) -> bool:
    """Return whether a container is."""
    return engine("inspect", "--format", "{{.State.Health.Status}}", name).strip() == "healthy"


def service_of(container: dict[str, Any]) -> str:
    """Return the service that a container is of."""
    name: str = container["Config"]["Labels"]["com.docker.compose.service"]
    return name


def inside(cluster: Container, service: str, code: str) -> str:
    """Return what Python prints in the first container of a service."""
    ran = cluster.compose("exec", "--no-TTY", service, "python", "-c", code)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def all_further(learners: list[Learner]) -> Callable[[], bool]:
    """Return whether everybody is further than now."""
    stood = [learner.step for learner in learners]
    return lambda: all(learner.step > step + 25 for learner, step in zip(learners, stood, strict=True))


def assert_undisturbed(learners: list[Learner], client: Client) -> None:
    """Check that nobody misses a loss, and that each is that of a run that nobody disturbed."""
    for learner in learners:
        learner.leave()
    last = max(learner.step for learner in learners)
    client.send("pace", updates_per_second=None)
    client.send("start", experiment=LONG)
    client.until_step(last)
    for learner in learners:
        assert sorted(learner.losses) == list(range(learner.step + 1))
        assert learner.losses == {step: client.losses[step] for step in learner.losses}


def test_each_part_runs_and_is_healthy(cluster: Container) -> None:
    all_of_them = containers(cluster)
    services = [service_of(each) for each in all_of_them]
    assert {service: services.count(service) for service in services} == PARTS
    assert {each["State"]["Health"]["Status"] for each in all_of_them} == {"healthy"}


def test_nothing_but_the_balancer_is_published(cluster: Container) -> None:
    for each in containers(cluster):
        published = [place for places in each["NetworkSettings"]["Ports"].values() for place in places or ()]
        expected = [{"HostIp": "127.0.0.1", "HostPort": str(cluster.port)}]
        assert published == (expected if service_of(each) == "balancer" else [])


@pytest.mark.parametrize("service", PARTS)
def test_each_part_is_locked_down(cluster: Container, service: str) -> None:
    code = (
        "import os; status = dict(line.split(':\\t', 1) for line in open('/proc/1/status').read().splitlines()); "
        "print(status['Uid'].split()[0], int(status['CapBnd'], 16), int(status['CapEff'], 16), status['NoNewPrivs'], "
        "bool(os.statvfs('/').f_flag & os.ST_RDONLY))"
    )
    user, *rights = inside(cluster, service, code).split()
    assert int(user) > 10_000
    assert rights == ["0", "0", "1", "True"]
    for bounds in (each["HostConfig"] for each in containers(cluster) if service_of(each) == service):
        assert bounds["Memory"] > 0
        assert bounds["PidsLimit"] > 0


@pytest.mark.parametrize("service", ["database", "ray-head", "ray-worker", "web"])
def test_nothing_inside_reaches_the_outside(cluster: Container, service: str) -> None:
    code = "print(*(line.split()[1] for line in open('/proc/net/route').readlines()[1:]))"
    assert "00000000" not in inside(cluster, service, code).split()


def test_a_secret_is_there_for_those_alone_who_need_it(cluster: Container) -> None:
    code = "import os; print(*sorted(name for folder, _, names in os.walk('/secrets') for name in names))"
    seen = {service: inside(cluster, service, code).split() for service in PARTS}
    assert seen == {
        "database": ["password"],
        "ray-head": ["token"],
        "ray-worker": ["token"],
        "web": ["pgpass", "token"],
        "balancer": [],
    }
    for each in containers(cluster):
        assert not any("password=" in variable.lower() for variable in each["Config"]["Env"])


def test_the_balancer_hands_on_the_page_and_whom_it_was_asked_for(
    cluster: Container, fetch: Callable[..., bytes]
) -> None:
    assert json.loads(fetch(f"{cluster.address}/healthz")) == {"status": "ok"}
    assert b"<title>" in fetch(f"{cluster.address}/")
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{cluster.address}/", Host="elsewhere.example")
    with refused.value:
        assert 400 <= refused.value.code < 500


def test_a_class_is_at_one_web_server(cluster: Container, open_client: Begin) -> None:
    owner = open_client(cluster.address, None, "class-7b")
    owner.send("start", experiment=LONG, paused=True)
    owner.until("status", state="paused")
    for count in range(1, 9):
        open_client(cluster.address, None, "class-7b").attach(owner, "viewer_key")
        owner.until("viewers", count=count)  # another server would have had the owner come back


def test_runs_go_on_when_each_worker_is_killed_in_turn(
    cluster: Container, learners: list[Learner], open_client: Begin
) -> None:
    # Whoever was not on the first is on the second, as all are by then.
    first, second = (f"{cluster.project}-ray-worker-{number}" for number in (1, 2))
    engine("kill", first)
    wait_until(all_further(learners))
    engine("start", first)
    wait_until(lambda: is_healthy(first))
    engine("kill", second)
    wait_until(lambda: all("recovered" in learner.states for learner in learners))
    wait_until(all_further(learners))
    engine("start", second)
    assert_undisturbed(learners, open_client(cluster.address))


def test_runs_go_on_through_the_other_web_server_when_one_is_killed(
    cluster: Container, learners: list[Learner], open_client: Begin
) -> None:
    # Each in turn, so that whoever was not on the first is on the second.
    for killed in (f"{cluster.project}-web-{number}" for number in (1, 2)):
        engine("kill", killed)
        wait_until(all_further(learners))
        engine("start", killed)
        wait_until(lambda name=killed: is_healthy(name))
    assert all(learner.lines > 1 for learner in learners)
    assert_undisturbed(learners, open_client(cluster.address))
