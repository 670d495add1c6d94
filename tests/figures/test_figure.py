"""A figure shows the frame's own numbers, in the page's words, at the update that is asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from rnn_playground import Experiment, Frame, Recording, Watch, figure, train
from rnn_playground.experiment.cells import CELLS
from rnn_playground.figures import View
from rnn_playground.figures.page_files import Language, tokens
from rnn_playground.telemetry.scalars import ScalarLog

TEXT = Path(__file__).parents[2] / "frontend" / "dist" / "files" / "text"
PANELS = ("triangle", "spectrum", "gates", "band", "pre_activation", "full_profile")
TWO = Experiment.model_validate(
    {
        "task": {"kind": "adding", "length": 14},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 6}}, {"cell": {"kind": "lstm", "hidden_size": 5}}],
        "batch_size": 4,
        "steps": 7,
    }
)
DIVERGING = Experiment.model_validate(
    {
        "task": {"kind": "adding", "length": 6},
        "lanes": [
            {
                "cell": {
                    "kind": "rnn",
                    "activation": "identity",
                    "hidden_size": 4,
                    "recurrent_init": {"kind": "identity", "scale": 3.0},
                },
                "optimizer": {"kind": "sgd", "learning_rate": 1e4},
                "clip": {"kind": "none"},
            },
            {"cell": {"kind": "gru", "hidden_size": 4}},
        ],
        "batch_size": 2,
        "steps": 40,
    }
)


@pytest.fixture(scope="session")
def frames() -> list[Frame]:
    """Frames 0, 3 and 6 of an RNN and an LSTM, with every panel that a figure draws."""
    return list(train(TWO, Watch(panels=PANELS), every=3))


def drawn(made: Any, **wanted: Any) -> list[dict[str, Any]]:
    """Return the traces of a figure that have these properties."""
    traces = json.loads(made.to_json())["data"]
    return [trace for trace in traces if all(trace.get(name) == value for name, value in wanted.items())]


def numbers(encoded: Any) -> Any:
    """Return an array as Plotly writes it: a list, or base 64 with its type and shape."""
    if not isinstance(encoded, dict):
        return np.array(encoded, dtype=float)
    flat = np.frombuffer(base64.b64decode(encoded["bdata"]), dtype=encoded["dtype"])
    return flat.reshape([int(size) for size in str(encoded.get("shape", flat.size)).split(",")])


def texts_of(part: Any) -> Iterable[str]:
    """Return every text that is somewhere in a figure."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts_of(value)


def lines(made: Any) -> list[dict[str, Any]]:
    """Return the traces of the models themselves: those in sight that the legend names."""
    return [trace for trace in drawn(made) if trace.get("visible", True) and trace.get("name")]


def test_the_profile_shows_the_norms_of_the_newest_frame(frames: list[Frame]) -> None:
    for lane, trace in enumerate(lines(figure(frames))):
        np.testing.assert_array_equal(numbers(trace["y"]), frames[-1][f"{lane}/hidden_gradient_norm"][-1])
        np.testing.assert_array_equal(numbers(trace["x"]), range(1, 15))


def test_a_gradient_of_zero_is_a_gap_and_a_tiny_one_is_there() -> None:
    norms = np.array([[0.0, 1e-30, 1e-9, 0.5]], dtype=np.float32)
    document = Experiment.model_validate({"task": {"kind": "hello"}})
    made = figure(Frame(0, {"0/hidden_gradient_norm": norms}), experiment=document)
    (points,) = lines(made)
    np.testing.assert_array_equal(numbers(points["y"]), [np.nan, *norms[0, 1:]])
    low, high = made.layout.yaxis.range
    assert low < -30 < np.log10(0.5) < high


def test_the_triangle_shows_the_losses_by_states(frames: list[Frame]) -> None:
    (heat,) = drawn(figure(frames[-1], "triangle"), type="heatmap")
    values = frames[-1]["0/gradient_triangle"].astype(float)
    rows = frames[-1]["loss_mask"].nonzero()[0]
    np.testing.assert_allclose(10 ** numbers(heat["z"]), values[rows], rtol=1e-6)
    assert heat["y"] == [str(row + 1) for row in rows]


def test_what_truncation_cuts_is_covered() -> None:
    lane = {"cell": {"kind": "rnn", "hidden_size": 3}, "bptt": {"kind": "truncated", "window": 2, "shift": 1}}
    document = {"task": {"kind": "echo", "length": 6}, "lanes": [lane], "batch_size": 2, "steps": 1}
    (frame,) = train(Experiment.model_validate(document), Watch(panels=("triangle",)))
    _heat, cover = drawn(figure(frame, "triangle"), type="heatmap")
    rows = [int(row) - 1 for row in cover["y"]]
    kept = frame["0/truncation_mask"].astype(bool)[rows]
    np.testing.assert_array_equal(np.isfinite(numbers(cover["z"])), np.tri(6, dtype=bool)[rows] & ~kept)


def test_the_spectrum_shows_the_eigenvalues_of_all_lanes(frames: list[Frame]) -> None:
    for lane, trace in enumerate(lines(figure(frames, "spectrum"))):
        seen = np.stack([numbers(trace["x"]), numbers(trace["y"])], axis=1)
        np.testing.assert_array_equal(seen, frames[-1][f"{lane}/recurrent_eigenvalues"][0])


def test_the_gates_are_strips_of_units_over_time(frames: list[Frame]) -> None:
    strips = drawn(figure(frames[-1], "gates", lane=1), type="heatmap")
    values = frames[-1]["1/gates"][0].astype(float)
    for gate, strip in enumerate(strips):
        np.testing.assert_array_equal(numbers(strip["z"]), values[:, gate].T)
    assert [strip["zmin"] for strip in strips] == [0, 0, -1, 0]  # i, f, g, o: g is the candidate, and has a sign


def test_a_gate_that_goes_beyond_one_has_a_scale_of_its_own_and_says_so() -> None:
    lane = {"cell": {"kind": "deltanet", "hidden_size": 4, "beta_max": 2}}
    document = {"task": {"kind": "echo", "length": 10}, "lanes": [lane], "batch_size": 2, "steps": 1}
    made = figure(list(train(Experiment.model_validate(document), Watch(panels=("gates",)))), "gates")
    assert [strip["zmax"] for strip in drawn(made, type="heatmap")] == [2, 1]
    assert all(bound in made.layout.title.subtitle.text for bound in ("1.8", "0.2"))


def test_the_loss_shows_every_update(frames: list[Frame]) -> None:
    made = figure(frames, "loss")
    raw = drawn(made, opacity=0.28)
    for lane, trace in enumerate(raw):
        losses = np.concatenate([frame[f"{lane}/loss"] for frame in frames]).astype(float)
        np.testing.assert_array_equal(numbers(trace["x"]), range(7))
        np.testing.assert_array_equal(numbers(trace["y"]), losses)
    assert any(text.startswith("guessing ") for text in texts_of(json.loads(made.to_json())["layout"]["annotations"]))


def test_the_loss_shows_the_validations_as_circles() -> None:
    document = {
        "task": {"kind": "text", "length": 4},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
        "batch_size": 2,
        "steps": 40,
    }
    frames = list(train(Experiment.model_validate(document), every=10))
    (circles,) = drawn(figure(frames, "loss"), mode="markers")
    figures = {
        int(step): float(loss)
        for frame in frames
        if "0/validation_steps" in frame
        for step, loss in zip(frame["0/validation_steps"], frame["0/validation_loss"], strict=True)
    }
    assert list(figures) == [15, 31]
    np.testing.assert_array_equal(numbers(circles["x"]), list(figures))
    np.testing.assert_array_equal(numbers(circles["y"]), list(figures.values()))
    assert "343 characters it never read" in circles["hovertemplate"]


@pytest.mark.parametrize("view", ["profile", "triangle", "spectrum", "gates"])
def test_the_slider_carries_each_frame(frames: list[Frame], view: View) -> None:
    made = json.loads(figure(frames, view, lane=1).to_json())
    (slider,) = made["layout"]["sliders"]
    assert [step["label"] for step in slider["steps"]] == ["0", "3", "6"]
    for place, frame in enumerate(frames):
        shown = json.loads(figure(frames, view, lane=1, step=frame.step).to_json())
        assert shown["layout"]["sliders"][0]["active"] == place
        alone = json.loads(figure(frame, view, lane=1).to_json())
        traces, layout = slider["steps"][place]["args"]
        assert layout["title.text"] == shown["layout"]["title"]["text"] == alone["layout"]["title"]["text"]
        seen = [trace for trace, visible in zip(made["data"], traces["visible"], strict=True) if visible]
        assert [trace["visible"] for trace in shown["data"]] == traces["visible"]
        own = [trace for trace in seen if trace.get("marker", {}).get("opacity") is None]  # less the trail
        assert [trace.get("y") for trace in own] == [trace.get("y") for trace in alone["data"]]


def test_the_update_that_is_shown_is_the_last_one_before(frames: list[Frame]) -> None:
    assert figure(frames, step=5).layout.title.text.endswith("Update 3")
    assert figure(frames, step=5000).layout.title.text.endswith("Update 6")
    assert not figure(frames[1]).layout.sliders


def test_sixty_frames_at_most_are_on_the_slider() -> None:
    document = {"task": {"kind": "hello"}, "batch_size": 1, "steps": 200}
    made = figure(train(Experiment.model_validate(document)))
    labels = [step.label for step in made.layout.sliders[0].steps]
    assert (len(labels), labels[0], labels[-1]) == (60, "0", "199")


def test_a_recording_is_drawn_as_its_frames_are(frames: list[Frame]) -> None:
    scalars = ScalarLog(2)
    for frame in frames:
        for lane in range(2):
            scalars.extend(
                lane, {name: frame[f"{lane}/{name}"] for name in ("steps", "loss", "metric", "gradient_norm")}
            )
    kept = [Frame(frame.step, without_scalars(frame), frame.metadata) for frame in frames]
    recording = Recording.decode(Recording(TWO, [], scalars, kept).encode())
    for view in get_args(View):
        assert figure(recording, view, lane=1).to_json() == figure(frames, view, lane=1).to_json()


def without_scalars(frame: Frame) -> dict[str, Any]:
    """Return the tensors of a frame but for what a recording keeps by itself."""
    scalars = {"steps", "loss", "metric", "gradient_norm"}
    return {name: value for name, value in frame.tensors.items() if name.split("/", 1)[-1] not in scalars}


def test_a_frame_that_was_written_says_of_which_document_it_is(frames: list[Frame]) -> None:
    assert figure(Frame.decode(frames[0].encode())).to_json() == figure(frames[0]).to_json()


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("view", get_args(View))
def test_words_are_those_of_the_page(frames: list[Frame], view: View, language: Language) -> None:
    made = json.loads(figure(frames, view, lane=1, language=language).to_json())
    del made["layout"]["template"]
    words = [text for text in texts_of(made) if not text.startswith("#")]
    assert not [text for text in words if "{" in text and "%{" not in text]
    hangul = any("가" <= sign <= "힣" for text in words for sign in text)
    assert hangul == (language == "ko")
    title = {"profile": "hero.profile", "loss": "loss_panel.title", "spectrum": "spectrum_panel.title"}
    said = title.get(view, f"panel.{view}.label")
    files = [TEXT / part / f"{language}.json" for part in ("", "after")]
    texts = {key: text for path in files for key, text in json.loads(path.read_text(encoding="utf-8")).items()}
    expected = texts[said].replace("{state}", "h").replace("W_hh", "W<sub>hh</sub>")
    assert f"<b>{expected}" in made["layout"]["title"]["text"]


def test_colours_are_those_of_the_style_sheet(frames: list[Frame]) -> None:
    light, dark = (figure(frames, theme=theme) for theme in ("light", "dark"))
    assert light.layout.template != dark.layout.template
    assert [trace["line"]["color"] for trace in lines(dark)] == ["#a47cf6", "#31aa9c"]
    assert tokens("light")["gradient"] == "#b8125f"


def test_a_lane_that_diverged_is_gone_and_said_to_be() -> None:
    frames = list(train(DIVERGING, Watch(panels=("spectrum", "triangle")), every=39))
    assert "0/hidden_state" not in frames[-1]
    made = figure(frames)
    assert "Model A has left the finite numbers." in made.layout.title.subtitle.text
    assert [trace["name"][0] for trace in lines(made)] == ["B"]
    assert "A diverged; B" in figure(frames, "spectrum").layout.title.subtitle.text
    assert figure(frames, "triangle").layout.title.text.endswith("Update 0")


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.model_fields["kind"].default)
def test_every_cell_can_be_drawn(cell: Any) -> None:
    kind = cell.model_fields["kind"].default
    lane = {
        "cell": {"kind": kind, "hidden_size": 8, "layers": 2},
        "bptt": {"kind": "truncated", "window": 3, "shift": 2},
    }
    document = {"task": {"kind": "echo", "length": 10}, "lanes": [lane], "batch_size": 2, "steps": 1}
    seen = list(train(Experiment.model_validate(document), Watch(panels=PANELS)))
    views = {
        "profile",
        "triangle",
        "loss",
        *(["spectrum"] if kind not in {"mingru", "minlstm", "rglru", "deltanet", "mlstm"} else []),
        *(["gates"] if cell.gates else []),
    }
    for view in views:
        assert figure(seen, view, layer=1 if view in {"spectrum", "gates"} else 0).data


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"view": "loss_surface"}, "there are profile, triangle, spectrum, gates, loss; choose one"),
        ({"lane": 2}, "lane is 2; the experiment has lanes 0 to 1; choose one"),
        ({"view": "gates", "lane": 0}, "lane 0 is of the cell 'rnn', which has no gates; choose a lane"),
        ({"view": "spectrum", "layer": 1}, "layer is 1; there are layers 0 to 0; choose one"),
        ({"step": -1}, "step is -1; the first frame is of update 0; choose that or a later one"),
        ({"language": "fr"}, "language is 'fr'; the page speaks en and ko; choose one"),
        ({"theme": "blue"}, "theme is 'blue'; the page has light and dark; choose one"),
    ],
)
def test_bad_arguments_are_refused(frames: list[Frame], arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        figure(frames, **arguments)


@pytest.mark.parametrize("view", ["triangle", "spectrum", "gates"])
def test_a_panel_that_nobody_watched_is_named_with_the_remedy(view: View) -> None:
    plain = list(train(TWO, every=6))
    with pytest.raises(ValueError, match=rf"the panel '{view}' is watched; .*Watch\(panels=\(\"{view}\",\)\)"):
        figure(plain, view, lane=1)


def test_frames_that_cannot_be_drawn_are_refused(frames: list[Frame]) -> None:
    with pytest.raises(ValueError, match="no frame to draw; an iterator of frames is used up"):
        figure([])
    with pytest.raises(ValueError, match="give it: figure"):
        figure(Frame(0, frames[0].tensors))
    with pytest.raises(TypeError, match="int is no frame; give the frames of train"):
        figure([1, 2])  # type: ignore[list-item]
    for cell in ({"kind": "mingru"}, {"kind": "formula", "formula": "h = tanh(V x) + 0.5 * h"}):
        lane = {"cell": {"hidden_size": 4, **cell}}
        document = {"task": {"kind": "hello"}, "lanes": [lane], "batch_size": 1, "steps": 1}
        without = list(train(Experiment.model_validate(document), Watch(panels=("spectrum",))))
        with pytest.raises(ValueError, match="no lane has a recurrent matrix"):
            figure(without, "spectrum")


def test_a_panel_that_would_cost_too_much_says_so(frames: list[Frame]) -> None:
    skipped = {"panels_skipped": json.dumps({"triangle": "it would take 9 s"})}
    tensors = {name: value for name, value in frames[0].tensors.items() if "triangle" not in name}
    with pytest.raises(ValueError, match="the triangle was not measured: it would take 9 s"):
        figure(Frame(0, tensors, skipped), "triangle", experiment=TWO)
