"""Starting, pausing, stepping, pacing, tuning, stopping: what each message brings about."""

from __future__ import annotations

import numpy as np
import pytest

LSTM = {"cell": {"kind": "lstm", "hidden_size": 4}}
RNN = {"cell": {"kind": "rnn", "hidden_size": 3}}


def test_the_server_speaks_first(join):
    client = join()
    assert client.received == [client.welcome]
    assert client.welcome["protocol"] == 1
    assert len({client.welcome[name] for name in ("session", "key", "viewer_key")}) == 3
    assert client.welcome["limits"]["frames_in_flight"] == 4


def test_a_run_goes_from_queued_to_finished_and_its_last_frame_comes_before_the_final_status(client, hello):
    client.send("start", experiment=hello(steps=12))
    begin = client.until("status")
    assert (begin["state"], begin["step"], begin["reason"]) == ("queued", 0, None)
    assert begin["experiment"]["lanes"][0]["optimizer"]["kind"] == "adam"
    assert begin["facts"]["task"]["kind"] == "hello"
    end = client.until("status", state="finished")
    assert client.states() == ["queued", "running", "finished"]
    assert end["step"] == 11
    assert client.received[-2] is client.frames[-1]
    assert client.frames[-1].step == 11
    assert {frame.metadata["run"] for frame in client.frames} == {begin["run"]}


def test_the_first_frame_is_step_0_and_frames_are_numbered_from_1(client, hello):
    client.send("start", experiment=hello())
    frame = client.frame()
    assert (frame.number, frame.step) == (1, 0)
    assert frame.metadata == {
        **frame.metadata,
        "protocol": "1",
        "lanes": "1",
        "kernel": "fused",
        "dropped": "0",
    }
    client.until("status", state="finished")
    assert [frame.number for frame in client.frames] == list(range(1, len(client.frames) + 1))


def test_scalars_of_all_lanes_join_without_a_gap_and_equal_those_of_a_trainer_without_server(client, hello, losses):
    document = hello(lanes=[RNN, LSTM], steps=60)
    client.send("start", experiment=document)
    client.until("status", state="finished")
    for lane in (0, 1):
        np.testing.assert_array_equal(client.joined(lane), losses(document, lane))


def test_started_paused_it_measures_step_0_and_applies_no_update(client, hello):
    client.send("start", experiment=hello(), paused=True)
    assert client.until("status", state="paused")["step"] == 0
    assert [frame.step for frame in client.frames] == [0]
    assert client.quiet() == []


def test_step_applies_updates_and_publishes_the_step_reached(client, hello, losses):
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    client.send("step", count=3)
    assert client.until("status", state="paused")["step"] == 3
    assert client.states() == ["queued", "paused", "paused"]
    assert [frame.step for frame in client.frames] == [0, 3]
    np.testing.assert_array_equal(client.frames[-1]["0/steps"], [1, 2, 3])
    np.testing.assert_array_equal(client.joined(0), losses(hello())[:4])


def test_two_step_messages_at_once_publish_both_steps(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=1)
    client.send("step", count=2)
    client.until("status", state="paused", step=3)
    assert [frame.step for frame in client.frames] == [0, 1, 3]


def test_steps_beyond_the_end_finish_the_run(client, hello):
    client.send("start", experiment=hello(steps=3), paused=True)
    client.send("step", count=50)
    assert client.until("status", state="finished")["step"] == 2
    assert client.frames[-1].step == 2


def test_pause_publishes_the_step_it_stays_at_and_resume_goes_on(client, hello, losses):
    client.send("pace", updates_per_second=50)
    client.send("start", experiment=hello(steps=2000))
    client.frame()
    client.send("pause")
    paused = client.until("status", state="paused")
    assert client.frames[-1].step == paused["step"]
    assert client.quiet() == []
    client.send("pace", updates_per_second=None)
    client.send("resume")
    client.until("status", state="finished")
    assert client.states() == ["queued", "running", "paused", "running", "finished"]
    np.testing.assert_array_equal(client.joined(0), losses(hello(steps=2000)))


def test_a_slow_pace_holds_the_run_back_until_it_is_lifted(client, hello):
    client.send("pace", updates_per_second=0.001)
    client.send("start", experiment=hello(steps=5))
    client.until("status", state="running")
    assert client.frame().step == 0
    assert client.quiet() == []
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")


def test_step_ignores_the_pace(client, hello):
    client.send("pace", updates_per_second=0.001)
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=5)
    client.until("status", state="paused", step=5)


def test_tune_is_marked_becomes_part_of_the_document_and_changes_the_losses(client, hello, losses):
    client.send("start", experiment=hello(steps=10), paused=True)
    client.send("step", count=4)
    client.until("status", state="paused", step=4)
    client.send("tune", lane=0, learning_rate=0.5)
    mark = client.until("mark")
    assert (mark["lane"], mark["step"], mark["change"]) == (0, 4, {"learning_rate": 0.5})
    client.send("tune", lane=0, clip={"kind": "none"})
    assert client.until("mark")["change"] == {"clip": {"kind": "none"}}
    client.send("request", id="d", kind="document")
    document = client.until("reply", id="d")
    assert [change["step"] for change in document["experiment"]["lanes"][0]["changes"]] == [4, 4]
    assert [entry["step"] for entry in document["marks"]] == [4, 4]
    client.send("resume")
    client.until("status", state="finished")
    expected = losses(document["experiment"])
    np.testing.assert_array_equal(client.joined(0), expected)
    assert (expected[5:] != losses(hello(steps=10))[5:]).all()


def test_stop_ends_the_run_after_its_last_frame(client, hello):
    client.send("pace", updates_per_second=50)
    client.send("start", experiment=hello(steps=2000))
    client.frame()
    client.frame()
    client.send("stop")
    end = client.until("status", state="stopped")
    assert client.received[-2] is client.frames[-1]
    assert client.frames[-1].step == end["step"]
    assert len(client.joined(0)) == end["step"] + 1


def test_a_new_start_stops_the_run_before_it(client, hello):
    client.send("pace", updates_per_second=50)
    client.send("start", experiment=hello(steps=2000))
    client.frame()
    client.send("start", experiment=hello(steps=4))
    client.until("status", state="finished")
    assert client.states() == ["queued", "running", "stopped", "queued", "running", "finished"]
    first, second = dict.fromkeys(frame.metadata["run"] for frame in client.frames)
    assert first != second
    assert len(client.joined(0, run=second)) == 4


def test_watch_before_start_shapes_the_first_frame(client, hello):
    client.send("watch", panels=["gates", "weights"], sample=1)
    client.send("start", experiment=hello(lanes=[LSTM]), paused=True)
    frame = client.frame()
    assert frame["0/gates"].shape == (1, 4, 4, 4)
    assert "0/weight/W_hh.0" in frame
    assert "0/recurrent_eigenvalues" not in frame


def test_watch_while_paused_publishes_the_step_again_without_new_scalars(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    client.send("watch", panels=["spectrum"])
    frame = client.frame()
    assert frame.step == 0
    assert frame["0/recurrent_eigenvalues"].shape == (1, 3, 2)
    assert len(frame["0/steps"]) == len(frame["0/loss"]) == 0


def test_orders_on_the_heels_of_start_are_taken(client, hello):
    client.send("start", experiment=hello(steps=5), paused=True)
    client.send("watch", panels=["spectrum"])
    client.send("pace", updates_per_second=None)
    client.send("resume")
    client.until("status", state="finished")
    assert "0/recurrent_eigenvalues" in client.frames[-1]


def test_watch_after_the_end_shows_the_last_step_anew(client, hello):
    client.send("start", experiment=hello(steps=3))
    client.until("status", state="finished")
    client.send("watch", panels=["gradients"])
    frame = client.frame()
    assert frame.step == 2
    assert "0/hidden_gradient" in frame


def test_what_watch_leaves_out_stays(client, hello):
    client.send("watch", panels=["spectrum"])
    client.send("watch", max_rate=10)
    client.send("start", experiment=hello(), paused=True)
    assert "0/recurrent_eigenvalues" in client.frame()


@pytest.mark.parametrize("quantity", ["metric", "gradient_norm"])
def test_every_scalar_comes_for_every_step(client, hello, quantity):
    client.send("start", experiment=hello(steps=9))
    client.until("status", state="finished")
    assert len(client.joined(0, quantity)) == 9


@pytest.mark.parametrize("rate", [5e-324, 1e-300])
def test_a_pace_that_no_clock_can_count_is_kept_and_ends_nothing(client, hello, rate):
    client.send("pace", updates_per_second=rate)
    client.send("start", experiment=hello())
    client.until("status", state="running")
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    assert not {"recovered", "failed"} & set(client.states())
    assert len(client.joined(0)) == 40


@pytest.mark.parametrize("rate", [5e-324, 1e-300])
def test_a_frame_rate_that_no_clock_can_count_is_kept_and_ends_nothing(client, hello, rate):
    client.send("watch", max_rate=rate)
    client.send("start", experiment=hello(steps=4000))
    client.until("status", state="finished")
    assert not {"recovered", "failed"} & set(client.states())
    assert len(client.joined(0)) == 4000
    assert len(client.frames) <= 3
