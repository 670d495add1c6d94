"""A Ray cluster without room: who comes later is told the position, and begins once a place is free."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long


NODES, PLACES, SHARE = 2, 48, 0.25


def free():
    """Return how many processors of the cluster nobody has."""
    from ray import available_resources

    return available_resources().get("CPU", 0.0)


@pytest.fixture
def no_room(ray_cluster):
    """Let others have so many places of the cluster, once they are free; what is returned gives them all back."""
    from ray.util import placement_group, remove_placement_group

    taken = []

    def give_back():
        while taken:
            remove_placement_group(taken.pop())

    def take(places=PLACES):
        taken.extend(placement_group([{"CPU": SHARE}]) for _ in range(places))
        return give_back

    yield take
    give_back()


def test_who_comes_to_a_full_cluster_waits_and_begins_once_there_is_room(serve, join, hello, no_room, eventually):
    server = serve(max_sessions=PLACES)
    engine = server.state.engine
    server.settle()
    assert len(engine._warm_pool) == NODES
    give_back = no_room()
    eventually(lambda: not engine._has_room_for_a_worker())
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
    give_back = no_room()
    eventually(lambda: free() < SHARE)
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


def test_a_server_leaves_what_none_there_needs_to_one_whose_learners_wait(
    server, serve, join, hello, postgresql, no_room, eventually
):
    url = postgresql.new_database()
    here, there = (serve(max_sessions=PLACES, database_url=url) for _ in range(2))

    def begin_at(place):
        client = join(place)
        client.send("start", experiment=hello(), paused=True)
        client.until("status", state="paused")
        return client

    gone, stays = begin_at(here), begin_at(here)
    gone.socket.close()
    for each in (server, here, there):
        each.settle()
    eventually(lambda: free() == left_by_all())  # what ended before has given back its share
    no_room(int(free() / SHARE))
    eventually(lambda: free() < SHARE)
    for _ in range(NODES):  # in what waits loaded there, then in the room of what waits here, then in that of who left
        begin_at(there)
    for _ in range(NODES + 1):
        begin_at(there)
    assert here.state.sessions.slots_taken == 1
    stays.send("resume")
    stays.until("status", state="finished")


def left_by_all():
    """Return how many processors the actors of all servers leave free; those that servers share reserve nothing."""
    from ray import cluster_resources
    from ray.util import list_named_actors

    reserving = [each["name"] for each in list_named_actors(all_namespaces=True) if each["name"].startswith("run.")]
    return cluster_resources()["CPU"] - SHARE * len(reserving)
