"""The grammar of equations: what it reads, what it refuses and where, and that nothing else ever happens."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, describe, explain
from rnn_playground.experiment.cells.formula.grammar import FUNCTION_NAMES, FormulaRefusal
from rnn_playground.experiment.cells.formula.program import program_of

REFUSED = [
    ("", "empty", ""),
    (" ;\n", "empty", " ;\n"),
    ("h = W x $ h", "character", "$"),
    ("h = W x + h.real", "character", "."),
    ("h = averylongname1 * h + W x", "name", "averylongname1"),
    ("h = 1e999 * W x", "number", "1e999"),
    ("h = 1e5 * 1e5 * W x", "number", "1e5 * 1e5"),
    ("W x", "equals", "x"),
    ("h = W x = h", "equals", "="),
    ("h = ", "operand", ""),
    ("h = W x + * h", "operand", "*"),
    ("h = tanh(W x + U h", "bracket", "("),
    ("h = W x)", "closing", ")"),
    ("h = 2 h + W x", "sign", "2 h"),
    ("h = (1 - 0.5) h + W x", "sign", ") h"),
    ("h = tanh(W x b)", "sign", "x b"),
    ("h = sinh(W x)", "function", "sinh"),
    ("h = __import__(W x)", "character", "_"),
    ("h = tanh W x", "argument", "tanh"),
    ("h = " + "(" * 25 + "W x" + ")" * 25, "depth", "("),
    ("h = " + "-" * 300 + "W x", "depth", "-"),
    ("h = " + "A " * 300 + "x", "depth", "A"),
    ("h = W x" + " + h" * 65, "operations", "W x" + " + h" * 64),
    ("h = W x + " + " + ".join(f"b{number}" for number in range(24)), "parameters", "b23"),
    ("tanh = W x; h = V x", "reserved", "tanh"),
    ("h = W_hy h + V x", "reserved", "W_hy"),
    ("h_t = W x", "last", "h_t"),
    ("h = tanh(W x + U h_prev)", "last", "h_prev"),
    ("z = W x; z = z; h = z", "twice", "z"),
    ("h = W x; z = h", "result", "z"),
    ("q = 3; h = W x", "unused", "q"),
    ("c = c + W x; h = V x", "unused", "c"),
    ("c = c + W x; d = d + c; h = d", "states", "d"),
    ("h = x + h", "input", "x"),
    ("u = x; h = W u", "input", "x"),
    ("h = tanh(U h)", "no_input", "h = tanh(U h)"),
    ("h = W + h", "matrix", "W"),
    ("h = W x + W h", "shared", "W h"),
    ("h = W 3 + V x", "scalar", "3"),
    ("a = 0.5; h = tanh(a) + W x", "scalar", "(a)"),
    ("c = 1; z = c; c2 = z * W x; h = c2 * tanh(2)", "scalar", "(2)"),
    ("h = W x / (1 - 1)", "zero", "(1 - 1)"),
]


@pytest.mark.parametrize(("text", "reason", "place"), REFUSED)
def test_what_cannot_be_is_refused_with_its_place(text: str, reason: str, place: str) -> None:
    with pytest.raises(FormulaRefusal) as caught:
        program_of(text)
    refusal = caught.value
    assert refusal.type == f"formula_{reason}"
    start, end = refusal.parameters["start"], refusal.parameters["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert text[start:end] == place
    assert f"at character {start + 1}" in str(refusal)


def test_a_document_says_it_with_path_and_cause() -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate({"lanes": [{"cell": {"kind": "formula", "formula": "h = {found} + x"}}]})
    (explained,) = explain(caught.value)
    assert explained["path"] == ["lanes", 0, "cell", "formula"]
    assert explained["message"].startswith("'{' is no part of an equation")
    assert explained["cause"]["type"] == "formula_character"
    assert (explained["cause"]["parameters"]["start"], explained["cause"]["parameters"]["end"]) == (4, 5)


def test_matrices_bind_before_signs_and_from_the_right() -> None:
    one = program_of("h = 2 * W x - U (h * b) / 3 + A B h")
    other = program_of("h = ((2 * (W x)) - ((U (h * b)) / 3)) + (A (B h))")
    assert one == other
    assert dict(one.parameters) == {
        "W": "of_input", "U": "of_units", "b": "vector", "B": "of_units", "A": "of_units"
    }  # fmt: skip
    assert program_of("h = W @ x") == program_of("h = W x") == program_of("h = W(x)")


def test_what_is_read_before_it_is_given_is_carried() -> None:
    program = program_of("i = sigmoid(W x + U h); c = c + i; h = tanh(c)")
    assert program.states == ("h", "c")
    assert program.nodes[program.results[1]].kind == "+"
    assert program_of("c = V x; h = tanh(c + U h)").states == ("h",)


def test_recurrent_matrices_are_those_behind_a_last_state() -> None:
    program = program_of("r = sigmoid(W x + U h); h = tanh(V x + R (r * h) + M tanh(V x))")
    assert program.recurrent == ("U", "R")
    assert [program.nodes[number].name for number in program.direct] == ["U"]
    assert [program.nodes[number].name for number in program.nested] == ["R"]
    assert program.main_matrix == "R"
    assert program.candidate is not None
    assert program.nodes[program.candidate].name == "tanh"


def test_the_facts_carry_the_program() -> None:
    experiment = Experiment.model_validate(
        {"lanes": [{"cell": {"kind": "formula", "formula": "h = tanh(W x + 0.5 * U h)"}}]}
    )
    (facts,) = describe(experiment)["lanes"]
    assert facts["states"] == ["h"]
    assert facts["recurrent"] == ["U"]
    nodes = facts["program"]["nodes"]
    assert [node["kind"] for node in nodes] == ["input", "matrix", "number", "state", "matrix", "*", "+", "function"]
    assert facts["program"]["assigned"] == [["h", 7]]
    assert all(operand < number for number, node in enumerate(nodes) for operand in node["operands"])


pieces = st.sampled_from(
    [*FUNCTION_NAMES, *"xhcbWU", "r", "z", "=", "(", ")", "+", "-", "*", "/", "@", ";", "\n", " ", "1", "0", ".5",
     "2e3", "h = ", "W x", "U h", "σ(", "⊙", "−", "__class__", "lambda", "h_t"]
)  # fmt: skip


@given(
    st.one_of(st.lists(pieces, max_size=40).map(" ".join), st.text(max_size=80), st.text(string.printable, max_size=80))
)
def test_any_text_is_a_program_or_a_refusal_with_a_place(text: str) -> None:
    try:
        program = program_of(text)
    except FormulaRefusal as refusal:
        start, end = refusal.parameters["start"], refusal.parameters["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert 0 <= start <= end <= len(text)
    else:
        assert program.states[0] == "h"
        assert program.input_products
        assert all(operand < number for number, node in enumerate(program.nodes) for operand in node.operands)


@st.composite
def sums(draw: st.DrawFn, depth: int = 0) -> str:
    """A well-formed vector."""
    leaf = st.sampled_from(["W x", "U h", "h", "b", "c"])
    if depth > 3:
        return draw(leaf)
    one, other = sums(depth + 1), sums(depth + 1)
    return draw(
        leaf
        | st.builds("({} {} {})".format, one, st.sampled_from("+-*/"), other)
        | st.builds("{}({})".format, st.sampled_from(FUNCTION_NAMES), one)
        | st.builds("-{}".format, one)
        | st.builds("{} * {}".format, st.sampled_from(["0.5", "3", "1e-3"]), one)
        | st.builds("R ({})".format, one)
    )


@given(sums(), sums())
def test_whatever_is_well_formed_is_read(gate: str, new: str) -> None:
    program = program_of(f"z = sigmoid({gate}); h = z * ({new}) + V x")
    assert set(dict(program.assigned)) == {"z", "h"}
    assert program_of(f"z=sigmoid( {gate} )\n\n h = z*({new})+V x;") == program
