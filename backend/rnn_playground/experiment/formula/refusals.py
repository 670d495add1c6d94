"""What is wrong with an equation, where it stands, and what to write instead."""

from __future__ import annotations

from typing import Final

from rnn_playground.experiment.formula.vocabulary import FUNCTION_NAMES
from rnn_playground.experiment.refusal import Refusal

_SENTENCES: Final = {
    "formula_empty": "the equation is empty; write at least h = … with x and h in it, such as h = tanh(W x + U h + b)",
    "formula_character": "'{found}' is no part of an equation; use names, numbers, + - * / ( ) = and ; or a new line",
    "formula_name": "'{found}' has more than {bound} characters; shorten the name",
    "formula_number": "the number {found} is outside ±{bound}; write a smaller one",
    "formula_equals": "an assignment begins name =, here stands '{found}'; write the name it gives, then =",
    "formula_operand": "a name, a number or a bracket is missing before '{found}'; write it",
    "formula_bracket": "this bracket is not closed before '{found}'; write )",
    "formula_closing": "this bracket was never opened; leave it out, or write ( before it",
    "formula_sign": "'{left}' and '{found}' stand side by side; only a matrix, a name with a capital letter, "
    "multiplies without a sign: write {left} * {found}, or begin a new line or use ;",
    "formula_function": "'{found}' is no function; use one of {functions}, or write {found} * (…) to multiply",
    "formula_argument": "the function {found} needs its argument in brackets; write {found}(…)",
    "formula_depth": "the equation is nested more than {bound} deep; give a part of it a name of its own",
    "formula_operations": "the equation has more than {bound} operations; shorten it",
    "formula_parameters": "the equation has more than {bound} matrices and vectors; share some of them",
    "formula_reserved": "the name '{found}' is taken; choose another one",
    "formula_last": "h_t, x_t and the like are written without time: h is the last state, x the input; write {name} "
    "for '{found}', or choose another name",
    "formula_twice": "'{found}' is assigned twice; give the second one another name",
    "formula_result": "the last assignment gives '{found}'; it must give h, the new state",
    "formula_unused": "'{found}' never reaches h; use it or leave it out",
    "formula_states": "the equation carries the states {states}; at most {bound} are carried; assign the others "
    "before they are read",
    "formula_input": "x has as many entries as the task has inputs and h one a unit; put a matrix before x, such "
    "as W x",
    "formula_no_input": "the equation never reads the input; put W x in it",
    "formula_matrix": "{found} begins with a capital letter and is a matrix; apply it, as in {found} h, or write the "
    "name in lower case for a vector",
    "formula_shared": "the matrix {found} reads x in one place and units in another; use two matrices",
    "formula_scalar": "{found} is a single number here; a vector, one entry a unit, is needed",
    "formula_zero": "this divides by 0; divide by another number",
}  # fmt: skip


class FormulaRefusal(Refusal):
    """What an equation cannot be: ``start`` and ``end`` among its parameters say which characters are meant."""

    def __init__(self, type: str, start: int, end: int, **parameters: str | int | float) -> None:
        given = {**parameters, "start": start, "end": end}
        if type == "formula_function":
            given["functions"] = ", ".join(FUNCTION_NAMES)
        place = f" (at character {start + 1})"
        super().__init__(type, _SENTENCES[type] + place, given)
