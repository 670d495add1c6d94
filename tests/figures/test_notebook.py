"""The example notebook runs from its first cell to its last, and every figure in it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
FIGURE = "application/vnd.plotly.v1+json"


@pytest.fixture
def notebook() -> Any:
    """The notebook as it lies in the repository."""
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_without_outputs(notebook: Any) -> None:
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.long
def test_it_runs(notebook: Any, tmp_path: Path) -> None:
    executed = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    drawing = [cell for cell in code if "figure(" in cell.source]
    titles = [
        output.data[FIGURE]["layout"]["title"]["text"]
        for cell in drawing
        for output in cell.outputs
        if FIGURE in output.get("data", {})
    ]
    assert len(titles) == len(drawing) == 5
    assert "게이트" in titles[3]
    (printed,) = code[-1].outputs
    assert printed.text.startswith("RNN: loss ")
    assert "\nGRU: loss " in printed.text
