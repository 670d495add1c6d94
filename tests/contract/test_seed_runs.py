"""Runs over seeds, asked for over the wire: their numbers are those that the same document gives as a run."""

from __future__ import annotations

import math

import pytest

LANE = {"cell": {"kind": "rnn", "hidden_size": 4}}
BASE = {
    "task": {"kind": "adding", "length": 20},
    "lanes": [LANE],
    "batch_size": 4,
    "weight_seed": 5,
    "data_seed": 8,
    "kernel": "reference",
}


def asked(client, identifier="s", **fields):
    client.send("request", id=identifier, kind="seed_run", **{"experiment": BASE, "steps": 25, **fields})


def finite(value):
    return float(value) if math.isfinite(value) else None


@pytest.mark.parametrize(
    ("fields", "seeds"),
    [
        ({}, (5, 8)),
        ({"seed": 3}, (8, 11)),
        ({"seed": 31, "weights": False}, (5, 39)),
        ({"seed": 2, "data": False, "experiment": {**BASE, "task": {"kind": "echo"}}}, (7, 8)),
    ],
)
def test_its_numbers_are_those_of_the_run_bit_for_bit(client, fields, seeds):
    from rnn_playground import Experiment, train

    asked(client, **fields)
    reply = client.until("reply", id="s")
    document = Experiment.model_validate(reply["experiment"])
    assert (document.weight_seed, document.data_seed, document.steps) == (*seeds, 25)
    told = {"seed": 0, "weights": True, "data": True, **fields}
    assert {name: reply[name] for name in ("seed", "weights", "data")} == {
        name: told[name] for name in ("seed", "weights", "data")
    }
    frames = list(train(document))
    losses = [float(loss) for frame in frames for loss in frame["0/loss"]]
    assert reply["losses"] == [losses[step] for step in reply["loss_steps"]]
    for name, frame in (("first", frames[0]), ("last", frames[-1])):
        norms = frame["0/hidden_gradient_norm"][-1]
        assert reply[name]["norms"] == [float(norms[step]) for step in reply["time_steps"]]
        assert reply[name]["gain_per_step"] == finite(frame["0/gain_per_step"][-1])
        assert reply[name]["half_life"] == finite(frame["0/half_life"][-1])
        assert reply[name]["horizon"] == float(frame["0/memory_horizon"])


def test_it_opens_as_a_run_of_the_same_losses(client):
    asked(client, seed=4)
    reply = client.until("reply", id="s")
    client.send("start", experiment=reply["experiment"])
    client.until("status", state="finished")
    losses = client.joined(0)
    assert reply["losses"] == [float(losses[step]) for step in reply["loss_steps"]]


@pytest.mark.parametrize(
    ("change", "code", "cause"),
    [
        ({"experiment": {**BASE, "lanes": [LANE, LANE]}}, "invalid_message", "seed_run_lanes"),
        ({"seed": 1, "weights": False, "data": False}, "invalid_message", "seed_run_same"),
        ({"seed": 32}, "invalid_message", None),
        ({"steps": 0}, "invalid_message", None),
        ({"experiment": {**BASE, "task": {"kind": "adding", "length": 2000}}}, "invalid_tile", "tile_update_work"),
    ],
)
def test_what_cannot_be_one_is_refused_by_name(client, change, code, cause):
    asked(client, **change)
    error = client.error(id="s")
    assert (error["code"], error.get("cause", {}).get("type")) == (code, cause)


def test_a_narrow_server_refuses_what_is_beyond_its_profile(serve, join):
    client = join(serve(profile="public"))
    asked(client, experiment={**BASE, "batch_size": 256})
    assert client.error(id="s")["cause"]["type"] == "beyond_profile"


LONG = {**BASE, "task": {"kind": "adding", "length": 400}}


def test_it_shares_the_one_place_of_a_session_with_the_tiles_of_maps(client):
    asked(client, "long", experiment=LONG, steps=900)
    field, values = "task.length", [10]
    atlas = {"base": BASE, "x": {"field": field, "values": values}, "y": {"field": "batch_size", "values": [4]}}
    client.send("request", id="tile", kind="tile", atlas={**atlas, "steps": 5}, row=0, column=0)
    assert client.error(id="long")["code"] == "replaced"
    client.until("reply", id="tile")


def test_a_viewer_asks_for_none(client, join):
    viewer = join()
    client.send("start", experiment={**BASE, "steps": 2})
    client.until("status", state="finished")
    viewer.send("attach", session=client.welcome["session"], key=client.welcome["viewer_key"])
    asked(viewer)
    assert viewer.error(id="s")["code"] == "read_only"
