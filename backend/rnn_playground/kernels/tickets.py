"""Items of work that any number of threads may take, each once: phase by phase, without a barrier.

A ticket is one word: turn, phase, next item. A thread claims an item by exchanging the word for the next one; whoever
is done with the last item of a phase opens the phase after it. A thread that holds no item is never waited for.
"""

from __future__ import annotations

from typing import Any

from llvmlite import binding, ir
from numba.core import cgutils, types

from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import INT32, INT64, emitted, pointer_to

TICKET, DONE = 16, 32
"""Which words of ``Work.words`` are the ticket and the number of items done of its phase: each alone in its lines."""
WORDS = 64
OVER = -1
"""The ticket after the last phase."""
ITEM_BITS, PHASE_BITS, TURN_BITS = 12, 24, 26


def ticket(phase: int) -> int:
    """Return the first ticket of a phase."""
    return phase << ITEM_BITS


@emitted(types.int64, types.int64, types.int64)
def _acquire(builder: Any, address: Any, index: Any) -> Any:
    """Return a word, and see what was written before it was released."""
    return builder.load_atomic(pointer_to(builder, address, index, INT64), "acquire", 8)


@emitted(types.void, types.int64, types.int64, types.int64)
def _release(builder: Any, address: Any, index: Any, value: Any) -> None:
    """Write a word; whoever acquires it sees what was written before."""
    builder.store_atomic(value, pointer_to(builder, address, index, INT64), "release", 8)


@emitted(types.int64, types.int64, types.int64)
def _increment(builder: Any, address: Any, index: Any) -> Any:
    """Add 1 to a word, and return what it was."""
    return builder.atomic_rmw("add", pointer_to(builder, address, index, INT64), INT64(1), "acq_rel")


@emitted(types.boolean, types.int64, types.int64, types.int64, types.int64)
def _exchange(builder: Any, address: Any, index: Any, expected: Any, value: Any) -> Any:
    """Write a word where it is as expected; return whether it was."""
    pointer = pointer_to(builder, address, index, INT64)
    return builder.extract_value(builder.cmpxchg(pointer, expected, value, "acq_rel", "acquire"), 1)


@emitted(types.void)
def pause(builder: Any) -> None:
    """Tell the processor that this thread waits, where there is a word for it."""
    machine = binding.get_process_triple()
    if machine.startswith(("x86_64", "i686", "i386")):
        kind = ir.FunctionType(ir.VoidType(), [])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.sse2.pause"), [])
    elif machine.startswith(("aarch64", "arm64")):
        kind = ir.FunctionType(ir.VoidType(), [INT32])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.aarch64.hint"), [INT32(1)])


@subroutine
def see(words):
    """Return the ticket, and all that was done in the phases before its own."""
    return _acquire(words, TICKET)


@subroutine
def phase_and_item(word):
    """Return the phase of a ticket that is not ``OVER``, and the next item to be taken."""
    return (word >> ITEM_BITS) & ((1 << PHASE_BITS) - 1), word & ((1 << ITEM_BITS) - 1)


@subroutine
def claim(words, word):
    """Take the item that the ticket names; return whether nobody else has."""
    return _exchange(words, TICKET, word, word + 1)


@subroutine
def finish(words, word, items, following):
    """Count an item of the phase of ``items`` as done; after the last one open the phase ``following``, or end all."""
    if _increment(words, DONE) + 1 < items:
        return
    _release(words, DONE, 0)
    turn = ((word >> (ITEM_BITS + PHASE_BITS)) + 1) & ((1 << TURN_BITS) - 1)
    _release(words, TICKET, following if following == OVER else (turn << PHASE_BITS | following) << ITEM_BITS)
