"""Whatever comes, the answer is an error that names value, bound and remedy, and the session lives on."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import ConnectionClosed

BAD = [
    ("{", "invalid_json", []),
    ("[1]", "invalid_message", []),
    ("{}", "invalid_message", ["type"]),
    ('{"type":"dance"}', "invalid_message", ["type"]),
    ('{"type":"step","count":0}', "invalid_message", ["count"]),
    ('{"type":"step","count":1.5}', "invalid_message", ["count"]),
    ('{"type":"step","count":NaN}', "invalid_message", ["count"]),
    ('{"type":"pace","updates_per_second":0}', "invalid_message", ["updates_per_second"]),
    ('{"type":"pace","updates_per_second":1e999}', "invalid_message", ["updates_per_second"]),
    ('{"type":"watch","panels":["gates","smell"]}', "invalid_message", ["panels", 1]),
    ('{"type":"tune","lane":0}', "invalid_message", []),
    ('{"type":"tune","lane":0,"learning_rate":-1}', "invalid_message", ["learning_rate"]),
    ('{"type":"start","experiment":{"steps":0}}', "invalid_message", ["experiment", "steps"]),
    (
        '{"type":"start","experiment":{"lanes":[{},{"cell":{"kind":"rnn","hidden_size":9999}}]}}',
        "invalid_message",
        ["experiment", "lanes", 1, "cell", "hidden_size"],
    ),
    (
        '{"type":"start","experiment":{"kernel":"fused","lanes":[{"cell":{"kind":"lru"}}]}}',
        "invalid_message",
        ["experiment", "kernel"],
    ),
    ('{"type":"start","experiment":{},"colour":"blue"}', "invalid_message", ["colour"]),
    (
        '{"type":"request","id":"a","kind":"clamp","transplants":[{"origin":1}]}',
        "invalid_message",
        ["transplants", 0, "time_step"],
    ),
    ('{"type":"request","id":"a","kind":"evaluate"}', "invalid_message", []),
    ('{"type":"request","id":"a","kind":"wall","points":5000}', "invalid_message", ["points"]),
    ('{"type":"request","id":"a","kind":"sample","prompt":"a"}', "no_run", []),
    ('{"type":"ping","at":"noon"}', "invalid_message", ["at"]),
    ('{"type":"pause"}', "no_run", []),
    ('{"type":"resume"}', "no_run", []),
    ('{"type":"stop"}', "no_run", []),
    ('{"type":"step"}', "no_run", []),
    ('{"type":"tune","lane":0,"learning_rate":0.1}', "no_run", []),
    ('{"type":"branch","origin":{"lane":0,"step":3},"lane":{}}', "no_run", []),
    ('{"type":"branch","origin":{"lane":4,"step":3},"lane":{}}', "invalid_message", ["origin", "lane"]),
    ('{"type":"branch","origin":{"lane":0},"lane":{}}', "invalid_message", ["origin", "step"]),
    (
        '{"type":"branch","origin":{"lane":0,"step":3},"lane":{"origin":{"lane":0,"step":4}}}',
        "invalid_message",
        ["lane", "origin"],
    ),
    ('{"type":"start","experiment":[]}', "invalid_message", ["experiment"]),
    ('{"type":"start","experiment":{"lanes":{}}}', "invalid_message", ["experiment", "lanes"]),
    (r'{"type":"request","id":"\ud83d","kind":"document"}', "invalid_json", []),
    (r'{"type":"start","experiment":{"lanes":[{"initial_weights":{"\ud83d":[1]}}]}}', "invalid_json", []),
    ('{"type":"start","experiment":' + "[" * 5000 + "]" * 5000 + "}", None, None),
]


@pytest.mark.parametrize(("message", "code", "path"), BAD, ids=[text[:60] for text, _, _ in BAD])
def test_it_is_explained_and_the_session_lives_on(client, hello, message, code, path):
    client.socket.send(message)
    problem = client.error()
    assert set(problem) - {"cause"} == {"type", "code", "message", "path", "id"}
    assert problem["message"]
    if code is not None:
        assert (problem["code"], problem["path"]) == (code, path)
    client.send("start", experiment=hello(steps=2))
    client.until("status", state="finished")


def test_a_refused_request_keeps_its_id(client):
    client.send("request", id="a7", kind="frame", step=-1)
    assert client.error()["id"] == "a7"


def test_binary_messages_are_refused(client):
    client.socket.send(b"\x00\x01")
    assert client.error()["code"] == "binary_message"
    assert client.quiet() == []


def test_a_step_while_it_runs_is_refused(client, hello):
    client.send("pace", updates_per_second=1)
    client.send("start", experiment=hello())
    client.until("status", state="running")
    client.send("step")
    assert client.error()["code"] == "not_paused"


def test_orders_to_a_run_that_is_over_are_refused(client, hello):
    client.send("start", experiment=hello(steps=2))
    client.until("status", state="finished")
    for type in ("pause", "resume", "stop", "step"):
        client.send(type)
        assert client.error()["code"] == "run_over", type
    client.send("tune", lane=0, learning_rate=0.1)
    assert client.error()["code"] == "run_over"


def test_a_lane_that_is_not_there_cannot_be_tuned(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.send("tune", lane=2, learning_rate=0.1)
    problem = client.error()
    assert problem["path"] == ["lane"]
    assert "2" in problem["message"]


def test_a_message_over_the_bound_closes_the_connection(client):
    client.socket.send(json.dumps({"type": "ping", "at": 1, "pad": "x" * 70_000}))
    with pytest.raises(ConnectionClosed) as closed:
        client.quiet()
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009


def test_a_message_in_very_many_pieces_closes_the_connection(client):
    def send_pieces_and_wait():
        client.socket.send(" " for _ in range(1000))
        client.receive()

    with pytest.raises(ConnectionClosed):
        send_pieces_and_wait()


def test_no_frame_and_no_message_holds_what_json_cannot(client, hello):
    client.send("start", experiment=hello(steps=3))
    client.until("status", state="finished")
    for item in client.received:
        if isinstance(item, dict):
            json.dumps(item, allow_nan=False)
