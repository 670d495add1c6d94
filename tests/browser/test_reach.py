"""How far the last loss reaches, before the first update; a knob that is dragged is answered at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from page_text import words
from playwright.sync_api import WebSocket, expect

from rnn_playground import Experiment, train
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit


def horizon(document: dict[str, Any]) -> int:
    """Memory horizon before the first update, as Python measures it."""
    frame = next(iter(train(Experiment.model_validate(document), Watch())))
    return int(frame.tensors["0/memory_horizon"])


@pytest.mark.parametrize(
    ("language", "task", "kind"),
    [
        ("en", "temporal_order", "rnn"),
        pytest.param("ko", "temporal_order", "gru", marks=pytest.mark.long),
    ],
)
def test_before_play_the_page_says_how_far_the_last_loss_reaches(
    visit: Callable[..., Visit], language: str, task: str, kind: str
) -> None:
    page = visit(locale=language).open(f"v=1&task={task}&a={kind}&figures=1")
    document = {"task": {"kind": task}, "lanes": [{"cell": {"kind": kind}}]}
    lag = Experiment.model_validate(document).task.facts().required_lag
    expect(page.locator(".hero-verdict")).to_have_text(
        words("hero.verdict.reach.before", language, lag=lag, reach=horizon(document))
    )


def test_with_several_losses_the_last_one_is_measured_for_it(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=echo&task.length=24&a=rnn&figures=1")
    document = {"task": {"kind": "echo", "length": 24}, "lanes": [{"cell": {"kind": "rnn"}}]}
    reach = horizon(document)
    expect(page.locator(".hero-verdict")).to_have_text(re.compile(rf"\b8\b.*\b{reach}\b"))


def test_a_knob_that_is_dragged_is_answered_before_it_rests(visit: Callable[..., Visit]) -> None:
    here = visit()
    sent: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: isinstance(payload, str) and sent.append(json.loads(payload)))

    here.page.on("websocket", listen)
    page = here.open("v=1&task=adding&task.length=30&a=rnn&a.recurrent_init=gaussian&more=1&figures=1")
    expect(page.locator(".hero-verdict")).to_contain_text("28")
    before = len(sent)
    knob = page.locator(".field[data-field=gain] .knob")
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, y, steps=8)
    expect(page.locator(".hero-verdict")).to_have_text(words("hero.verdict.reach.before", lag=28, reach=29))
    page.mouse.up()
    kinds = [message.get("kind", message["type"]) for message in sent[before:]]
    assert "probe" in kinds
    expect(page.locator(".hero-verdict")).to_have_text(words("hero.verdict.reach.before", lag=28, reach=29))
