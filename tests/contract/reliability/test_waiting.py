"""More learners than places: who comes later waits and sees where, nobody is turned away without a word."""

from __future__ import annotations


def test_a_line_with_positions_and_beyond_it_a_time_to_come_again(serve, join, hello):
    server = serve(max_sessions=1, max_waiting=2, over_yield=0.0)
    holder, second, third, fourth = (join(server) for _ in range(4))
    holder.send("start", experiment=hello(), paused=True)
    holder.until("status", state="paused")
    second.send("start", experiment=hello(steps=5))
    assert second.until("status", state="queued")["position"] == 1
    third.send("start", experiment=hello(steps=5))
    assert third.until("status", state="queued")["position"] == 2
    fourth.send("start", experiment=hello(steps=5))
    full = fourth.error(code="full")
    assert full["cause"]["parameters"]["seconds"] > 0
    third.send("start", experiment=hello(steps=6))  # another wish keeps the position
    assert third.until("status", state="queued", step=0)["position"] == 2
    third.send("tune", lane=0, learning_rate=0.1)
    assert third.error()["code"] == "queued"
    second.send("pause")
    second.send("resume")
    holder.send("resume")
    for client in (holder, second, third):  # a run that is over gives its place to who waits
        client.until("status", state="finished")
    assert third.frames[-1].step == 5
    holder.send("request", id="f", kind="frame", step=3)
    while "reply" not in holder.frame().metadata:
        pass
    holder.send("tune", lane=0, learning_rate=0.1)
    assert holder.error()["code"] == "run_over"
    holder.send("start", experiment=hello(steps=3))
    holder.until("status", state="finished", step=2)


def test_who_waits_may_give_up(serve, join, hello):
    server = serve(max_sessions=1, over_yield=0.0)
    holder, second, third = (join(server) for _ in range(3))
    holder.send("start", experiment=hello(), paused=True)
    holder.until("status", state="paused")
    second.send("start", experiment=hello())
    second.until("status", position=1)
    third.send("start", experiment=hello(steps=4))
    third.until("status", position=2)
    second.send("stop")
    second.until("status", state="stopped")
    third.until("status", position=1)
    holder.socket.close()
    third.until("status", state="finished")
