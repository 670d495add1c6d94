"""Client messages: each kind is understood, and a bad one says what is wrong with it."""

import json

import pytest

from rnn_playground.telemetry.commands import COMMAND_TYPES, CommandError, parse_command

GOOD = [
    {"type": "start", "experiment": {}},
    {"type": "start", "experiment": {"task": {"kind": "hello"}}, "paused": True},
    {"type": "pause"},
    {"type": "resume"},
    {"type": "stop"},
    {"type": "step", "count": 10},
    {"type": "pace", "updates_per_second": None},
    {"type": "pace", "updates_per_second": 30},
    {"type": "tune", "lane": 0, "learning_rate": 0.003},
    {"type": "tune", "lane": 1, "clip": {"kind": "none"}},
    {"type": "branch", "origin": {"lane": 0, "step": 300}, "lane": {}},
    {"type": "watch", "panels": ["gates", "spectrum"], "sample": 0, "max_rate": 30},
    {"type": "ack", "frame": 12},
    {"type": "go_on", "kept": "7hTq0RmZ2xLb", "steps": 4000, "paused": True},
    {"type": "attach", "session": "s", "key": "k", "after_step": -1},
    {"type": "look"},
    {"type": "look", "cursor": {"lane": 1, "time_step": 3}, "pinned": True, "step": 20, "lesson": "4.2"},
    {"type": "look", "claim": "fading", "held_copy": 3},
    {"type": "copy_wall", "open": True},
    {"type": "on_wall", "shown": False},
    {"type": "request", "id": "a1", "kind": "copy", "shown": False},
    {"type": "guess", "lane": 0, "sketch": [-4, -3, -2.5, -1, 0]},
    {"type": "request", "id": "a1", "kind": "frame", "step": 3},
    {"type": "request", "id": "a1", "kind": "document"},
    {"type": "request", "id": "a1", "kind": "copy"},
    {"type": "request", "id": "a1", "kind": "probe", "experiment": {}},
    {"type": "request", "id": "a1", "kind": "check", "lane": 0, "name": "hidden_state", "index": [0, 1, 2]},
    {"type": "request", "id": "a1", "kind": "lengths", "lengths": [5, 200], "samples": 128},
    {"type": "request", "id": "a1", "kind": "evaluate", "text": "hello"},
    {"type": "request", "id": "a1", "kind": "evaluate", "text": ["h", "GO"]},
    {"type": "request", "id": "a1", "kind": "evaluate", "values": [[0.5, 1], [0.25, 0]]},
    {"type": "request", "id": "a1", "kind": "sample", "lane": 1, "prompt": "h", "count": 20, "temperature": 0.8},
    {"type": "request", "id": "a1", "kind": "sample", "values": [[0.5]]},
    {"type": "request", "id": "a1", "kind": "poke", "lane": 1, "time_step": 4, "feature": 0, "size": 0.1},
    {
        "type": "request",
        "id": "a1",
        "kind": "clamp",
        "lane": 0,
        "clamps": [{"kind": "cut", "first": 2, "last": 3}],
        "transplants": [{"origin": 1, "time_step": 4}],
    },
    {"type": "request", "id": "a1", "kind": "portrait", "time_step": 4, "start": [0.1, 0.2]},
    {"type": "request", "id": "a1", "kind": "backward_step", "lane": 0, "layer": 0, "time_step": 4},
    {"type": "request", "id": "a1", "kind": "surface", "lane": 0, "points": 25, "span": 1, "seed": 7},
    {"type": "request", "id": "a1", "kind": "wall", "activation": "tanh", "points": 60, "steps": 50},
    {
        "type": "request",
        "id": "a1",
        "kind": "tile",
        "atlas": {
            "base": {},
            "x": {"field": "lanes.0.cell.activation", "values": ["tanh", "relu"]},
            "y": {"field": "task.length", "values": [10]},
            "steps": 100,
        },
        "row": 0,
        "column": 1,
        "seed": 2,
    },
    {"type": "cancel", "id": "a1"},
    {"type": "ping", "at": 1.5},
]


@pytest.mark.parametrize("message", GOOD, ids=lambda message: message["type"] + message.get("kind", ""))
def test_every_message_of_the_protocol_is_understood(message: dict[str, object]) -> None:
    assert parse_command(json.dumps(message)).type == message["type"]


def test_the_good_messages_cover_every_type() -> None:
    assert {message["type"] for message in GOOD} == set(COMMAND_TYPES)


@pytest.mark.parametrize(
    ("text", "code", "path", "fragment"),
    [
        ("[", "invalid_json", [], "not JSON"),
        ("[" * 100_000, "invalid_json", [], "not JSON"),
        ("[]", "invalid_message", [], "JSON object"),
        ("{}", "invalid_message", ["type"], "type"),
        ('{"type":"dance"}', "invalid_message", ["type"], "dance"),
        ('{"type":"pause","now":true}', "invalid_message", ["now"], "no field"),
        ('{"type":"step","count":0}', "invalid_message", ["count"], "the bound is 1"),
        ('{"type":"pace","updates_per_second":NaN}', "invalid_message", ["updates_per_second"], "finite"),
        ('{"type":"tune","lane":0}', "invalid_message", [], "empty"),
        (
            '{"type":"tune","lane":0,"bptt":{"kind":"truncated","window":4}}',
            "invalid_message",
            ["bptt", "window"],
            "shift",
        ),
        ('{"type":"watch","panels":["soup"]}', "invalid_message", ["panels", 0], "soup"),
        (
            '{"type":"start","experiment":{"batch_size":0}}',
            "invalid_message",
            ["experiment", "batch_size"],
            "bound is 1",
        ),
        (
            '{"type":"start","experiment":{"kernel":"fused","lanes":[{"cell":{"kind":"lru"}}]}}',
            "invalid_message",
            ["experiment", "kernel"],
            "lru",
        ),
        (
            '{"type":"request","id":"a","kind":"clamp","clamps":[{"kind":"gate","gate":"f","last":3}]}',
            "invalid_message",
            ["clamps", 0, "value"],
            "value",
        ),
        ('{"type":"request","id":"a","kind":"soup"}', "invalid_message", ["kind"], "soup"),
        ('{"type":"request","id":"a","kind":"evaluate"}', "invalid_message", [], "either text"),
        (
            '{"type":"request","id":"a","kind":"evaluate","text":["a",3]}',
            "invalid_message",
            ["text", 1],
            "text[1] is 3",
        ),
        ('{"type":"request","id":"a","kind":"lengths","lengths":[2001]}', "invalid_message", ["lengths", 0], "2000"),
        ('{"type":"request","id":"a","kind":"sample","count":0}', "invalid_message", ["count"], "bound is 1"),
        ('{"type":"request","id":"a","kind":"surface","points":2}', "invalid_message", ["points"], "bound is 3"),
        ('{"type":"request","id":"a","kind":"wall","activation":"step"}', "invalid_message", ["activation"], "step"),
        (
            '{"type":"request","id":"a","kind":"check","lane":9,"name":"h","index":[0]}',
            "invalid_message",
            ["lane"],
            "3",
        ),
    ],
)
def test_a_bad_message_says_what_is_wrong(text: str, code: str, path: list[str | int], fragment: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_command(text)
    assert (caught.value.code, caught.value.path) == (code, path)
    assert fragment in caught.value.message


def test_an_error_that_has_words_in_other_languages_carries_its_cause() -> None:
    document = {"task": {"kind": "hello", "text": "hell", "targets": "o"}}
    with pytest.raises(CommandError) as caught:
        parse_command(json.dumps({"type": "start", "experiment": document}))
    assert caught.value.cause == {"type": "targets_length", "parameters": {"targets": 1, "text": 4}}


def test_the_error_of_a_request_carries_its_id() -> None:
    with pytest.raises(CommandError) as caught:
        parse_command('{"type":"request","id":"a7","kind":"frame"}')
    assert caught.value.id == "a7"
