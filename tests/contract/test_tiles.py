"""The tiles of a map, asked for over the wire: their numbers are those of the runs that they are."""

from __future__ import annotations

import pytest

GAIN, LENGTH = "lanes.0.cell.recurrent_init.gain", "task.length"
BASE = {
    "task": {"kind": "adding", "length": 20},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 4, "recurrent_init": {"kind": "gaussian", "gain": 1.0}}}],
    "batch_size": 4,
    "kernel": "reference",
}


def atlas(gains=(0.5, 1.5), lengths=(10, 30), steps=25, base=BASE):
    return {
        "base": base,
        "x": {"field": GAIN, "values": list(gains)},
        "y": {"field": LENGTH, "values": list(lengths)},
        "steps": steps,
    }


def asked(client, identifier="t", **fields):
    client.send("request", id=identifier, kind="tile", **{"atlas": atlas(), "row": 0, "column": 0, **fields})


@pytest.fixture
def measured():
    """What the library measures of the tile's experiment, by itself."""

    def trained(document):
        from rnn_playground import Experiment, train

        frames = list(train(Experiment.model_validate(document)))
        return {
            "losses": [float(loss) for frame in frames for loss in frame["0/loss"]],
            "first": frames[0]["0/hidden_gradient_norm"][-1],
            "last": frames[-1]["0/hidden_gradient_norm"][-1],
        }

    return trained


@pytest.mark.parametrize(("row", "column", "seed"), [(0, 0, 0), (1, 1, 0), (1, 0, 5)])
def test_a_tiles_numbers_are_those_of_its_run_bit_for_bit(client, measured, row, column, seed):
    asked(client, row=row, column=column, seed=seed)
    reply = client.until("reply", id="t")
    expected = measured(reply["experiment"])
    assert reply["losses"] == [expected["losses"][step] for step in reply["loss_steps"]]
    for name in ("first", "last"):
        assert reply[name]["norms"] == [float(expected[name][step]) for step in reply["time_steps"]]
    assert (reply["row"], reply["column"], reply["seed"]) == (row, column, seed)
    document = reply["experiment"]
    assert document["task"]["length"] == (10, 30)[row]
    assert document["lanes"][0]["cell"]["recurrent_init"]["gain"] == (0.5, 1.5)[column]
    assert (document["weight_seed"], document["data_seed"], document["steps"]) == (seed, seed, 25)


def test_what_a_tile_opens_as_a_run_has_the_tiles_losses(client):
    asked(client, column=1)
    reply = client.until("reply", id="t")
    client.send("start", experiment=reply["experiment"])
    client.until("status", state="finished")
    losses = client.joined(0)
    assert reply["losses"] == [float(losses[step]) for step in reply["loss_steps"]]


def test_tiles_are_filled_beside_a_run_that_goes_on(client):
    client.send("start", experiment={**BASE, "steps": 100_000})
    client.until("status", state="running")
    for column in (0, 1):
        asked(client, f"t{column}", column=column)
        client.until("reply", id=f"t{column}")
    client.send("pause")
    client.until("status", state="paused")


def test_a_tile_that_does_not_fit_says_so_and_the_others_are_trained(client):
    wrong = atlas(gains=(1.0, -1.0))
    asked(client, atlas=wrong, column=1)
    error = client.error(id="t")
    assert (error["code"], error["path"]) == ("invalid_tile", ["lanes", 0, "cell", "recurrent_init", "gain"])
    asked(client, "good", atlas=wrong)
    client.until("reply", id="good")


@pytest.mark.parametrize(
    ("change", "code", "cause"),
    [
        ({"row": 2}, "invalid_message", "off_the_map"),
        ({"seed": 8}, "invalid_message", None),
        ({"atlas": {**atlas(), "y": {"field": GAIN, "values": [1.0]}}}, "invalid_message", "atlas_axes"),
        ({"atlas": {**atlas(), "y": {"field": "task.depth", "values": [1.0]}}}, "invalid_tile", "atlas_field"),
        ({"atlas": atlas(lengths=(2000,))}, "invalid_tile", "tile_update_work"),
    ],
)
def test_what_cannot_be_a_tile_is_refused_by_name(client, change, code, cause):
    asked(client, **change)
    error = client.error(id="t")
    assert (error["code"], error.get("cause", {}).get("type")) == (code, cause)


def test_a_narrow_server_refuses_what_is_beyond_its_profile(serve, join):
    client = join(serve(profile="public"))
    asked(client, atlas=atlas(base={**BASE, "batch_size": 256}))
    assert client.error(id="t")["cause"]["type"] == "beyond_profile"
    asked(client, atlas=atlas(steps=2000, lengths=(300,)))
    assert client.error(id="t")["cause"]["type"] == "tile_work"


LONG = atlas(lengths=(400,), steps=900)


def test_a_newer_tile_takes_the_place_of_one_that_is_under_way(client):
    asked(client, "long", atlas=LONG)
    asked(client, "short")
    assert client.error(id="long")["code"] == "replaced"
    client.until("reply", id="short")


def test_a_request_can_be_given_up(client):
    asked(client, "long", atlas=LONG)
    client.send("cancel", id="long")
    assert client.error(id="long")["code"] == "cancelled"
    client.send("cancel", id="long")
    assert client.quiet() == []
    asked(client, "short")
    client.until("reply", id="short")


def test_a_client_that_goes_leaves_no_tile_behind(server, visiting, client):
    with visiting(server) as other:
        asked(other, "long", atlas=LONG)
        other.quiet()
    asked(client)
    client.until("reply", id="t")
    assert all(not worker.tiles for worker in server.state.engine.workers)


def test_a_viewer_asks_for_no_tile(client, join):
    viewer = join()
    client.send("start", experiment={**BASE, "steps": 2})
    client.until("status", state="finished")
    viewer.send("attach", session=client.welcome["session"], key=client.welcome["viewer_key"])
    asked(viewer)
    assert viewer.error(id="t")["code"] == "read_only"
