"""The application needs no server of ours: whoever speaks ASGI serves it, long frames among it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from websockets.sync.client import connect

from rnn_playground.server.app import create_app
from rnn_playground.server.pieces import PIECE_BYTES
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry.codec import decode

STARTING = 180.0


@pytest.fixture
def port(engine: str) -> Iterator[int]:
    """Where uvicorn serves the application as it would any other, once a worker answers."""
    app = create_app(Settings(engine=engine, workers=1))
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="websockets-sansio", log_level="warning"))
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    deadline = time.monotonic() + STARTING
    while not (server.started and app.state.engine.ready):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    serving.join(STARTING)


def test_a_server_that_knows_nothing_of_pieces_sends_long_frames_whole(port: int) -> None:
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").json() == {"status": "ok"}
    lane = {"cell": {"kind": "rnn", "hidden_size": 200}}
    document = {"task": {"kind": "adding", "length": 200}, "lanes": [lane], "batch_size": 1, "steps": 1}
    with connect(f"ws://127.0.0.1:{port}/api/session", compression=None, max_size=None) as socket:
        socket.send(json.dumps({"type": "start", "experiment": document}))
        while isinstance(message := socket.recv(STARTING), str):
            pass
    assert len(message) > PIECE_BYTES
    tensors, metadata = decode(message)
    assert metadata["frame"] == "1"
    assert tensors["0/hidden_state"].shape == (1, 200, 200)
