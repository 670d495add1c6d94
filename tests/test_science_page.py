"""docs/science.md speaks of everything in the catalog, with the catalog's own equations and sources."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from rnn_playground.experiment import catalog
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.tasks import TASKS

PAGE = (Path(__file__).parents[1] / "docs" / "science.md").read_text(encoding="utf-8")
CATALOG = catalog()
ENTRIES = [*chain(*CATALOG["families"].values()), *CATALOG["panels"]]


def in_table(text: str) -> str:
    return text.replace("|", "\\|")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["kind"])
def test_every_kind_stands_in_it_with_its_equation_and_its_source(entry: dict[str, Any]) -> None:
    assert f"`{entry['kind']}`" in PAGE
    for line in entry["equation"]:
        assert line in PAGE or in_table(line) in PAGE, line
    assert entry["source"]
    assert entry["source"] in PAGE


@pytest.mark.parametrize("model", CELLS, ids=lambda model: model.model_fields["kind"].default)
def test_every_cell_lists_its_parameters_and_states(model: Any) -> None:
    cell = model()
    section = PAGE.partition(f" (`{cell.kind}`)\n")[2].partition("###")[0]
    assert section
    for name in cell.layer_shapes(1):
        assert f"`{name}` (" in section, name
    for name in cell.state_shapes():
        size = "" if name in cell.layer_states else "H"
        assert f"{name} ({size}" in section, name


@pytest.mark.parametrize("model", TASKS, ids=lambda model: model.model_fields["kind"].default)
def test_every_task_states_its_facts(model: Any) -> None:
    facts = model().facts()
    section = PAGE.partition(f" (`{facts.kind}`)\n")[2].partition("###")[0]
    answer, unit = ("classes", "nats") if facts.loss == "cross_entropy" else ("values", "squared units")
    floor = "no floor below it" if facts.floor is None else f"floor {facts.floor:.4f}"
    bound = "at least" if facts.solved.relation == ">=" else "at most"
    lag = "no required lag" if facts.required_lag is None else f"required lag {facts.required_lag} time steps"
    over = f"mean {facts.solved.quantity} of {facts.solved.over} updates"
    measured = f"{facts.solved.quantity} of what is kept back" if facts.held_out else over
    assert (
        f"{facts.structure}, inputs (T, B, {facts.input_size}), {answer} ({facts.output_size}), "
        f"T = {facts.sequence_length} by default. Chance {facts.chance:.4f} {unit}, {floor}, "
        f"{lag}, solved when the {measured} is {bound} {facts.solved.value:g}. Source: {model.source}."
    ) in section


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.kind)
def test_every_panel_names_its_tensors(panel: Any) -> None:
    section = PAGE.partition(f"(`{panel.kind}`, {panel.cost})")[2].partition("###")[0]
    for tensor in panel.tensors:
        if tensor != "memory_horizon":  # sent without the panel where a sequence has one loss
            assert f"`{tensor}" in section, tensor


def test_the_deviations_are_of_what_there_is() -> None:
    section = PAGE.partition("## Deviations\n")[2].partition("\n## ")[0]
    named = {
        kind for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for kind in re.findall(r"`(\w+)`", row)
    }
    assert {"scrn", "lru", "nprnn", "adding", "temporal_order", "truncated"} <= named
    assert named <= {entry["kind"] for entry in ENTRIES}
