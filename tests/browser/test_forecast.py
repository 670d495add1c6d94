"""A forecast before the first update, held against what came; a knob that is dragged is answered at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from page_text import pattern, words
from playwright.sync_api import WebSocket, expect

from rnn_playground import Experiment, train
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

ORDER = "v=1&task=temporal_order&task.length=20&pace=max"


def horizon(document: dict[str, Any], *panels: str) -> int:
    """Memory horizon before the first update, as Python measures it."""
    frame = next(iter(train(Experiment.model_validate(document), Watch.model_validate({"panels": panels}))))
    return int(frame.tensors["0/memory_horizon"])


@pytest.mark.parametrize(
    ("language", "task", "kind"),
    [
        ("en", "temporal_order", "rnn"),
        pytest.param("ko", "temporal_order", "gru", marks=pytest.mark.long),
    ],
)
def test_before_play_the_page_says_what_to_expect(
    visit: Callable[..., Visit], language: str, task: str, kind: str
) -> None:
    page = visit(locale=language).open(f"v=1&task={task}&a={kind}")
    document = {"task": {"kind": task}, "lanes": [{"cell": {"kind": kind}}]}
    lag = Experiment.model_validate(document).task.facts().required_lag
    expect(page.locator(".hero-verdict")).to_have_text(
        words("forecast.before.chance", language, lag=lag, reach=horizon(document))
    )


def test_with_several_losses_the_last_one_is_measured_for_it(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=echo&task.length=24&a=rnn")
    document = {"task": {"kind": "echo", "length": 24}, "lanes": [{"cell": {"kind": "rnn"}}]}
    reach = horizon(document, "triangle")
    expect(page.locator(".hero-verdict")).to_have_text(re.compile(rf"\b8\b.*\b{reach}\b"))


def test_afterwards_it_says_whether_that_was_right(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ORDER}&a=gru&a.optimizer.learning_rate=0.01")
    expect(page.locator(".hero-verdict")).not_to_be_empty()
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    ends = (pattern(f"forecast.after.{end}", step=r"\d+").pattern for end in ("all_the_same", "right_from"))
    expect(page.locator(".hero-forecast")).to_contain_text(re.compile("|".join(ends)))


def test_a_knob_that_is_dragged_is_answered_before_it_rests(visit: Callable[..., Visit]) -> None:
    here = visit()
    sent: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: isinstance(payload, str) and sent.append(json.loads(payload)))

    here.page.on("websocket", listen)
    page = here.open("v=1&task=adding&task.length=30&a=rnn&a.recurrent_init=gaussian&more=1")
    expect(page.locator(".hero-verdict")).to_contain_text("29")
    before = len(sent)
    knob = page.locator(".field[data-field=gain] .knob")
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, y, steps=8)
    expect(page.locator(".hero-verdict")).to_have_text(words("forecast.before.learning", lag=29, reach=29))
    page.mouse.up()
    kinds = [message.get("kind", message["type"]) for message in sent[before:]]
    assert "probe" in kinds
    expect(page.locator(".hero-verdict")).to_have_text(words("forecast.before.learning", lag=29, reach=29))
