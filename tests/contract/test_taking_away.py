"""What a session has is given as a recording: the whole log, the kept frames, to whoever has one of its keys."""

from __future__ import annotations

import httpx
import numpy as np

from rnn_playground.telemetry.recording import Recording


def test_a_recording_holds_every_scalar_and_the_document_with_its_tunes(server, client, hello):
    welcome = client.welcome
    client.send("start", experiment=hello(steps=30), paused=True)
    client.until("status", state="paused")
    client.send("tune", lane=0, learning_rate=0.002)
    client.until("mark")
    client.send("resume")
    client.until("status", state="finished")
    for key in ("key", "viewer_key"):
        ticket = {"session": welcome["session"], "key": welcome[key]}
        answer = httpx.post(server.address + "/api/recording", json=ticket, timeout=30)
        assert answer.headers["content-type"] == "application/octet-stream"
        recording = Recording.decode(answer.content)
        assert recording.experiment.lanes[0].changes[0].learning_rate == 0.002
        assert recording.marks[0]["change"] == {"learning_rate": 0.002}
        assert np.array_equal(recording.scalars.since(0, -1)["loss"], client.joined(0))
        assert (recording.frames[0].step, recording.frames[-1].step) == (0, 29)


def test_no_key_no_recording(server, client):
    welcome = client.welcome
    for ticket, status in [
        ({"session": welcome["session"], "key": "wrong"}, 404),
        ({"session": welcome["session"], "key": welcome["key"]}, 404),
        ({"session": 1}, 422),
    ]:
        answer = httpx.post(server.address + "/api/recording", json=ticket, timeout=30)
        assert answer.status_code == status
        assert answer.json()["errors"][0]["message"]
