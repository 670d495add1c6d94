"""What the page says of other cells in its first experiment was measured with that very experiment."""

from __future__ import annotations

import json

from measure_default_experiment import ENOUGH, KNOBS, SEEDS, STARTS, TABLE, Outcome, Start, remedy, starts
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.presets import PRESETS

EXPERIMENT = PRESETS[0].experiment
FAR = Outcome(None, 0.3, 0.3)


def outcomes(solved: int, update: int = 100) -> list[Outcome]:
    return [Outcome(update, 0.95, 0.95)] * solved + [FAR] * (SEEDS - solved)


def test_the_file_of_the_page_is_of_the_first_experiment_and_stands_in_the_table() -> None:
    kept = json.loads(STARTS.read_text(encoding="utf-8"))
    assert {**kept, "cells": {}} == {**json.loads(json.dumps(starts({}, EXPERIMENT))), "cells": {}}
    table = TABLE.read_text(encoding="utf-8")
    assert all(f"| {model().kind} |" in table for model in CELLS)
    for cell, told in kept["cells"].items():
        assert f"| {cell} | {told['solved']} of {SEEDS} |" in table
        knob = told["remedy"]
        assert knob is None or any(
            f"| {cell}, {each.words} | {knob['solved']} of {SEEDS} |" in table
            for each in KNOBS
            if (each.field, each.value) == (knob["field"], knob["value"])
        )


def test_the_best_start_is_the_one_that_most_seeds_learn_with_and_of_equal_ones_the_sooner() -> None:
    usual, slow, fast, poor = (Start("irnn"), *(Start("irnn", knob) for knob in KNOBS[:3]))
    tried = {usual: outcomes(3), slow: outcomes(20, 400), fast: outcomes(20, 200), poor: outcomes(ENOUGH, 100)}
    assert remedy(tried) == fast
    assert remedy({usual: outcomes(20), poor: outcomes(ENOUGH - 1)}) is None


def test_the_page_hears_of_the_cells_that_do_not_learn_but_not_of_the_model_whose_failure_is_the_story() -> None:
    tried = {Start("rnn"): outcomes(0), Start("gru"): outcomes(20), Start("cwrnn"): outcomes(0)}
    assert starts(tried, EXPERIMENT)["cells"] == {"cwrnn": {"solved": 0, "remedy": None}}
