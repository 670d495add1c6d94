"""A session moves between two living servers: the one that a client came to asks the one that holds the lease."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from rnn_playground.experiment.document import Document
from rnn_playground.server.saved_session import SessionWithoutRun
from rnn_playground.telemetry.questions import Identifier

PATH = "/api/peers/handover"
# The name of what only the servers of a database know, and the header in which one shows it.
SECRET, SECRET_HEADER = "handover", "x-rnn-playground-peer"
FORBIDDEN = 1008
# To hand over takes a checkpoint and a save. In seconds.
OPEN_PATIENCE, ANSWER_PATIENCE, CLOSE_PATIENCE = 2.0, 10.0, 1.0

# The balancer sends all requests of a room to one server. The sessions of a room have ids that begin with it: those of
# a page, and the copies that others take of its run.
ROOM_LENGTH = 8
ROOM = re.compile(rf"[A-Za-z0-9_-]{{{ROOM_LENGTH}}}")


def room_of(session: str) -> str:
    """Return the room of a session's id."""
    return session[:ROOM_LENGTH]


def new_session_id(room: str = "") -> str:
    """Return an id that nobody has, in ``room`` if that is one, else in a room of its own."""
    fresh = secrets.token_urlsafe(16)
    return room + fresh[ROOM_LENGTH:] if ROOM.fullmatch(room) else fresh


class Peer(NamedTuple):
    """Another server: ``address`` is where this one reaches it, as in http://10.0.0.2:8000."""

    id: str
    address: str


class Wanted(Document):
    """Asks for the session that ``key`` opens."""

    session: Identifier
    key: Identifier


class Handover(Document):
    """Answers it. ``done``: the lease is free, and the store has the session; or ``without_run`` is all there is of it.

    ``refused``: the key is neither the owner's nor the viewers'. ``later``: nothing was done; ask the database again.
    """

    outcome: Literal["done", "refused", "later"]
    without_run: SessionWithoutRun | None = None


LATER = Handover(outcome="later")


async def ask(peer: Peer, wanted: Wanted, *, secret: str, host: str) -> Handover:
    """Ask ``peer`` to hand a session over; one that does not answer as it should says "later".

    ``secret`` proves that a server asks; ``host`` is a name under which the servers may be asked for.
    """
    place = urlsplit(peer.address)
    try:
        async with connect(
            f"ws://{host}{PATH}",
            host=place.hostname,
            port=place.port or 80,
            additional_headers={SECRET_HEADER: secret},
            compression=None,
            proxy=None,
            open_timeout=OPEN_PATIENCE,
            close_timeout=CLOSE_PATIENCE,
            ping_interval=None,
        ) as socket:
            await socket.send(wanted.model_dump_json())
            async with asyncio.timeout(ANSWER_PATIENCE):
                return Handover.model_validate_json(await socket.recv())
    except (OSError, TimeoutError, WebSocketException, ValidationError):
        return LATER


async def answer(socket: WebSocket, secret: str, hand_over: Callable[[Wanted], Awaitable[Handover]]) -> None:
    """Serve the socket of a server that asks; whoever lacks the ``secret`` is turned away."""
    if not hmac.compare_digest(socket.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
        await socket.close(FORBIDDEN)
        return
    await socket.accept()
    try:
        wanted = Wanted.model_validate_json(await socket.receive_text())
        await socket.send_text((await hand_over(wanted)).model_dump_json())
        await socket.close()
    except (ValidationError, WebSocketDisconnect, RuntimeError):
        return
