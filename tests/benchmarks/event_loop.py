"""How late the event loop is, and another visitor's pong, while others ask for what takes long to check or to make.

The server's loop runs in this process, beside a task that notes how late it is woken; visitors have a process of their
own. What workers and visitors take of the same processors counts, too: the quiet phase and one of short documents say
how much that is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self

import httpx
from websockets.asyncio.client import connect

from rnn_playground.server.serving import make_server
from rnn_playground.server.settings import Settings
from support.figures import Figures, figures_of

PHASE, TICK, PING = 8.0, 0.005, 0.02
BOUND = 50.0
LONGEST = 180.0


def starting(**document: Any) -> str:
    """Return the message that begins a run of few updates."""
    return json.dumps({"type": "start", "experiment": {"steps": 2, **document}}, separators=(",", ":"))


def own_text(number: int) -> str:
    """Return a start with a text of one's own, as long as it may be, that nobody else has."""
    drawn = random.Random(number)
    return starting(task={"kind": "text", "corpus": "own", "text": "".join(drawn.choices("abcdefgh", k=20_000))})


def matrix(number: int) -> str:
    """Return a start with a recurrent matrix as large as a message holds, and a spectral radius."""
    drawn = random.Random(number)
    rows = [drawn.choices(range(10), k=180) for _ in range(180)]
    init = {"kind": "matrix", "matrix": rows, "spectral_radius": 0.9}
    cell = {"kind": "rnn", "hidden_size": 180, "recurrent_init": init}
    return starting(task={"kind": "hello"}, lanes=[{"cell": cell}], batch_size=1)


def hello(number: int) -> str:
    """Return a start with next to nothing in it."""
    return starting(task={"kind": "hello"}, weight_seed=number)


def start_again_with(message: Callable[[int], str]) -> Callable[[str, int], Coroutine[Any, Any, None]]:
    """Return a visitor who begins one run after the other."""

    async def start_again(address: str, number: int) -> None:
        messages = [message(100 * number + each) for each in range(10)]
        async with connect(address.replace("http", "ws") + "/api/session", compression=None, max_size=None) as socket:
            for text in itertools.cycle(messages):
                await socket.send(text)
                heard: str | bytes = ""
                while isinstance(heard, bytes) or ('"queued"' not in heard and '"error"' not in heard):
                    heard = await socket.recv()

    return start_again


async def ask_for_scripts(address: str, _number: int) -> None:
    """Ask for one script after the other; it fails where one is not written."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        while True:
            (await client.post("/api/script", json={"experiment": {}})).raise_for_status()


PHASES: dict[str, tuple[int, Callable[[str, int], Coroutine[Any, Any, None]]]] = {
    "quiet": (0, start_again_with(hello)),
    "4 start short documents": (4, start_again_with(hello)),
    "4 start own texts of 20 kB": (4, start_again_with(own_text)),
    "4 start matrices of 180 × 180": (4, start_again_with(matrix)),
    "6 ask for scripts": (6, ask_for_scripts),
}


async def pongs(address: str, until: float) -> list[float]:
    """Return the milliseconds from a ping to its pong, of one after the other."""
    taken = []
    async with connect(address.replace("http", "ws") + "/api/session", compression=None) as socket:
        while time.monotonic() < until:
            began = time.perf_counter()
            await socket.send('{"type":"ping","at":1}')
            while '"pong"' not in await socket.recv():
                pass
            taken.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(PING)
    return taken


async def visit(address: str, phase: str) -> list[float]:
    """Ask as in that phase for a while; return what a visitor's pings took meanwhile."""
    count, ask = PHASES[phase]
    tasks = [asyncio.create_task(ask(address, number)) for number in range(count)]
    taken = await pongs(address, time.monotonic() + PHASE)
    for task in tasks:
        if task.done():
            task.result()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return taken


def visiting(address: str, phase: str) -> list[float]:
    """Visit from a process of its own."""
    return asyncio.run(visit(address, phase))


class Steps(list[float]):
    """The processor time that each step of a loop took, in milliseconds: what else the machine does is left out."""

    def __enter__(self) -> Self:
        self._run = asyncio.Handle._run

        def run(handle: asyncio.Handle) -> None:
            began = time.thread_time()
            self._run(handle)
            self.append(1000 * (time.thread_time() - began))

        asyncio.Handle._run = run  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run  # type: ignore[method-assign]


async def watch(lateness: list[float]) -> None:
    """Note how much later than asked for the loop wakes a task, in milliseconds."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        lateness.append(1000 * (time.perf_counter() - began - TICK))


async def measure(address: str, figures: Figures) -> None:
    """Have others ask, phase by phase, and add how late the loop and the pongs were."""
    loop = asyncio.get_running_loop()
    with multiprocessing.get_context("spawn").Pool(1) as visitors:
        for phase in PHASES:
            lateness: list[float] = []
            watching = asyncio.create_task(watch(lateness))
            with Steps() as steps:
                taken = await loop.run_in_executor(None, visitors.apply, visiting, (address, phase))
            watching.cancel()
            figures.add(f"{phase}: longest step of the loop, processor", max(steps), "ms", bound=BOUND)
            for name, values in (("loop late", lateness), ("another's pong", taken)):
                figures.percentiles(f"{phase}: {name}", values, "ms")
                figures.add(f"{phase}: {name}, worst", max(values), "ms", bound=BOUND)


async def main() -> None:
    """Serve and be asked; it ends by itself."""
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = make_server(Settings(port=0, workers=1), started.set_result)
    serving = asyncio.create_task(server.serve())
    with figures_of("event_loop") as figures:
        async with asyncio.timeout(LONGEST):
            address = await started
            while not server._app.state.engine.ready:
                await asyncio.sleep(0.1)
            await measure(address, figures)
        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(main())
