"""Questions about what a network has learnt: other lengths, own input, its own writing, the land around it."""

from __future__ import annotations

import math

import numpy as np
import pytest

RNN = {"cell": {"kind": "rnn", "hidden_size": 4}}
GRU = {"cell": {"kind": "gru", "hidden_size": 3}}
# A linear network whose weights double the state: its loss overflows within a few updates.
WILD = {
    "cell": {
        "kind": "rnn",
        "activation": "identity",
        "hidden_size": 4,
        "recurrent_init": {"kind": "identity", "scale": 10.0},
    },
    "optimizer": {"kind": "sgd", "learning_rate": 1e6},
    "clip": {"kind": "none"},
}
ADDING = {"task": {"kind": "adding", "length": 10}, "lanes": [RNN, GRU], "batch_size": 4, "steps": 30}
HELLO = {"task": {"kind": "hello"}, "lanes": [RNN, GRU], "batch_size": 2, "steps": 30}
NEURONS = {
    **HELLO,
    "task": {"kind": "hello", "text": "he", "targets": "lo", "output_classes": "targets"},
    "lanes": [{**RNN, "optimizer": {"kind": "adam", "learning_rate": 0.03}}],
    "steps": 100,
}
SINE = {"task": {"kind": "sine", "length": 20}, "lanes": [RNN], "batch_size": 2, "steps": 30}
DIVERGING = {**ADDING, "lanes": [RNN, WILD]}


@pytest.fixture
def finished(client):
    def begin(experiment):
        client.send("start", experiment=experiment)
        client.until("status", state="finished")
        return client

    return begin


@pytest.fixture
def paused(client):
    def begin(experiment):
        client.send("start", experiment=experiment, paused=True)
        client.until("status", state="paused")
        return client

    return begin


@pytest.fixture
def oracle():
    """The trained network, made here."""

    def trained(experiment):
        from rnn_playground.experiment import Experiment
        from rnn_playground.training.trainer import Trainer

        trainer = Trainer(Experiment.model_validate(experiment))
        while trainer.advance():
            pass
        return trainer

    return trained


def asked(client, kind, **fields):
    """The answer in words, by kind."""
    client.send("request", id=kind, kind=kind, **fields)
    return client.until("reply", id=kind)


def shown(client, kind, **fields):
    """The answer in tensors, by kind."""
    client.send("request", id=kind, kind=kind, **fields)
    while (frame := client.frame()).metadata.get("reply") != kind:
        pass
    return frame


def refused(client, kind, **fields):
    """Why there is no answer."""
    client.send("request", id=kind, kind=kind, **fields)
    return client.error(id=kind)


# ---- lengths ----


def test_lengths_scores_every_lane_on_sequences_of_other_lengths(finished):
    client = finished(ADDING)
    reply = asked(client, "lengths", lengths=[5, 10, 40], samples=16)
    assert (reply["lengths"], reply["step"]) == ([5, 10, 40], 29)
    assert reply["chance"] == pytest.approx([1 / 6] * 3)
    assert reply["floor"] == pytest.approx([1 / 6 - 1 / (12 * second_half) for second_half in (3, 5, 20)])
    for lane in reply["lanes"]:
        assert lane["loss"] == lane["metric"]
        assert all(0 < loss < 10 for loss in lane["loss"])
    assert asked(client, "lengths", lengths=[40], samples=16)["lanes"][0]["loss"] == [reply["lanes"][0]["loss"][2]]


def test_lengths_of_a_lane_that_has_diverged_is_null(client):
    client.send("start", experiment=DIVERGING)
    client.until("lane", state="diverged")
    client.until("status", state="finished")
    reply = asked(client, "lengths", lengths=[5], samples=2)
    assert reply["lanes"][1] is None
    assert math.isfinite(reply["lanes"][0]["loss"][0])


def test_lengths_while_the_run_goes_on_belongs_to_a_step(client):
    client.send("start", experiment={**ADDING, "steps": 200_000})
    client.until("status", state="running")
    first, second = (asked(client, "lengths", lengths=[5], samples=2)["step"] for _ in range(2))
    assert 0 <= first <= second
    client.send("stop")
    client.until("status", state="stopped")


@pytest.mark.parametrize(
    ("fields", "path", "bound"),
    [
        ({"lengths": []}, ["lengths"], "1"),
        ({"lengths": [5] * 13}, ["lengths"], "12"),
        ({"lengths": [3]}, ["lengths", 0], "4"),
        ({"lengths": [5], "samples": 513}, ["samples"], "512"),
        ({}, ["lengths"], ""),
    ],
)
def test_lengths_out_of_bounds_are_explained(paused, fields, path, bound):
    problem = refused(paused(ADDING), "lengths", **fields)
    assert (problem["code"], problem["path"]) == ("invalid_message", path)
    assert bound in problem["message"]


def test_more_work_than_a_worker_may_do_at_once_is_refused_with_what_would_do(paused):
    client = paused({**ADDING, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 64}}]})
    problem = refused(client, "lengths", lengths=[2000] * 12, samples=512)
    assert (problem["code"], problem["cause"]["type"]) == ("refused", "lengths_work")
    most, bound = problem["cause"]["parameters"]["most"], problem["cause"]["parameters"]["bound"]
    assert most < 512
    assert str(bound) in problem["message"]


def test_a_task_without_a_length_says_so(paused):
    problem = refused(paused(HELLO), "lengths", lengths=[5])
    assert problem["cause"] == {"type": "no_length", "parameters": {"task": "hello"}}


# ---- evaluate ----


def test_evaluate_runs_own_symbols_through_every_lane(finished, oracle):
    client = finished(HELLO)
    frame = shown(client, "evaluate", text="hello")
    assert frame.step == 29
    np.testing.assert_array_equal(frame["input"].argmax(axis=1), [0, 1, 2, 2, 3])
    assert frame["0/hidden_state"].shape == (1, 5, 4)
    assert frame["1/gates"].shape == (1, 5, 3, 3)
    assert "0/gates" not in frame
    np.testing.assert_allclose(frame["1/output"].sum(axis=1), 1.0, rtol=1e-6)
    weights = oracle(HELLO).parameters(0)
    first = np.tanh(weights["W_xh.0"][:, 0] + weights["b_xh.0"] + weights["b_hh.0"])
    np.testing.assert_allclose(frame["0/hidden_state"][0, 0], first, rtol=1e-5)


def test_evaluate_takes_symbols_as_a_list_too(paused):
    client = paused(HELLO)
    one, other = shown(client, "evaluate", text="hel"), shown(client, "evaluate", text=["h", "e", "l"])
    np.testing.assert_array_equal(one["0/output"], other["0/output"])


def test_evaluate_runs_own_values(paused):
    frame = shown(paused(ADDING), "evaluate", values=[[0.25, 1], [0.5, 0], [0.5, 1]])
    np.testing.assert_array_equal(frame["input"], np.array([[0.25, 1], [0.5, 0], [0.5, 1]], dtype=np.float32))
    assert frame["0/output"].shape == (3, 1)


@pytest.mark.parametrize("permuted", [False, True])
def test_evaluate_reads_an_image_in_the_order_of_the_task(paused, permuted):
    image = np.arange(64).reshape(8, 8) / 64
    task = {"kind": "digits", "permuted": permuted}
    frame = shown(paused({"task": task, "lanes": [RNN], "batch_size": 2}), "evaluate", values=image.tolist())
    read = frame["input"][:, 0]
    assert sorted(read) == sorted(image.ravel().astype(np.float32))
    assert (read == image.ravel()).all() != permuted
    assert frame["0/output"].shape == (64, 10)


def test_evaluate_leaves_out_a_lane_that_has_diverged(client):
    client.send("start", experiment=DIVERGING)
    client.until("status", state="finished")
    frame = shown(client, "evaluate", values=[[0.5, 1]])
    assert "0/output" in frame
    assert "1/output" not in frame


@pytest.mark.parametrize(
    ("experiment", "fields", "reason"),
    [
        (HELLO, {"text": "help"}, {"type": "unknown_symbol", "parameters": {"symbol": "p", "allowed": "h e l o"}}),
        (HELLO, {"values": [[1]]}, {"type": "input_symbols", "parameters": {}}),
        (ADDING, {"text": "a"}, {"type": "input_values", "parameters": {}}),
        (
            ADDING,
            {"values": [[1, 0], [1]]},
            {"type": "input_shape", "parameters": {"found": 2, "widths": "1 or 2", "rows": 2, "columns": 2}},
        ),
    ],
)
def test_input_that_the_task_cannot_read_is_explained(paused, experiment, fields, reason):
    problem = refused(paused(experiment), "evaluate", **fields)
    assert (problem["code"], problem["cause"]) == ("refused", reason)


@pytest.mark.parametrize("fields", [{}, {"text": "h", "values": [[1]]}, {"text": ""}, {"values": [[1e999]]}])
def test_evaluate_needs_one_finite_input(paused, fields):
    assert refused(paused(HELLO), "evaluate", **fields)["code"] in {"invalid_message", "invalid_json"}


# ---- sample ----


def test_sample_writes_on_from_a_prompt(finished):
    client = finished({**HELLO, "steps": 300})
    reply = asked(client, "sample", lane=0, prompt="h", count=4, temperature=0)
    assert (reply["text"], reply["symbols"], reply["step"]) == ("ello", ["e", "l", "l", "o"], 299)
    assert reply["probabilities"] == [1.0] * 4


def test_sample_reads_back_a_letter_of_fewer_classes(finished):
    client = finished(NEURONS)
    texts = [asked(client, "sample", prompt=prompt, count=1, temperature=0)["text"] for prompt in ("h", "he")]
    assert texts == ["l", "o"]
    written = asked(client, "sample", prompt="h", count=12, temperature=0)["symbols"]
    frame = shown(client, "evaluate", text=["h", *written[:-1]])
    assert frame["0/output"].shape == (12, 2)
    assert written == ["lo"[place] for place in frame["0/output"].argmax(axis=1)]


def test_sample_is_drawn_from_its_seed(paused):
    client = paused(HELLO)
    texts = [asked(client, "sample", prompt="h", count=30, seed=seed)["text"] for seed in (0, 0, 1)]
    assert texts[0] == texts[1] != texts[2]


def test_sample_of_a_wave_goes_on_from_its_own_values(paused):
    client = paused(SINE)
    values = asked(client, "sample", count=7, values=[[0.0], [0.3]])["values"]
    frame = shown(client, "evaluate", values=[[0.0], [0.3], *values[:-1]])
    np.testing.assert_allclose(values, frame["0/output"][1:], rtol=1e-5)
    assert len(asked(client, "sample", count=7)["values"]) == 7


def test_sample_of_a_wave_out_of_nothing(paused):
    client = paused({**SINE, "task": {"kind": "waveform", "length": 20}})
    values = asked(client, "sample", count=6)["values"]
    np.testing.assert_allclose(values, shown(client, "evaluate", values=[[0.0]] * 6)["0/output"], rtol=1e-5)


@pytest.mark.parametrize(
    ("experiment", "fields", "code", "reason"),
    [
        (ADDING, {"prompt": "h"}, "refused", "no_writing"),
        (HELLO, {"prompt": ""}, "refused", "empty_prompt"),
        (HELLO, {"prompt": "x"}, "refused", "unknown_symbol"),
        (HELLO, {"prompt": "h", "lane": 2}, "unknown_lane", None),
    ],
)
def test_what_cannot_be_sampled_is_explained(paused, experiment, fields, code, reason):
    problem = refused(paused(experiment), "sample", **fields)
    assert (problem["code"], problem.get("cause", {}).get("type")) == (code, reason)


@pytest.mark.parametrize(("kind", "fields"), [("sample", {"prompt": "h"}), ("surface", {}), ("poke", {"time_step": 0})])
def test_a_lane_that_has_diverged_neither_writes_nor_has_a_surface(client, kind, fields):
    client.send("start", experiment=DIVERGING)
    client.until("status", state="finished")
    assert refused(client, kind, lane=1, **fields)["cause"] == {"type": "lane_over", "parameters": {"lane": 1}}


# ---- surface and wall ----


def test_the_surface_has_the_loss_of_the_step_in_its_middle(paused):
    client = paused(ADDING)
    frame = shown(client, "surface", lane=1, points=5, span=0.5)
    np.testing.assert_allclose(frame["axis"], [-0.5, -0.25, 0.0, 0.25, 0.5])
    assert frame["surface"][2, 2] == pytest.approx(client.frames[-1]["1/loss"][-1], rel=1e-5)
    assert frame["gradient_step"].shape == frame["clipped_step"].shape == (2,)


def test_a_surface_that_would_hold_the_worker_is_refused_with_what_would_do(paused):
    lane = {"cell": {"kind": "lstm", "hidden_size": 32}}
    client = paused({**ADDING, "task": {"kind": "adding", "length": 100}, "lanes": [lane], "batch_size": 32})
    reason = refused(client, "surface", points=101)["cause"]
    assert reason["type"] == "surface_work"
    assert 3 <= reason["parameters"]["most"] < 101


def test_a_surface_counts_the_matrix_exponential_of_every_point(paused):
    lane = {"cell": {"kind": "orthogonal", "hidden_size": 256}}
    client = paused({**ADDING, "task": {"kind": "adding", "length": 4}, "lanes": [lane], "batch_size": 2})
    reason = refused(client, "surface", points=25)["cause"]
    assert reason["type"] == "surface_work"
    assert 3 <= reason["parameters"]["most"] < 25


# ---- poke ----


def test_a_pebble_runs_forward_from_its_input_and_meets_the_gradient(paused):
    client = paused(ADDING)
    client.send("watch", panels=["gradients"], sample=1)
    while "0/hidden_gradient" not in (measured := client.frame()):
        pass
    frame = shown(client, "poke", lane=0, time_step=3, feature=0, size=0.001)
    norms = np.linalg.norm(measured["0/hidden_gradient"].astype(np.float64), axis=-1)
    np.testing.assert_allclose(frame["adjoint"], norms, rtol=1e-4)
    np.testing.assert_allclose(frame["response"], frame["linear"], rtol=1e-2)
    assert frame["response"].shape == (1, 10)
    assert not frame["response"][0, :3].any()
    np.testing.assert_allclose(frame["meeting"][0, 3:], frame["loss"][1], rtol=1e-4)


@pytest.mark.parametrize(
    ("fields", "reason", "most"),
    [
        ({"time_step": 10}, "no_time_step", "9"),
        ({"time_step": 0, "feature": 2}, "no_feature", "1"),
    ],
)
def test_a_pebble_falls_into_the_sequence_or_is_refused(paused, fields, reason, most):
    problem = refused(paused(ADDING), "poke", **fields)
    assert problem["cause"]["type"] == reason
    assert most in problem["message"]


# ---- clamps ----


def test_without_a_clamp_both_readings_are_the_frame(paused):
    client = paused(ADDING)
    frame = shown(client, "clamp", lane=0)
    for name in ("output", "hidden_state", "hidden_gradient_norm", "loss"):
        np.testing.assert_array_equal(frame[name], frame[f"plain_{name}"])
    np.testing.assert_allclose(frame["hidden_state"], client.frames[-1]["0/hidden_state"], rtol=1e-4, atol=1e-6)


def test_a_held_unit_stays_what_it_is_and_carries_no_gradient_back(paused):
    hold = {"kind": "unit", "unit": 1, "value": 0.5, "first": 3, "last": 5}
    frame = shown(paused(ADDING), "clamp", lane=0, clamps=[hold])
    assert (frame["hidden_state"][0, 3:6, 1] == 0.5).all()
    np.testing.assert_array_equal(frame["hidden_state"][0, :3], frame["plain_hidden_state"][0, :3])
    assert not np.allclose(frame["hidden_state"][0, 6], frame["plain_hidden_state"][0, 6])


def test_the_state_of_the_other_lane_is_put_in_its_place(paused):
    lanes = [
        {"cell": {"kind": "rnn", "hidden_size": 4}},
        {"cell": {"kind": "rnn", "hidden_size": 4, "activation": "relu"}},
    ]
    client = paused({**ADDING, "lanes": lanes})
    frame = shown(client, "clamp", lane=1, transplants=[{"origin": 0, "time_step": 4}])
    donor = client.frames[-1]["0/hidden_state"]
    np.testing.assert_allclose(frame["hidden_state"][0, 4], donor[0, 4], rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(frame["hidden_state"][0, :4], frame["plain_hidden_state"][0, :4])
    assert not frame["hidden_gradient"][0, :4].any()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"clamps": [{"kind": "gate", "gate": "f", "value": 1.0, "last": 3}]}, "clamp_gate"),
        ({"clamps": [{"kind": "unit", "unit": 99, "value": 1.0, "last": 3}]}, "clamp_number"),
        ({"clamps": [{"kind": "unit", "state": "c", "unit": 0, "value": 1.0, "last": 3}]}, "clamp_state"),
        ({"clamps": [{"kind": "edge", "row": 99, "column": 0, "value": 1.0, "last": 3}]}, "clamp_number"),
        ({"clamps": [{"kind": "cut", "first": 4, "last": 10}]}, "clamp_span"),
        ({"clamps": [{"kind": "cut", "first": 4, "last": 3}]}, "clamp_span"),
        ({"clamps": [{"kind": "cut", "layer": 1, "last": 3}]}, "clamp_layer"),
        ({"clamps": [{"kind": "edge", "row": 0, "column": 0, "value": 1.0, "last": 3}] * 2}, "clamp_twice"),
        ({"transplants": [{"origin": 0, "time_step": 10}]}, "no_time_step"),
    ],
)
def test_a_clamp_names_what_there_is_or_is_refused(paused, fields, reason):
    problem = refused(paused(ADDING), "clamp", lane=0, **fields)
    assert problem["cause"]["type"] == reason


def test_a_state_is_put_only_where_it_fits(paused):
    lanes = [{"cell": {"kind": "rnn", "hidden_size": 4}}, {"cell": {"kind": "lstm", "hidden_size": 4}}]
    problem = refused(paused({**ADDING, "lanes": lanes}), "clamp", lane=0, transplants=[{"origin": 1, "time_step": 1}])
    assert problem["cause"]["type"] == "transplant_shape"


# ---- a phase portrait ----


def test_a_portrait_keeps_its_plane_and_starts_where_it_is_asked_to(paused):
    client = paused({**ADDING, "lanes": [{"cell": {"kind": "gru", "hidden_size": 4}}]})
    first = shown(client, "portrait", time_step=3, points=5)
    assert first["field"].shape == (5, 5, 2)
    assert (first["fixed_point_residual"] < 1e-6).all()
    plane = {"centre": first["centre"].tolist(), "axes": first["axes"].tolist()}
    again = shown(client, "portrait", time_step=5, points=5, reach=2.0, start=[0.5, -0.5], **plane)
    np.testing.assert_array_equal(again["axes"], first["axes"])
    np.testing.assert_allclose(again["trajectory"], first["trajectory"], atol=1e-6)
    np.testing.assert_allclose(again["started"][0], [0.5, -0.5], atol=1e-6)
    np.testing.assert_allclose(again["places"][0, 0], [-2.0, -2.0])


def test_where_a_clock_waits_no_fixed_point_is_listed_and_the_answer_says_so(paused):
    cell = {"kind": "cwrnn", "hidden_size": 4, "periods": [2, 4]}
    client = paused({**ADDING, "lanes": [{"cell": cell}]})
    found = [shown(client, "portrait", time_step=step, points=5) for step in range(5)]
    assert [int(frame["waiting"]) for frame in found] == [0, 4, 2, 4, 0]
    assert [len(frame["fixed_points"]) > 0 for frame in found] == [True, False, False, False, True]
    np.testing.assert_allclose(found[1]["field"], 0.0, atol=1e-7)  # Every point stays.
    assert np.abs(found[2]["field"]).max() > 0.01


def test_of_two_units_the_plane_is_theirs(paused):
    client = paused({**ADDING, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}]})
    frame = shown(client, "portrait", time_step=3, points=5)
    np.testing.assert_allclose(frame["trajectory"][1:], client.frames[-1]["0/hidden_state"][0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"time_step": 10}, "no_time_step"),
        ({"time_step": 1, "layer": 1}, "no_layer"),
        ({"time_step": 1, "centre": [0, 0], "axes": [[1, 0], [0, 1]]}, "portrait_plane"),
    ],
)
def test_a_portrait_is_of_what_there_is_or_is_refused(paused, fields, reason):
    assert refused(paused(ADDING), "portrait", **fields)["cause"]["type"] == reason


# ---- a backward step ----


def test_an_entry_of_the_ledger_opens_to_the_vectors_behind_it(paused):
    client = paused(ADDING)
    client.send("watch", panels=["ledger", "pre_activation"])
    while "0/ledger" not in (measured := client.frame()):
        pass
    frame = shown(client, "backward_step", lane=0, layer=0, time_step=6)
    np.testing.assert_allclose(frame["ledger"], measured["0/ledger"][0, 6], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(frame["pre_activation"], measured["0/pre_activation"][0, 6], rtol=1e-5, atol=1e-6)
    incoming, bend, product, outgoing = (
        float(np.linalg.norm(frame[name].astype(np.float64))) for name in ("incoming", "bend", "product", "outgoing")
    )
    ratios = [bend / incoming, product / bend, outgoing / product, outgoing / incoming]
    np.testing.assert_allclose(20 * np.log10(ratios), frame["ledger"], atol=1e-4)
    np.testing.assert_allclose(frame["bend"] @ frame["matrix"], frame["product"], rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize(
    ("fields", "reason"), [({"time_step": 10}, "no_time_step"), ({"time_step": 0, "layer": 1}, "no_layer")]
)
def test_a_backward_step_lies_in_the_network_or_is_refused(paused, fields, reason):
    assert refused(paused(ADDING), "backward_step", **fields)["cause"]["type"] == reason


# ---- the wall ----


def test_the_wall_needs_no_run(client):
    frame = shown(client, "wall", points=12, steps=20)
    assert frame["wall"].shape == (12, 12)
    assert frame["gradient"].shape == (12, 12, 2)
    assert len(frame["weight_axis"]) == len(frame["bias_axis"]) == 12
    w, b, h = frame["weight_axis"][7], frame["bias_axis"][3], 0.5
    for _ in range(20):
        h = w / (1 + math.exp(-h)) + b
    assert frame["wall"][7, 3] == pytest.approx((1 / (1 + math.exp(-h)) - 0.7) ** 2, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("lengths", {"lengths": [5]}),
        ("evaluate", {"text": "h"}),
        ("sample", {"prompt": "h"}),
        ("surface", {}),
        ("poke", {"time_step": 0}),
        ("backward_step", {"time_step": 0}),
        ("clamp", {}),
        ("portrait", {"time_step": 0}),
    ],
)
def test_what_is_asked_of_no_run_is_an_error(client, kind, fields):
    assert refused(client, kind, **fields)["code"] == "no_run"


@pytest.mark.parametrize(("kind", "fields"), [("evaluate", {"text": "h"}), ("wall", {})])
def test_a_viewer_asks_no_questions(client, join, kind, fields):
    viewer = join()
    viewer.send("attach", session=client.welcome["session"], key=client.welcome["viewer_key"])
    viewer.until("attached")
    assert refused(viewer, kind, **fields)["code"] == "read_only"
