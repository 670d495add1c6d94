"""uvicorn's HTTP protocol, made to let go of clients that never finish a request."""

from __future__ import annotations

import asyncio
from asyncio.transports import Transport

from uvicorn.protocols.http.h11_impl import H11Protocol

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
