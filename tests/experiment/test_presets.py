"""What a preset claims was measured, with the very document that the catalog carries."""

from collections import defaultdict
from pathlib import Path

import pytest

from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.presets import KNOWN, PRESETS, STORIES, Preset
from rnn_playground.experiment.tasks import TASKS

TABLE = (Path(__file__).parents[2] / "docs" / "presets.md").read_text(encoding="utf-8")


def test_every_task_has_an_experiment_that_works_and_one_that_fails() -> None:
    outcomes = defaultdict(set)
    for preset in KNOWN:
        outcomes[preset.experiment.task.kind].add(preset.outcome)
    for task in TASKS:
        assert outcomes[task.model_fields["kind"].default] == {"works", "fails"}


def test_no_two_presets_share_a_name() -> None:
    assert len({preset.id for preset in PRESETS}) == len(PRESETS)


def test_a_preset_points_at_panels_that_there_are() -> None:
    kinds = {panel.kind for panel in PANELS}
    assert {kind for preset in PRESETS for kind in preset.panels} <= kinds
    assert next(preset for preset in PRESETS if preset.id == "nilpotent").to_json()["panels"] == ["jacobian"]


@pytest.mark.parametrize("preset", KNOWN, ids=lambda preset: preset.id)
def test_a_claim_holds_for_every_seed_that_was_tried(preset: Preset) -> None:
    evidence = preset.evidence()
    assert evidence, f"run scripts/measure_presets.py {preset.id}: nothing was measured with this document"
    assert len(evidence.solved_at) >= 3
    assert all((update is not None) == (preset.outcome == "works") for update in evidence.solved_at)
    assert all(update is None or update <= preset.experiment.steps for update in evidence.solved_at)
    row = next(line for line in TABLE.splitlines() if f"`{preset.id}`" in line)
    solved = ", ".join("never" if update is None else str(update) for update in evidence.solved_at)
    assert f"| {solved} |" in row


def test_neurons_is_the_network_of_the_tutorials_picture() -> None:
    """Its input_dim = 4, hidden_state = 2, output_dim = 2, time_step = 2."""
    preset = next(preset for preset in STORIES if preset.id == "neurons")
    facts, (lane,) = preset.experiment.task.facts(), preset.experiment.lanes
    assert (facts.input_size, lane.cell.hidden_size, facts.output_size, facts.sequence_length) == (4, 2, 2, 2)
    assert (facts.input_labels, facts.output_labels) == (("h", "e", "l", "o"), ("l", "o"))
    assert (lane.cell.kind, lane.cell.layers, preset.experiment.batch_size) == ("rnn", 1, 1)
    assert preset.to_json()["view"] == "wires"


def test_neurons_is_solved_with_all_of_twenty_seeds() -> None:
    (alone,) = next(preset for preset in STORIES if preset.id == "neurons").alone()
    evidence = alone.evidence()
    assert evidence, "run scripts/measure_presets.py --seeds 20 neurons.a: nothing was measured with this document"
    assert (evidence.to_json()["seeds"], evidence.to_json()["solved"]) == (20, 20)


def test_evidence_belongs_to_one_document() -> None:
    preset = KNOWN[0]
    other = preset._replace(experiment=preset.experiment.model_copy(update={"batch_size": 7}))
    assert preset.evidence()
    assert other.evidence() is None
    assert other.to_json()["evidence"] is None
