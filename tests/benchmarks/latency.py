"""How soon small messages are answered: one, the second of two in a row, the next request on a connection that is kept.

Who waits for the client's acknowledgement before it sends the second answers some forty milliseconds later. It is tried
at either kind of address and behind an nginx.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import nginx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from support.figures import Figures, Peer, figures_of
from support.processes import server_process

TIMES, LONGEST = 50, 120.0
BOUND = 5.0
HOSTS = {"IPv4": "127.0.0.1", "IPv6": "::1"}


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


async def answers(address: str) -> float:
    """Return the milliseconds that a request takes which follows another on its connection, the median of several."""
    place = urlsplit(address)
    request = f"GET /healthz HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
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


async def measure(name: str, address: str, figures: Figures) -> None:
    """Ask a server, and add what it took."""
    async with connect(f"{address.replace('http', 'ws')}/api/session", compression=None) as socket:
        await socket.recv()
        (alone,) = await pongs(socket, 1)
        first, second = await pongs(socket, 2)
    figures.add(f"{name}, a ping", alone, "ms", bound=BOUND)
    figures.add(f"{name}, second of two pings", second, "ms", peer=Peer("the first", first), bound=BOUND)
    request = await answers(address)
    figures.add(f"{name}, a request on a kept connection", request, "ms", peer=Peer("a ping", alone), bound=BOUND)


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


if __name__ == "__main__":
    asyncio.run(main())
