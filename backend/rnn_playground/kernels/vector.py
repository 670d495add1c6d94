"""A register full of float32 numbers as a type of numba, with the operations that the kernels need.

Numba leaves the use of wide registers to the compiler's guess; here it is spelt out. A ``Vector`` holds ``SIMD_WIDTH``
numbers, each of another sequence of the batch. Plain numbers turn into vectors of equal numbers where they meet one.
The arrays are known by their addresses: whoever calls keeps them alive, and no time goes into counting references.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import wraps
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typeconv import Conversion
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, models, register_model

from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.subroutine import subroutine

# Multiply and add may be fused into one operation; nothing else is reordered, and NaN and inf stay what they are.
CONTRACT = ("contract",)
FLOAT = ir.FloatType()
DOUBLE = ir.DoubleType()
INT32, INT64 = ir.IntType(32), ir.IntType(64)
FLOATS = ir.VectorType(FLOAT, SIMD_WIDTH)
DOUBLES = ir.VectorType(DOUBLE, SIMD_WIDTH)


class VectorType(types.Type):
    """The type of a vector within compiled code."""

    def __init__(self) -> None:
        super().__init__(name=f"float32x{SIMD_WIDTH}")

    def can_convert_from(self, typing_context: Any, other: Any) -> Any:
        """Let any real number become a vector."""
        return Conversion.safe if isinstance(other, types.Float | types.Integer) else None


vector = VectorType()


@register_model(VectorType)
class VectorModel(models.PrimitiveModel):
    """A vector is kept in a register."""

    def __init__(self, manager: Any, front_end_type: Any) -> None:
        super().__init__(manager, front_end_type, FLOATS)


def splat(builder: Any, scalar: Any) -> Any:
    """Emit a vector that holds ``scalar`` everywhere."""
    undefined = ir.Constant(FLOATS, ir.Undefined)
    first = builder.insert_element(undefined, scalar, INT32(0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(INT32, SIMD_WIDTH), [0] * SIMD_WIDTH))


@lower_cast(types.Float, VectorType)
@lower_cast(types.Integer, VectorType)
def _from_number(context: Any, builder: Any, source: Any, _target: Any, value: Any) -> Any:
    return splat(builder, context.cast(builder, value, source, types.float32))


def _register(operation: Any, instruction: str) -> None:
    @infer_global(operation)
    class _Typing(ConcreteTemplate):
        cases = [signature(vector, vector, vector)]  # noqa: RUF012

    @lower_builtin(operation, vector, vector)
    def _lower(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments, flags=CONTRACT)


for _operation, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _register(_operation, _instruction)


@infer_global(operator.neg)
class _NegationTyping(ConcreteTemplate):
    cases = [signature(vector, vector)]  # noqa: RUF012


@lower_builtin(operator.neg, vector)
def _negate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
    return builder.fneg(arguments[0])


def call(builder: Any, name: str, result: Any, arguments: list[Any]) -> Any:
    """Emit a call of one of LLVM's own functions."""
    kind = ir.FunctionType(result, [argument.type for argument in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments, fastmath=CONTRACT)


def fused(builder: Any, left: Any, right: Any, term: Any) -> Any:
    """Emit left · right + term of vectors, rounded once."""
    return call(builder, f"llvm.fma.v{SIMD_WIDTH}f32", FLOATS, [left, right, term])


def pointer_to(builder: Any, address: Any, index: Any, kind: Any = FLOAT) -> Any:
    """Emit a pointer to the ``index``-th number from ``address`` on, a float32 one unless another ``kind`` is given."""
    return builder.gep(builder.inttoptr(address, kind.as_pointer()), [index], inbounds=True)


def load_at(builder: Any, pointer: Any) -> Any:
    """Emit the vector that begins at ``pointer``."""
    return builder.load(builder.bitcast(pointer, FLOATS.as_pointer()), align=4)


def store_at(builder: Any, value: Any, pointer: Any) -> None:
    """Emit the writing of a vector at ``pointer``."""
    builder.store(value, builder.bitcast(pointer, FLOATS.as_pointer()), align=4)


def emitted(result: Any, *operands: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a function of compiled code, from ``operands`` to ``result``, out of one that emits its instructions.

    That one takes the builder and the operands' values, and returns the result's; nothing where ``result`` is void.
    """

    def decorate(emit: Callable[..., Any]) -> Any:
        @wraps(emit)
        def typing(_typing: Any, *_operands: Any) -> Any:
            def generate(context: Any, builder: Any, _types: Any, arguments: Any) -> Any:
                value = emit(builder, *arguments)
                return context.get_dummy_value() if value is None else value

            return result(*operands), generate

        return intrinsic(typing)

    return decorate


@emitted(vector, types.int64, types.int64)
def load(builder: Any, address: Any, index: Any) -> Any:
    """Return the vector of the ``SIMD_WIDTH`` numbers from the ``index``-th on."""
    return load_at(builder, pointer_to(builder, address, index))


@emitted(types.void, types.int64, types.int64, vector)
def store(builder: Any, address: Any, index: Any, value: Any) -> None:
    """Write a vector to the ``SIMD_WIDTH`` numbers from the ``index``-th on."""
    store_at(builder, value, pointer_to(builder, address, index))


@emitted(types.float32, types.int64, types.int64)
def number(builder: Any, address: Any, index: Any) -> Any:
    """Return the ``index``-th float32 number."""
    return builder.load(pointer_to(builder, address, index))


@emitted(types.void, types.int64, types.int64, types.float32)
def set_number(builder: Any, address: Any, index: Any, value: Any) -> None:
    """Write the ``index``-th float32 number."""
    builder.store(value, pointer_to(builder, address, index))


@emitted(types.void, types.int64, types.int64, types.float64)
def set_double(builder: Any, address: Any, index: Any, value: Any) -> None:
    """Write the ``index``-th float64 number."""
    builder.store(value, pointer_to(builder, address, index, DOUBLE))


@emitted(types.float64, types.int64, types.int64)
def double(builder: Any, address: Any, index: Any) -> Any:
    """Return the ``index``-th float64 number."""
    return builder.load(pointer_to(builder, address, index, DOUBLE))


@emitted(vector, vector, vector, vector, vector)
def where_less(builder: Any, left: Any, right: Any, then: Any, otherwise: Any) -> Any:
    """Return, number by number, ``then`` where left < right, else ``otherwise``: also where one of them is NaN."""
    return builder.select(builder.fcmp_ordered("<", left, right), then, otherwise)


@emitted(vector, vector, vector, vector)
def multiplied_and_added(builder: Any, left: Any, right: Any, term: Any) -> Any:
    """Return left · right + term, number by number, rounded once."""
    return fused(builder, left, right, term)


@emitted(vector, vector)
def nearest(builder: Any, value: Any) -> Any:
    """Return the nearest whole number, number by number."""
    return call(builder, f"llvm.rint.v{SIMD_WIDTH}f32", FLOATS, [value])


@emitted(vector, vector, vector)
def times_power_of_two(builder: Any, value: Any, shifted: Any) -> Any:
    """Return value · 2ⁿ, number by number, n the whole number that ``shifted`` = 1.5 · 2²³ + n has in its last digits.

    Both the value and the result must be normal numbers: n is added to the exponent.
    """
    integers = ir.VectorType(INT32, SIMD_WIDTH)
    exponent = builder.shl(builder.bitcast(shifted, integers), ir.Constant(integers, [23] * SIMD_WIDTH))
    return builder.bitcast(builder.add(builder.bitcast(value, integers), exponent), FLOATS)


def reduced(builder: Any, values: Any) -> Any:
    """Emit the sum of the numbers of a vector of float64."""
    kind = ir.FunctionType(DOUBLE, [DOUBLE, DOUBLES])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.vector.reduce.fadd.v{SIMD_WIDTH}f64")
    return builder.call(function, [DOUBLE(0.0), values], fastmath=("reassoc",))


@emitted(types.float64, vector)
def register_sum(builder: Any, value: Any) -> Any:
    """Return the sum of the numbers of a vector, in float64."""
    return reduced(builder, builder.fpext(value, DOUBLES))


@subroutine
def copy(source, source_at, target, target_at, size):
    """Copy ``size`` numbers, a multiple of ``SIMD_WIDTH``, from one array to another."""
    for e in range(0, size, SIMD_WIDTH):
        store(target, target_at + e, load(source, source_at + e))


@subroutine
def clear(address, first, end):
    """Set the numbers from ``first`` to ``end`` − 1, a multiple of ``SIMD_WIDTH`` of them, to 0."""
    for e in range(first, end, SIMD_WIDTH):
        store(address, e, 0.0)
