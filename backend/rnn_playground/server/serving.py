"""Serving the application with uvicorn, and ending well."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from rnn_playground.server.app import MESSAGE_BYTES, create_app
from rnn_playground.server.http_protocol import ImpatientProtocol
from rnn_playground.server.journal import write_journal
from rnn_playground.server.settings import Settings
from rnn_playground.server.websocket_protocol import SessionProtocol

PING = 15.0
GRACE = 5
# Beside the sockets, so that a full house still answers who asks for its health.
HTTP_CONNECTIONS = 256


class Server(uvicorn.Server):
    """uvicorn, which tells where it listens, and says ``closing`` to every session before it closes the connections."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, on_start: Callable[[str], None]) -> None:
        super().__init__(config)
        self._app, self._on_start = app, on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and tell the address."""
        if sockets is None:
            sockets = [listen(self.config.host, self.config.port)]
        await self._app.state.enter(sockets[0].getsockname()[1])  # the other servers are told before anybody comes
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)
            self._on_start(f"http://{shown}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: no new connections, a word to everybody, then uvicorn's own way."""
        for server in self.servers:
            server.close()
        await self._app.state.sessions.drain()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there, before anything heavy is started; raises OSError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # asyncio sends small messages at once (TCP_NODELAY) only where a socket names its protocol, as this one does not.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())


def make_server(settings: Settings, on_start: Callable[[str], None] = lambda _: None) -> Server:
    """Return a server that is ready to run; ``on_start`` is told its address once it listens."""
    if settings.journal:
        write_journal()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="asyncio",
        http=ImpatientProtocol,
        ws=SessionProtocol,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=PING,
        ws_ping_timeout=PING,
        ws_per_message_deflate=False,
        limit_concurrency=settings.max_connections + HTTP_CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
        access_log=False,
        log_level=logging.WARNING,
        server_header=False,
    )
    return Server(config, app, on_start)
