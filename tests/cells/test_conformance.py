"""Every cell gives the states and the gradients of an implementation that is not ours."""

from __future__ import annotations

import re

import pytest
from conformance import PAGE, SEEDS, difference, name
from oracles import ORACLES, Oracle

from rnn_playground.experiment.cells import CELLS, FormulaCell


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: name(oracle.document))
def test_states_and_gradients_are_those_of_the_other(oracle: Oracle) -> None:
    for seed in range(SEEDS):
        assert max(difference(oracle, seed)) < 1e-12, seed


def test_every_cell_has_an_oracle_and_its_row() -> None:
    assert {type(oracle.document) for oracle in ORACLES} == set(CELLS) - {FormulaCell}
    rows = re.findall(r"^\| (`.*?) \| (.*?) \| (\S+) \| (\S+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(cell, source) for cell, source, *_ in rows] == [(name(each.document), each.source) for each in ORACLES]
    assert all(float(figure) < 1e-12 for row in rows for figure in row[2:])
