"""Who may enter, how many, and how much a stranger may ask for."""

from __future__ import annotations

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from rnn_playground.server.allowance import ONE

FORM = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}


def test_nothing_but_health_is_seen_without_the_classrooms_code(serve):
    server = serve(join_code="zebra-42", metrics=True)
    with httpx.Client(base_url=server.address) as stranger:
        for path in {route.path.replace("{path:path}", "x") for route in server.server._app.routes}:
            if path == "/api/session":
                continue
            expected = 200 if path in ("/healthz", "/readyz") else 401
            method = "POST" if path in ("/api/experiment", "/api/script", "/api/recording") else "GET"
            answer = stranger.request(method, path)
            assert answer.status_code == expected, path
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        form = stranger.get("/")
        assert 'name="join"' in form.text
        assert "form-action 'self'" in form.headers["content-security-policy"]
        wrong = stranger.get("/", params={"join": "<b>guess</b>"})
        assert wrong.status_code == 401
        assert "&lt;b&gt;guess" in wrong.text
        assert "set-cookie" not in wrong.headers
        with pytest.raises(InvalidStatus) as refused:
            connect(server.socket_address, compression=None)
        assert refused.value.response.status_code == 403
        welcome = stranger.get("/", params={"join": "zebra-42"})
        assert (welcome.status_code, welcome.headers["location"]) == (303, "?")
        assert "zebra" not in welcome.headers["set-cookie"]
        assert stranger.get("/api/catalog").status_code == 200
        cookie = "; ".join(f"{name}={value}" for name, value in stranger.cookies.items())
    with connect(server.socket_address, compression=None, additional_headers={"cookie": cookie}) as socket:
        assert "welcome" in socket.recv(10)
    for forged in ("rnn_playground_join=zebra-42", "rnn_playground_join=", "=;=;;,"):
        assert httpx.get(f"{server.address}/api/catalog", headers={"cookie": forged}).status_code == 401


def test_who_guesses_too_much_is_told_how_long_to_wait_and_whoever_is_in_notices_nothing(serve):
    server = serve(join_code="zebra-42")
    with httpx.Client(base_url=server.address) as learner, httpx.Client(base_url=server.address) as guesser:
        assert learner.post("/", data={"join": "zebra-42"}).status_code == 303
        taken = 0
        while (refused := guesser.post("/", data={"join": f"zebra-{taken:02}"})).status_code == 401:
            taken += 1
            assert taken < 10 * ONE[0]
        assert taken >= ONE[0]
        seconds = int(refused.headers["retry-after"])
        assert (refused.status_code, seconds) in ((429, 1), (429, 2))
        assert f"Try again in {seconds} s" in refused.text
        korean = guesser.get("/", headers={"accept-language": "ko-KR,en;q=0.5"})
        assert (korean.status_code, 'lang="ko"' in korean.text) == (401, True)
        assert learner.get("/api/catalog").status_code == 200


def test_the_code_is_taken_as_it_is_typed_and_of_nobody_who_sends_anything_else(serve):
    server = serve(join_code="얼룩말 & 42")
    with httpx.Client(base_url=server.address) as client:
        assert client.post("/", content=b"join=" + b"x" * 100_000, headers=FORM).status_code == 401
        assert client.post("/", content=b"\xff%ff&&=&join", headers=FORM).status_code == 401
        assert client.post("/", json={"join": "얼룩말 & 42"}).status_code == 401
        assert (
            client.post("/", data={"join": "얼룩말 & 42"}, headers={"origin": "https://evil.test"}).status_code == 403
        )
        assert client.post("/", data={"join": "얼룩말 & 42"}).status_code == 303


def test_a_full_house_refuses_sockets_with_a_word_and_still_answers_for_its_health(serve, join):
    server = serve(max_connections=3)
    clients = [join(server) for _ in range(3)]
    with pytest.raises(InvalidStatus) as refused:
        connect(server.socket_address, compression=None)
    assert refused.value.response.status_code == 503
    assert b"3 connections are open, the bound" in refused.value.response.body
    assert "retry-after" in refused.value.response.headers
    assert httpx.get(f"{server.address}/readyz").status_code == 200
    clients[0].socket.close()
    join(server)


def test_a_public_server_allows_less_and_says_so_everywhere(serve, join, hello):
    server = serve(profile="public", messages_per_second=50)
    client = join(server)
    assert client.welcome["limits"]["profile"] == "public"
    assert client.welcome["limits"]["batch_size"] == [1, 128]
    large = hello(batch_size=200)
    client.send("start", experiment=large)
    problem = client.error()
    assert problem["path"] == ["experiment", "batch_size"]
    assert "200, above the bound 128" in problem["message"]
    assert problem["cause"]["type"] == "beyond_profile"
    client.send("request", id="p", kind="probe", experiment=large)
    assert client.error(id="p")["path"] == ["experiment", "batch_size"]
    for path in ("/api/experiment", "/api/script"):
        answer = httpx.post(server.address + path, json={"experiment": large})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == ["batch_size"]
    assert httpx.get(f"{server.address}/api/catalog").json()["limits"]["profile"] == "public"
    for number in range(200):  # faster than it is read, and nothing is lost
        client.send("ping", at=number)
    for number in range(200):
        assert client.until("pong")["at"] == number
    client.send("start", experiment=hello(steps=3))
    client.until("status", state="finished")
