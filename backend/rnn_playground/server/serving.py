"""Serving the application with uvicorn, and ending well."""

from __future__ import annotations

import asyncio
import logging
import socket
from asyncio.transports import Transport
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from rnn_playground.server.app import MESSAGE_BYTES, create_app
from rnn_playground.server.event_log import write_event_log
from rnn_playground.server.listening import listen
from rnn_playground.server.settings import Settings
from rnn_playground.server.websocket_protocol import SessionProtocol

# So long a client may take over a request's head, in seconds.
HEAD_PATIENCE = 10.0


class ImpatientProtocol(H11Protocol):
    """Drops a connection whose next request does not come to the end of its head: idle ones would take every place."""

    patience = HEAD_PATIENCE
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait on where it was no whole head."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_watching()
        super().connection_lost(exc)

    def _watch(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        answering = self.cycle is not None and not self.cycle.response_complete
        if upgraded or answering:
            self._stop_watching()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(self.patience, self.transport.abort)

    def _stop_watching(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


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


def make_server(settings: Settings, on_start: Callable[[str], None] = lambda _: None) -> Server:
    """Return a server that is ready to run; ``on_start`` is told its address once it listens."""
    if settings.journal:
        write_event_log()
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
