"""A network in PyTorch's words: the expression that builds it, and what its weights are called in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from string import Template

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, LstmCell


def sections(name: str) -> dict[str, str]:
    """Return the sections of a file of templates by their names."""
    path = files("rnn_playground.export").joinpath("templates", f"{name}.py.txt")
    return dict(re.findall(r"# == (\w+)\n(.*?)\n(?=# == |\Z)", path.read_text(encoding="utf-8"), re.DOTALL))


CELLS = sections("cells")
CELLS |= {kind + norm: CELLS[f"rnn{norm}"] for kind in ("irnn", "nprnn") for norm in ("", "_layer_norm")}
FUNCTIONS = {"sine": "torch.sin", "identity": "", "hard_tanh": "F.hardtanh", "tanh": "torch.tanh", "relu": "torch.relu"}
FUNCTIONS |= {"sigmoid": "torch.sigmoid", **{kind: f"F.{kind}" for kind in ("leaky_relu", "elu", "softsign", "gelu")}}
OF_TORCH = {"W_xh": "weight_ih_l", "W_hh": "weight_hh_l", "b_xh": "bias_ih_l", "b_hh": "bias_hh_l"}


def nonlinearity(cell: CellConfig) -> str | None:
    """Return what torch.nn.RNN calls the bend of ``cell``; None where it is another network."""
    bend = "relu" if cell.kind in {"irnn", "nprnn"} else getattr(cell, "activation", None)
    return bend if bend in {"tanh", "relu"} and cell.kind != "cwrnn" else None


def is_of_torch(cell: CellConfig) -> bool:
    """Tell whether a module of torch computes ``cell``."""
    plain = cell.kind == "gru" or (isinstance(cell, LstmCell) and not cell.peepholes) or nonlinearity(cell) is not None
    return plain and not cell.options


def cell_functions(experiment: Experiment) -> dict[str, str]:
    """Return text → name of the functions of all cells that torch does not have."""
    names: dict[str, str] = {}
    for letter, lane in zip("abcd", experiment.lanes, strict=False):
        kind = lane.cell.kind
        if not is_of_torch(lane.cell):
            names.setdefault(_function(lane.cell), f"{kind}_{letter}" if kind in names.values() else kind)
    return names


def model_of(cell: CellConfig, input_size: int, functions: Mapping[str, str]) -> str:
    """Return the expression that builds a model; ``functions`` as ``cell_functions`` returns them."""
    H = cell.hidden_size
    if is_of_torch(cell):
        bend = nonlinearity(cell)
        layers = f", num_layers={cell.layers}" if cell.layers > 1 else ""
        bent = f', nonlinearity="{bend}"' if bend else ""
        return f"Model(nn.{'RNN' if bend else cell.kind.upper()}({input_size}, {H}{layers}{bent}), {H})"
    shapes = str([cell.layer_shapes(input_size if layer == 0 else H) for layer in range(cell.layers)]).replace("'", '"')
    states = len(cell.states) + isinstance(cell, CwrnnCell)  # its clock
    return f"Model(Recurrent({functions[_function(cell)]}, {H}, {states}, {shapes}), {H})"


def name_in_model(cell: CellConfig, name: str) -> str:
    """Return what that model calls a parameter."""
    base, _, layer = name.partition(".")
    if not layer:
        return {"W_hy": "read_out.weight", "b_y": "read_out.bias"}[name]
    return f"recurrent.{OF_TORCH[base]}{layer}" if is_of_torch(cell) else f"recurrent.layers.{layer}.{base}"


def _function(cell: CellConfig) -> str:
    fields = {**cell.model_dump(), "module_periods": getattr(cell, "module_periods", ())}
    return Template(CELLS[cell.kind + "_layer_norm" * ("layer_norm" in cell.options)]).substitute(
        fields,
        function=FUNCTIONS[fields.get("activation", "relu")],
        off="0.0 * " if cell.recurrence == "off" else "",
        residual=f"h + {fields['residual']} * " if "residual" in cell.options else "",
        biases=" + ".join(f"w.{name}" for name in cell.layer_parameters if name.startswith("b_")),
        equation="\n    ".join(cell.equation),
    )
