"""A run that many watch: they follow where its owner looks, guess before the truth is out, and take copies."""

from __future__ import annotations

import numpy as np
import pytest

LOOK = {
    "cursor": {"lane": 0, "layer": 0, "time_step": 2, "unit": 1},
    "pinned": True,
    "lane": 0,
    "step": 4,
    "loss": None,
    "view": "folded",
    "panels": ["norms"],
    "lesson": "4.2",
    "claim": None,
    "held_copy": 3,
}
SKETCH = [-12.0, -8.0, -4.0, -1.0, 0.0]


def copy(viewer, identifier="c"):
    viewer.send("request", id=identifier, kind="copy")
    return viewer.until("reply", id=identifier)


def test_everybody_is_told_how_many_watch(owner, watch):
    first, second = watch(owner), watch(owner)
    for each in (owner, first, second):
        each.until("viewers", count=2)
    first.socket.close()
    owner.until("viewers", count=1)


def test_who_is_watched_by_nobody_hears_nothing_of_it(owner):
    assert not [item for item in owner.quiet() if isinstance(item, dict)]
    assert not [item for item in owner.received if isinstance(item, dict) and item["type"] == "viewers"]


def test_viewers_are_told_where_the_owner_looks_and_so_is_who_comes_later(owner, watch):
    early = watch(owner)
    owner.send("look", **LOOK)
    assert early.until("look") == {"type": "look", **LOOK}
    late = watch(owner)
    assert late.until("look") == {"type": "look", **LOOK}
    owner.send("look")
    assert early.until("look")["cursor"] is None
    assert not [item for item in owner.quiet() if isinstance(item, dict) and item["type"] == "look"]


def test_a_viewer_leads_nobody(owner, watch):
    viewer = watch(owner)
    viewer.send("look", **LOOK)
    assert viewer.error()["code"] == "read_only"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cursor", {"lane": 9, "time_step": 0}),
        ("cursor", {"lane": 0, "time_step": 10_001}),
        ("cursor", {"lane": 0, "time_step": 0, "note": "hello"}),
        ("step", -1),
        ("loss", 0.5),
        ("view", "x" * 10_000),
        ("panels", ["norms"] * 17),
        ("lesson", "4.2 and a message to the class"),
        ("claim", "A message to the class"),
        ("held_copy", 0),
        ("text", "anything"),
    ],
)
def test_a_look_is_small_and_says_nothing_else(owner, field, value):
    owner.send("look", **{field: value})
    problem = owner.error()
    assert problem["code"] == "invalid_message"
    assert problem["path"][0] == field


def test_a_copy_goes_on_with_the_same_losses_bit_for_bit(owner, watch, hello, losses):
    owner.send("step", count=9)
    owner.until("status", step=9)
    viewer = watch(owner)
    keys = copy(viewer)
    viewer.until("attached", session=keys["session"], read_only=False)
    status = viewer.until("status", state="paused")
    assert status["step"] == 9
    assert status["run"] != owner.frames[-1].metadata["run"]
    viewer.send("resume")
    viewer.until("status", state="finished")
    np.testing.assert_array_equal(viewer.joined(0, run=status["run"]), losses(hello()))
    owner.send("resume")
    owner.until("status", state="finished")
    np.testing.assert_array_equal(owner.joined(0), losses(hello()))


def test_a_copy_of_a_run_that_moves_has_every_step_of_it(join, watch, hello, losses):
    document = hello(steps=3000)
    owner = join()
    owner.send("pace", updates_per_second=200)
    owner.send("start", experiment=document)
    while owner.frame().step < 50:
        pass
    viewer = watch(owner)
    copy(viewer)
    begun = viewer.until("status", state="paused")
    assert begun["step"] >= 50
    viewer.send("pace", updates_per_second=None)
    viewer.send("resume")
    viewer.until("status", state="finished")
    np.testing.assert_array_equal(viewer.joined(0, run=begun["run"]), losses(document))


def test_a_copy_has_the_kept_frames_the_marks_and_the_branches(owner, watch):
    owner.send("step", count=3)
    owner.until("status", step=3)
    owner.send("tune", lane=0, learning_rate=0.2)
    owner.until("mark", lane=0)
    owner.send("branch", origin={"lane": 0, "step": 2}, lane={"cell": {"kind": "rnn", "hidden_size": 3}})
    owner.until("mark", lane=1)
    owner.frame()
    viewer = watch(owner)
    copy(viewer)
    viewer.until("attached", read_only=False)
    run = viewer.until("status")["run"]
    assert viewer.until("mark")["change"] == {"learning_rate": 0.2}
    assert viewer.until("mark", lane=1)["run"] == run
    viewer.send("request", id="f", kind="frame", step=0)
    while "reply" not in (frame := viewer.frame()).metadata:
        pass
    assert (frame.step, frame.metadata["run"]) == (0, run)
    viewer.send("request", id="d", kind="document")
    assert len(viewer.until("reply", id="d")["experiment"]["lanes"]) == 2


def test_the_copy_is_its_takers_and_the_watched_run_is_not(owner, watch):
    viewer = watch(owner)
    keys = copy(viewer)
    viewer.until("status", state="paused", step=0)
    viewer.send("step", count=2)
    viewer.until("status", step=2)
    assert "2" not in {str(frame.step) for frame in owner.frames}
    friend = watch(viewer_of(keys))
    friend.until("status", step=2)


def viewer_of(keys):
    """Whatever has the keys of a session as its welcome."""
    return type("Owner", (), {"welcome": keys})


def test_a_copy_of_a_finished_run_can_grow_a_branch(owner, watch):
    owner.send("resume")
    owner.until("status", state="finished")
    viewer = watch(owner)
    copy(viewer)
    viewer.until("attached", read_only=False)
    viewer.until("status", state="finished")
    viewer.send("branch", origin={"lane": 0, "step": 9}, lane={"cell": {"kind": "rnn", "hidden_size": 3}})
    viewer.until("mark", lane=1)
    viewer.until("status", state="finished")


def test_of_what_was_stopped_there_is_no_copy(owner, watch):
    owner.send("stop")
    owner.until("status", state="stopped")
    viewer = watch(owner)
    viewer.send("request", id="c", kind="copy")
    assert viewer.error(id="c")["code"] == "run_over"


def test_where_nothing_runs_there_is_no_copy(join, watch):
    viewer = watch(join())
    viewer.send("request", id="c", kind="copy")
    assert viewer.error(id="c")["code"] == "no_run"


def test_a_copy_waits_for_a_place_and_is_refused_where_too_many_wait(serve, visiting, hello):
    server = serve(max_sessions=1, max_waiting=1, over_yield=0.0)
    with visiting(server) as owner, visiting(server) as first, visiting(server) as second:
        owner.send("start", experiment=hello(), paused=True)
        owner.until("status", state="paused")
        for viewer in (first, second):
            viewer.send("attach", session=owner.welcome["session"], key=owner.welcome["viewer_key"])
            viewer.until("attached")
        copy(first)
        first.until("attached", read_only=False)
        first.until("status", state="queued", position=1)
        second.send("request", id="c", kind="copy")
        assert second.error(id="c")["code"] == "full"
        second.send("request", id="d", kind="document")
        second.until("reply", id="d")
        owner.send("resume")
        first.until("status", state="paused", step=0)
        first.send("step", count=1)
        first.until("status", step=1)


def test_a_copy_outlives_the_server_where_runs_do(serve, visiting, hello, losses, tmp_path):
    server = serve(data=tmp_path)
    with visiting(server) as owner, visiting(server) as viewer:
        owner.send("start", experiment=hello(), paused=True)
        owner.send("step", count=5)
        owner.until("status", step=5)
        viewer.send("attach", session=owner.welcome["session"], key=owner.welcome["viewer_key"])
        viewer.until("attached")
        keys = copy(viewer)
        viewer.until("status", state="paused", step=5)
        viewer.send("step", count=2)
        viewer.until("status", state="paused", step=7)
    server.close()
    with visiting(serve(data=tmp_path)) as back:
        back.send("attach", session=keys["session"], key=keys["key"])
        back.until("attached", read_only=False)
        back.until("status", state="paused", step=7)
        back.send("resume")
        back.until("status", state="finished")
        np.testing.assert_array_equal(back.joined(0), losses(hello()))


def test_guesses_are_counted_until_the_first_update_and_then_shown_to_all(owner, watch):
    first, second = watch(owner), watch(owner)
    first.send("guess", sketch=[0.0, 0.0, 0.0, 0.0, 0.0])
    first.send("guess", sketch=SKETCH)
    second.send("guess", sketch=SKETCH)
    assert owner.until("guesses", count=2)["drawn"] is None
    owner.send("step", count=1)
    for each in (owner, first, second):
        while not (told := each.until("guesses", count=2))["drawn"]:
            pass
        assert told["drawn"] == [{"lane": 0, "sketch": SKETCH}] * 2
    late = watch(owner)
    assert len(late.until("guesses")["drawn"]) == 2
    late.send("guess", sketch=SKETCH)
    assert late.error()["code"] == "begun"


def test_a_guess_goes_with_who_drew_it_and_with_the_run(owner, watch, hello):
    viewer = watch(owner)
    viewer.send("guess", sketch=SKETCH)
    owner.until("guesses", count=1)
    viewer.socket.close()
    owner.until("guesses", count=0)
    other = watch(owner)
    other.send("guess", sketch=SKETCH)
    owner.until("guesses", count=1)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    owner.send("step", count=1)
    owner.until("status", step=1)
    assert "guesses" not in [item.get("type") for item in owner.quiet() if isinstance(item, dict)]


@pytest.mark.parametrize(
    "fields", [{"sketch": [0.0] * 6}, {"sketch": [0.0] * 4}, {"sketch": [11.0] * 5}, {"sketch": [-41.0] * 5}, {}]
)
def test_a_guess_is_what_the_page_draws(owner, watch, fields):
    viewer = watch(owner)
    viewer.send("guess", **fields)
    problem = viewer.error()
    assert (problem["code"], problem["path"][0]) == ("invalid_message", "sketch")


def test_a_guess_is_about_a_lane_that_there_is(owner, watch):
    viewer = watch(owner)
    viewer.send("guess", lane=2, sketch=SKETCH)
    assert viewer.error()["code"] == "unknown_lane"
