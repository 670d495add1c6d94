"""How soon small messages are answered: one, the second of two in a row, the next request on a connection that is kept.

Who waits for the client's acknowledgement before it sends the second answers some forty milliseconds later.
"""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlsplit

import numpy as np
from websockets.asyncio.client import connect

from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, server_process

TIMES, LONGEST = 50, 120.0
BOUND = 5.0
HOSTS = {"IPv4": "127.0.0.1", "IPv6": "::1"}


async def pongs(address: str, count: int) -> list[float]:
    """Return the milliseconds from ``count`` pings in a row to each of their pongs, the medians of several times."""
    taken: list[list[float]] = []
    async with connect(address, compression=None) as socket:
        await socket.recv()
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


async def answers(address: str) -> list[float]:
    """Return the milliseconds that requests take which follow each other on one connection, the first without."""
    place = urlsplit(address)
    request = f"GET /healthz HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    taken = []
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    for _ in range(TIMES):
        began = time.perf_counter()
        writer.write(request)
        await reader.readuntil(b"}")
        taken.append(1000 * (time.perf_counter() - began))
    writer.close()
    return taken[1:]


async def measure(name: str, server: ServerProcess, figures: Figures) -> None:
    """Ask a server, and add what it took."""
    (alone,) = await pongs(server.sessions, 1)
    first, second = await pongs(server.sessions, 2)
    figures.add(f"{name}, a ping", alone, "ms", bound=BOUND)
    figures.add(f"{name}, second of two pings", second, "ms", peer=Peer("the first", first), bound=BOUND)
    request = float(np.median(await answers(server.address)))
    figures.add(f"{name}, a request on a kept connection", request, "ms", peer=Peer("a ping", alone), bound=BOUND)


async def main() -> None:
    """Ask at either kind of address; it ends by itself."""
    with figures_of("latency") as figures:
        for name, host in HOSTS.items():
            with server_process(host=host, workers=1) as server:
                async with asyncio.timeout(LONGEST):
                    await measure(name, server, figures)


if __name__ == "__main__":
    asyncio.run(main())
