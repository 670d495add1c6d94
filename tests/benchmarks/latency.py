"""How soon small messages are answered: one, the second of two in a row, the next request on a connection that is kept.

Who waits for the client's acknowledgement before it sends the second answers some forty milliseconds later. It is tried
at either kind of address, behind an nginx, and at a server that leads on to another one.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nginx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

import postgresql
from support.figures import Figures, Peer, figures_of
from support.processes import server_process

TIMES, LONGEST = 50, 120.0
BOUND = 5.0
HOSTS = {"IPv4": "127.0.0.1", "IPv6": "::1"}


@asynccontextmanager
async def joined(address: str) -> AsyncIterator[tuple[ClientConnection, dict[str, Any]]]:
    """Yield a socket at the server of that address, and what it was welcomed with."""
    async with connect(f"{address.replace('http', 'ws')}/api/session", compression=None) as socket:
        yield socket, json.loads(await socket.recv())


async def pongs(socket: ClientConnection, count: int) -> list[float]:
    """Return the milliseconds from ``count`` pings in a row to each of their pongs, the medians of several times."""
    taken: list[list[float]] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        for at in range(count):
            await socket.send(json.dumps({"type": "ping", "at": at}))
        answered = []
        while len(answered) < count:
            if json.loads(await socket.recv())["type"] == "pong":
                answered.append(1000 * (time.perf_counter() - began))
        taken.append(answered)
    return [float(each) for each in np.median(taken, axis=0)]


async def answers(address: str, method: str = "GET", path: str = "/healthz", body: bytes = b"") -> float:
    """Return the milliseconds that a request takes which follows another on its connection, the median of several."""
    place = urlsplit(address)
    head = f"{method} {path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    taken = []
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    for _ in range(TIMES):
        began = time.perf_counter()
        writer.write(request)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        await reader.readexactly(int(answer.partition("content-length:")[2].split()[0]))
        taken.append(1000 * (time.perf_counter() - began))
    writer.close()
    return float(np.median(taken[1:]))


async def measure_socket(name: str, socket: ClientConnection, figures: Figures) -> float:
    """Ping at a socket, add what it took, and return what one ping takes."""
    (alone,) = await pongs(socket, 1)
    first, second = await pongs(socket, 2)
    figures.add(f"{name}, a ping", alone, "ms", bound=BOUND)
    figures.add(f"{name}, second of two pings", second, "ms", peer=Peer("the first", first), bound=BOUND)
    return alone


async def measure(name: str, address: str, figures: Figures) -> None:
    """Ask a server, and add what it took."""
    async with joined(address) as (socket, _):
        alone = await measure_socket(name, socket, figures)
    request = await answers(address)
    figures.add(f"{name}, a request on a kept connection", request, "ms", peer=Peer("a ping", alone), bound=BOUND)


async def measure_between(here: str, there: str, figures: Figures) -> None:
    """Ask ``there`` for a session of ``here``, and add what it took."""
    async with joined(here) as (_, welcome), joined(there) as (socket, _):
        ticket = {"session": welcome["session"], "key": welcome["key"]}
        await socket.send(json.dumps({"type": "attach", **ticket, "after_step": -1}))
        await measure_socket("led on to another server", socket, figures)
        asked = ("POST", "/api/recording", json.dumps(ticket).encode())
        own, led = await answers(here, *asked), await answers(there, *asked)
        figures.add("led on to another server, a request", led, "ms", peer=Peer("at its own", own), bound=BOUND)


async def main() -> None:
    """Ask at each of them; what this machine lacks is named. It ends by itself."""
    with figures_of("latency") as figures, ExitStack() as running:

        def serve(**settings: object) -> str:
            return running.enter_context(server_process(workers=1, **settings)).address.rstrip("/")

        async with asyncio.timeout(LONGEST):
            for name, host in HOSTS.items():
                await measure(name, serve(host=host), figures)
            if Path(nginx.PROGRAM).exists():
                place = Path(running.enter_context(tempfile.TemporaryDirectory()))
                door = running.enter_context(nginx.nginx_before([urlsplit(serve()).port or 0], place))
                await measure("behind nginx", door.address, figures)
            else:
                print(nginx.MISSING)
            if postgresql.is_installed():
                url = running.enter_context(postgresql.running_cluster()).new_database()
                await measure_between(serve(database_url=url), serve(database_url=url), figures)
            else:
                print(postgresql.MISSING)


if __name__ == "__main__":
    asyncio.run(main())
