"""``figure``: frames in, one of five views as a Plotly figure out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import CellConfig, FormulaCell
from rnn_playground.figures.film import Film, Frames, film_of
from rnn_playground.figures.page_files import Language, Theme
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.spread import spread

View = Literal["profile", "triangle", "spectrum", "gates", "loss"]
MOST_MOMENTS = 60
# What a view draws and the frame carries only where the panel of the view's own name is watched.
_WATCHED = {"triangle": "gradient_triangle", "spectrum": "recurrent_eigenvalues", "gates": "gates"}


def figure(
    frames: Frames,
    view: View = "profile",
    *,
    lane: int = 0,
    layer: int = 0,
    step: int | None = None,
    language: Language = "en",
    theme: Theme = "light",
    experiment: Experiment | None = None,
) -> Any:
    """Return a view as a ``plotly.graph_objects.Figure``, in the page's words and the colours of its models.

    ``frames`` are those of ``train``, one or many, or a ``Recording``. Of several the figure has a slider over the
    updates, over 60 frames at most, evenly chosen; ``step`` is the update shown first, or the last frame before it,
    and the newest where it is not given. One scale holds all of them.

    ``profile`` and ``loss`` show all lanes and need nothing watched; ``spectrum`` shows all lanes, ``triangle`` and
    ``gates`` show ``lane``, and each needs the panel of its name. ``spectrum`` and ``gates`` are of one ``layer``,
    from 0. ``experiment`` is for frames that do not say of which document they are.

    Raises ValueError where an argument is out of its bounds or no frame carries what the view draws; the text says
    what to watch.
    """
    film = film_of(frames, experiment, language, theme)
    _check(film, view, lane, layer)
    carrying = _carrying(film, view, lane)
    shown = [carrying[place] for place in spread(len(carrying), MOST_MOMENTS)]
    steps = [frame.step for frame in shown]
    place = _chosen(steps, step)
    from rnn_playground.figures import gates, layout, loss, profile, spectrum, triangle  # only who draws loads Plotly

    draw = {
        "profile": profile.draw_profile,
        "triangle": triangle.draw_triangle,
        "spectrum": spectrum.draw_spectrum,
        "gates": gates.draw_gates,
        "loss": loss.draw_loss,
    }[view]
    return layout.with_slider(draw(film, shown, lane, layer), steps, place)


def _check(film: Film, view: View, lane: int, layer: int) -> None:
    if view not in get_args(View):
        raise ValueError(f"view is {view!r}; there are {', '.join(get_args(View))}; choose one of them")
    if lane not in film.lanes:
        raise ValueError(f"lane is {lane}; the experiment has lanes 0 to {len(film.lanes) - 1}; choose one of them")
    cell = film.experiment.lanes[lane].cell
    layers = cell.layers if view == "gates" else max(each.cell.layers for each in film.experiment.lanes)
    if not 0 <= layer < layers:
        raise ValueError(f"layer is {layer}; there are layers 0 to {layers - 1}; choose one of them")
    if view == "gates" and not cell.gates:
        raise ValueError(f"lane {lane} is of the cell {cell.kind!r}, which has no gates; choose a lane of a gated cell")


def _carrying(film: Film, view: View, lane: int) -> list[Frame]:
    """Return the frames that carry what a view draws; raise ValueError where none does."""
    name = _WATCHED.get(view)
    if name is None:
        return list(film.frames)
    lanes = list(film.lanes) if view == "spectrum" else [lane]
    found = [frame for frame in film.frames if any(f"{number}/{name}" in frame for number in lanes)]
    if found:
        return found
    skipped = json.loads(film.frames[-1].metadata.get("panels_skipped", "{}"))
    if view in skipped:
        raise ValueError(f"the {view} was not measured: {skipped[view]}")
    if view == "spectrum" and not any(_has_matrix(lane.cell) for lane in film.experiment.lanes):
        raise ValueError("no lane has a recurrent matrix, so there are no eigenvalues; choose another view")
    raise ValueError(
        f"no frame carries {lanes[0]}/{name}, which is measured only where the panel {view!r} is watched; "
        f'train with it: train(experiment, Watch(panels=("{view}",)))'
    )


def _has_matrix(cell: CellConfig) -> bool:
    """Tell whether there is one matrix that carries the state on: of a typed equation, whether one stands out."""
    return cell.program.main_matrix is not None if isinstance(cell, FormulaCell) else bool(cell.recurrent)


def _chosen(steps: Sequence[int], step: int | None) -> int:
    """Return the place of the last moment that is not after ``step``."""
    if step is None:
        return len(steps) - 1
    before = [place for place, known in enumerate(steps) if known <= step]
    if not before:
        raise ValueError(f"step is {step}; the first frame is of update {steps[0]}; choose that or a later one")
    return before[-1]
