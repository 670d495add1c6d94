"""Which measurements cost too much: none where people begin, the heaviest where networks are large or long."""

from __future__ import annotations

import pytest

from rnn_playground.experiment import Experiment, Lane, describe
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.panels import HEAVY, PANELS
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.experiment.work import ONE_SECOND, costly_panels, long_run_steps, panel_work

PAIRS = [(preset.id, preset.experiment) for preset in PRESETS]


def adding(length: int = 50, hidden_size: int = 16, batch_size: int = 32, lanes: int = 1) -> Experiment:
    lane = {"cell": {"kind": "lstm", "hidden_size": hidden_size}}
    task = {"kind": "adding", "length": length}
    return Experiment.model_validate({"task": task, "lanes": [lane] * lanes, "batch_size": batch_size})


@pytest.mark.parametrize(("name", "experiment"), PAIRS, ids=[name for name, _ in PAIRS])
def test_every_preset_but_the_longest_can_be_measured_wholly(name: str, experiment: Experiment) -> None:
    left_out = set(costly_panels(experiment, HEAVY))
    assert left_out <= ({"jacobian", "step_spectrum", "lyapunov"} if experiment.task.kind == "mnist" else set())


@pytest.mark.parametrize("panel", sorted(HEAVY))
def test_more_of_anything_costs_more(panel) -> None:
    base = panel_work(panel, adding())
    assert base > 0
    assert panel_work(panel, adding(length=100)) > base
    assert panel_work(panel, adding(hidden_size=32)) > base
    assert panel_work(panel, adding(lanes=3)) == 3 * base


@pytest.mark.parametrize("hidden_size", [1, 16, 24, 64])
@pytest.mark.parametrize("layers", [1, 3])
def test_the_long_run_is_as_long_as_its_share_of_a_second_allows(hidden_size: int, layers: int) -> None:
    cell, task = RnnCell(hidden_size=hidden_size, layers=layers), AddingTask(length=4)
    steps = long_run_steps(cell, task)
    assert steps == 0 or 60 <= steps <= 480
    document = Experiment(task=task, lanes=(Lane(cell=cell),), batch_size=1)
    assert panel_work("lyapunov", document) <= ONE_SECOND // 4
    assert (steps == 0) == (hidden_size == 64 and layers == 3)


@pytest.mark.parametrize("panel", [panel.kind for panel in PANELS if panel.cost == "light"])
def test_a_light_panel_is_never_left_out(panel) -> None:
    assert costly_panels(adding(2000, 256, 8), [panel]) == {}


def test_what_is_left_out_says_value_bound_and_remedy() -> None:
    skipped = costly_panels(adding(200, 256, 2), HEAVY)
    assert {"jacobian", "step_spectrum", "lyapunov"} <= skipped.keys()
    assert "full_profile" not in skipped
    why = skipped["jacobian"]
    assert why.parameters["work"] > why.parameters["bound"]
    assert f"{why.parameters['bound']}; choose fewer hidden units" in str(why)


def test_the_facts_tell_beforehand_what_will_be_left_out() -> None:
    skipped = describe(adding(200, 256, 2))["panels_skipped"]
    assert skipped["jacobian"]["cause"]["type"] == "panel_work"
    assert describe(adding())["panels_skipped"] == {}


@pytest.mark.parametrize("panel", ["lags", "contributions"])
def test_a_matrix_exponential_that_is_differentiated_again_and_again_is_counted(panel) -> None:
    def parity(kind: str, length: int = 8) -> Experiment:
        lane = {"cell": {"kind": kind, "hidden_size": 512}}
        task = {"kind": "parity", "length": length}
        return Experiment.model_validate({"task": task, "lanes": [lane], "batch_size": 4})

    assert costly_panels(parity("rnn"), [panel]) == {}
    assert panel in costly_panels(parity("orthogonal"), [panel])
    more = panel_work(panel, parity("orthogonal", 16)) / panel_work(panel, parity("orthogonal"))
    assert more == pytest.approx({"lags": 1, "contributions": 2}[panel], rel=0.01)
