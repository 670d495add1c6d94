"""A Ray cluster without room: who comes later is told the position, and begins once a place is free."""

from __future__ import annotations

import pytest

NODES, PLACES = 2, 48


@pytest.fixture
def no_room(ray_cluster):
    """Let others have whatever is free, and becomes free, in the cluster; what is returned gives it all back."""
    from ray.util import placement_group, remove_placement_group

    taken = []

    def give_back():
        while taken:
            remove_placement_group(taken.pop())

    def take():
        taken.extend(placement_group([{"CPU": 0.25}]) for _ in range(PLACES))
        return give_back

    yield take
    give_back()


def test_who_comes_to_a_full_cluster_waits_and_begins_once_there_is_room(serve, join, hello, no_room, eventually):
    server = serve(max_sessions=PLACES)
    engine = server.state.engine
    server.settle()
    assert len(engine._spares) == NODES
    give_back = no_room()
    eventually(lambda: not engine._has_room_for_an_actor())
    holders, waiting = [join(server) for _ in range(NODES)], [join(server) for _ in range(2)]
    for holder in holders:  # what waits loaded is room for so many
        holder.send("start", experiment=hello(), paused=True)
        holder.until("status", state="paused")
    for position, client in enumerate(waiting, 1):
        client.send("start", experiment=hello(steps=5))
        assert client.until("status", state="queued")["position"] == position
    holders[0].send("stop")
    waiting[0].until("status", state="finished")
    give_back()
    waiting[1].until("status", state="finished")
    assert waiting[1].frames[-1].step == 4


def test_a_server_that_comes_to_a_full_cluster_is_ready_and_shows_first_steps(
    ray_cluster, serve, join, hello, no_room, eventually
):
    from ray import available_resources

    give_back = no_room()
    eventually(lambda: available_resources().get("CPU", 0.0) < 0.25)
    server = serve(max_sessions=PLACES)
    server.settle()
    client = join(server)
    client.send("start", experiment=hello(steps=5))
    assert client.until("status", state="queued")["position"] == 1
    client.send("request", id="a", kind="probe", experiment=hello())
    while "reply" not in client.frame().metadata:
        pass
    give_back()
    client.until("status", state="finished")
    assert client.frames[-1].step == 4
