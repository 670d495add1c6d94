"""A request that needs a session which another server has, made there in the visitor's name."""

from __future__ import annotations

import asyncio
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from rnn_playground.server.peers.elsewhere import Peer
from rnn_playground.server.peers.pipe import FORWARDED, OPEN_PATIENCE, PASSED_ON
from rnn_playground.server.store_problems import NotNow

# To keep a run takes a checkpoint, and a recording may be long; in seconds.
ANSWER_PATIENCE = 60.0
SENT = (*PASSED_ON, "host", "origin", "content-type")
RETURNED = ("content-type", "retry-after")


async def asked(peer: Peer, request: Request, body: bytes) -> Response | None:
    """Return what ``peer`` answers, or None where it is not there: then nothing was done.

    Raises NotNow where the request was sent on already: the session has just moved.
    """
    if FORWARDED in request.headers:
        raise NotNow("the session has just moved to another server; try again")
    headers = {name: request.headers[name] for name in SENT if name in request.headers} | {FORWARDED: "1"}
    return await asyncio.to_thread(_asked, peer, request.method, request.url.path, headers, body)


def _asked(peer: Peer, method: str, path: str, headers: dict[str, str], body: bytes) -> Response | None:
    place = urlsplit(peer.address)
    connection = HTTPConnection(place.hostname or "", place.port or 80, timeout=OPEN_PATIENCE)
    try:
        try:
            connection.connect()
        except OSError:
            return None
        connection.sock.settimeout(ANSWER_PATIENCE)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        returned = {name: value for name in RETURNED if (value := answer.getheader(name)) is not None}
        return Response(answer.read(), answer.status, returned)
    except (OSError, HTTPException):
        message = "the server that has the session broke off; try again"
        return JSONResponse({"errors": [{"path": [], "message": message}]}, 503)
    finally:
        connection.close()
