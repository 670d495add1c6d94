"""Who asks for very much is told when to come again; what is there already, and other addresses, are answered."""

from __future__ import annotations

import asyncio
import json

from rnn_playground.server.allowance import MOST_ADDRESSES, AddressAllowances, RequestAllowance


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


async def answer(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def asked(app, path, address="1.2.3.4"):
    """Return status, headers and body of the answer."""
    told = []

    async def send(message):
        told.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "client": (address, 1)}
    asyncio.run(app(scope, receive, send))
    return told[0]["status"], dict(told[0]["headers"]), told[1]["body"]


def test_a_burst_is_answered_and_then_one_is_told_when_to_come_again():
    clock = Clock()
    app = RequestAllowance(answer, 0.5, clock)
    assert [asked(app, "/api/script")[0] for _ in range(6)] == [200] * 5 + [429]
    _, headers, body = asked(app, "/api/experiment")
    (problem,) = json.loads(body)["errors"]
    assert headers[b"retry-after"] == b"2"
    assert "0.5" in problem["message"]
    assert "2 s" in problem["message"]
    assert problem["cause"] == {"type": "too_many_requests", "parameters": {"bound": 0.5, "seconds": 2}}
    clock.now += 2
    assert asked(app, "/api/script")[0] == 200


def test_others_and_what_is_not_computed_are_answered():
    app = RequestAllowance(answer, 0.1, Clock())
    assert [asked(app, "/api/kept/abc/check")[0] for _ in range(2)] == [200, 429]
    assert asked(app, "/api/recording", "4.3.2.1")[0] == 200
    for path in ("/", "/static/main.js", "/api/catalog", "/healthz", "/readyz", "/metrics"):
        assert asked(app, path)[0] == 200


def test_no_more_than_so_many_addresses_are_remembered():
    clock = Clock()
    allowances = AddressAllowances(1.0, 10, clock)
    for number in range(MOST_ADDRESSES + 10):
        allowances.spend(str(number))
    assert len(allowances) == MOST_ADDRESSES
    clock.now += 3600
    allowances.spend("late")
    assert len(allowances) == 1
