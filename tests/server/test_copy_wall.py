"""What is told of a copy: briefly, in a kilobyte, once to each who looks, and what was measured, in its drawings."""

from __future__ import annotations

import base64
import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rnn_playground.experiment import Change, Experiment, describe
from rnn_playground.server.copy_walls import CopyWall, Told, news
from rnn_playground.server.saved_session import Standing
from rnn_playground.server.wall_entry import LONGEST, brief, drawing, thumbnail
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer


def entry(number: int, about: str = "{}", shown: str = "{}") -> Any:
    return SimpleNamespace(number=number, about=about, thumbnail=shown)


def test_a_wall_tells_what_is_new_and_nothing_twice() -> None:
    told = Told()
    first = json.loads(news(told, [entry(1, '{"number":1}', '{"number":1,"step":0}'), entry(2)], 0) or "")
    assert (first["copies"], first["gone"], first["whole"]) == ([{"number": 1}, {}], [], True)
    assert news(told, [entry(1, '{"number":1}', '{"number":1,"step":0}'), entry(2)], 0) is None
    moved = json.loads(news(told, [entry(1, '{"number":1}', '{"number":1,"step":9}')], 4) or "")
    assert (moved["copies"], moved["thumbnails"]) == ([], [{"number": 1, "step": 9}])
    assert (moved["whole"], moved["more"], moved["gone"]) == (False, 4, [2])


def test_a_number_is_given_once_and_a_copy_that_comes_back_keeps_its_own() -> None:
    wall = CopyWall()
    assert [wall.take_number(), wall.take_number()] == [1, 2]
    wall.leave(1)
    assert wall.take_number() == 3
    assert wall.take_number(7) == 7
    assert wall.take_number(7) == 8
    assert wall.take_number(1) == 1


def test_a_brief_document_has_what_differs_and_every_kind() -> None:
    assert brief(Experiment()) == {
        "task": {"kind": "temporal_order"},
        "lanes": [
            {
                "cell": {"kind": "rnn", "recurrent_init": {"kind": "uniform"}},
                "optimizer": {"kind": "adam"},
                "clip": {"kind": "norm"},
                "bptt": {"kind": "full"},
            }
        ],
    }
    document = Experiment.model_validate(
        {"lanes": [{"cell": {"kind": "lstm", "hidden_size": 8}, "clip": {"kind": "none"}}], "data_seed": 3, "steps": 9}
    )
    told = brief(document)
    assert (told["data_seed"], "steps" in told) == (3, False)
    assert told["lanes"][0]["cell"]["hidden_size"] == 8
    assert told["lanes"][0]["clip"] == {"kind": "none"}


def test_a_brief_lane_is_as_its_changes_have_left_it() -> None:
    lane = Experiment().lanes[0]
    changes = (Change(step=1, learning_rate=0.5), Change(step=2, learning_rate=0.1))
    turned = Experiment(lanes=(lane.model_copy(update={"changes": changes}),))
    (told,) = brief(turned)["lanes"]
    assert told["optimizer"] == {"kind": "adam", "learning_rate": 0.1}
    assert "changes" not in told


def test_what_is_long_is_told_by_a_fingerprint_that_differs_as_it_does() -> None:
    def weights(value: float) -> Any:
        lane = {"cell": {"kind": "rnn", "hidden_size": 8}, "initial_weights": {"W_hh.0": [[value] * 8] * 8}}
        return brief(Experiment.model_validate({"lanes": [lane]}))["lanes"][0]["initial_weights"]

    assert len(json.dumps(weights(0.5))) <= LONGEST
    assert weights(0.5) == weights(0.5) != weights(0.25)


def test_a_drawing_is_the_numbers_within_its_levels() -> None:
    values = np.geomspace(1e-12, 10, 64).astype(np.float32)
    values[[3, 5, 7]] = [0.0, math.inf, math.nan]
    low, high, coded = drawing(values) or []
    levels = np.frombuffer(base64.b64decode(coded), np.uint8).astype(float)
    assert list(np.flatnonzero(levels == 0)) == [3, 5, 7]
    there = levels > 0
    back = low + (levels[there] - 1) / 254 * (high - low)
    np.testing.assert_allclose(back, np.log10(values[there]), atol=(high - low) / 508 + 1e-3)
    assert drawing(np.zeros(4, np.float32)) is None
    assert (drawing(np.full(2, 0.1, np.float32)) or [])[:2] == [-1.0, -1.0]


def shown(document: dict[str, Any], advances: int = 0, **changed: Any) -> tuple[list[dict[str, Any]], Frame]:
    """Return what the thumbnail of a run says of its lanes, and its newest frame, with other tensors where given."""
    experiment = Experiment.model_validate(document)
    trainer = Trainer(experiment, kernels=False)
    for _ in range(advances):
        trainer.advance()
    measured = trainer.frame(Watch())
    frame = Frame(measured.step, measured.tensors | changed)
    run: Any = SimpleNamespace(
        newest=PackedFrame.of(frame),
        experiment=experiment,
        log=trainer.scalars,
        divergences=[],
        facts=describe(experiment),
        state="paused",
        step=frame.step,
    )
    return thumbnail(run)["lanes"], frame


@pytest.mark.parametrize("task", ["parity", "temporal_order"])
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_the_reach_is_that_of_one_loss_however_many_there_are(task: str, cell: str) -> None:
    lanes, frame = shown({"task": {"kind": task, "length": 40}, "lanes": [{"cell": {"kind": cell}}]})
    back = frame["0/adjoint_norm"][-1, :39][::-1]
    felt = [steps for steps, norm in enumerate(back, 1) if norm >= 0.01 * back[0]]
    assert 4 < max(felt) < 39
    assert lanes[0]["reach"] == max(felt)


def test_the_reach_ends_where_the_truncation_in_force_ends() -> None:
    lane = {"bptt": {"kind": "truncated", "window": 9, "shift": 4}}
    turned = {**lane, "changes": [{"step": 2, "bptt": {"kind": "full"}}, {"step": 1, "clip": {"kind": "none"}}]}
    later = {**lane, "changes": [{"step": 3, "bptt": {"kind": "full"}}]}
    lanes, frame = shown({"task": {"kind": "parity", "length": 40}, "lanes": [lane, turned, later]}, advances=2)
    assert frame.step == 2
    horizons = [int(frame[f"{number}/memory_horizon"]) for number in range(3)]
    assert min(horizons) > 8
    assert [lane["reach"] for lane in lanes] == [8, horizons[1], 8]


def test_a_horizon_that_is_no_number_is_no_reach() -> None:
    document = {"task": {"kind": "parity", "length": 12}}
    assert shown(document, **{"0/memory_horizon": np.array(math.nan, np.float32)})[0][0]["reach"] is None
    assert shown({**document, "lanes": [{"cell": {"kind": "rnn", "recurrence": "off"}}]})[0][0]["reach"] == 0


def test_losses_are_thinned_to_means_that_begin_and_end_with_the_lane() -> None:
    log = ScalarLog(1)
    assert len(log.thinned(0, "loss", 64, 16)) == 0
    for step in range(1000):
        log.append(0, step, float(step), 0.0, 0.0)
    thin = log.thinned(0, "loss", 64, 16)
    assert (len(thin), thin[0], thin[-1]) == (64, 0.0, np.arange(985, 1000).mean())


@pytest.mark.usefixtures("kernels_at_hand")
@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_a_thumbnail_of_any_run_takes_a_kilobyte(lanes: int) -> None:
    document = Experiment.model_validate({"lanes": [{"cell": {"kind": "lstm"}}] * lanes, "steps": 80})
    trainer = Trainer(document, kernels=True)
    while trainer.advance():
        pass
    frame = trainer.frame(Watch())
    carries = {"lanes": [{"carries": "state"}] * lanes}
    run: Any = SimpleNamespace(
        newest=PackedFrame.of(frame),
        experiment=document,
        log=trainer.scalars,
        divergences=[],
        facts=carries,
        state="paused",
        step=80,
    )
    told = thumbnail(run)
    assert len(json.dumps(told, separators=(",", ":"), allow_nan=False)) <= 1024
    assert told["time_steps"] == 50
    for number, lane in enumerate(told["lanes"]):
        assert lane["steps"] == [0, trainer.scalars.last(number)]
        assert lane["reach"] == frame[f"{number}/memory_horizon"]


def test_what_was_saved_before_there_were_walls_is_read() -> None:
    standing = Standing(run="r", experiment=Experiment(), state="paused", step=3)
    before = standing.model_dump_json(exclude={"origin"})
    assert Standing.model_validate_json(before) == standing
