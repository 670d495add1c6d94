"""Heavy panels: of the step where the run stays, of an earlier one while it goes on, and never for seconds on end."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

HEAVY = ["triangle", "lyapunov"]


@pytest.fixture
def adding():
    lane = {"cell": {"kind": "lstm", "hidden_size": 8}}
    return {"task": {"kind": "adding", "length": 30}, "lanes": [lane, lane], "batch_size": 4, "steps": 200_000}


def steps_of(frame):
    return json.loads(frame.metadata["panel_steps"])


def test_a_step_that_is_stayed_at_has_its_own(client, adding):
    client.send("watch", panels=[*HEAVY, "gates"], max_rate=60)
    client.send("start", experiment=adding, paused=True)
    frame = client.frame_of(0)
    assert steps_of(frame) == {"triangle": 0, "lyapunov": 0}
    assert frame["1/gradient_triangle"].shape == (30, 30)
    client.send("step", count=3)
    later = client.frame_of(3)
    assert steps_of(later) == {"triangle": 3, "lyapunov": 3}
    assert (later["0/gradient_triangle"] != frame["0/gradient_triangle"]).any()


def test_while_the_run_goes_on_they_are_repeated_and_a_pause_shows_its_own(client, adding):
    client.send("watch", panels=HEAVY, max_rate=60)
    client.send("start", experiment=adding)
    frames = [client.frame() for _ in range(12)]
    steps = [steps_of(frame)["triangle"] for frame in frames]
    assert all(step <= frame.step for step, frame in zip(steps, frames, strict=True))
    assert steps == sorted(steps)
    assert len(set(steps)) < len({frame.step for frame in frames})
    for before, after in pairwise(frames):
        if steps_of(before)["triangle"] == steps_of(after)["triangle"]:
            np.testing.assert_array_equal(before["0/gradient_triangle"], after["0/gradient_triangle"])
    client.send("pause")
    step = client.until("status", state="paused")["step"]
    assert steps_of(client.frames[-1]) == {"triangle": step, "lyapunov": step}


def test_the_last_step_has_its_own(client, adding):
    client.send("watch", panels=HEAVY)
    client.send("start", experiment={**adding, "steps": 25})
    client.until("status", state="finished")
    assert steps_of(client.frames[-1]) == {"triangle": 24, "lyapunov": 24}


def test_what_would_take_too_long_is_left_out_and_says_why(client, adding):
    lane = {"cell": {"kind": "lstm", "hidden_size": 256}}
    client.send("watch", panels=["jacobian", "full_profile", "jacobian"])
    client.send("start", experiment={**adding, "lanes": [lane]}, paused=True)
    frame = client.frame_of(0)
    assert steps_of(frame) == {"full_profile": 0}
    assert "0/jacobian_singular_values" not in frame
    assert "above the bound" in json.loads(frame.metadata["panels_skipped"])["jacobian"]


def test_a_frame_without_heavy_panels_says_nothing_of_them(client, hello):
    client.send("watch", panels=["weights"])
    client.send("start", experiment=hello(), paused=True)
    assert not client.frame_of(0).metadata.keys() & {"panel_steps", "panels_skipped"}


def test_a_probe_has_heavy_panels_too(client, adding):
    client.send("request", id="p", kind="probe", experiment=adding, panels=["triangle"])
    frame = client.frame()
    assert steps_of(frame) == {"triangle": 0}
    assert frame["0/gradient_triangle"].shape == (30, 30)
