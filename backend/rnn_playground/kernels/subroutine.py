"""Functions that only compiled code calls: numba types and lowers them once, LLVM sees them in the kernels that call.

By itself numba optimises each of them and makes machine code of it, alone and once more in every function that calls
it, and does all of that anew for each constant among the arguments: two thirds of all compiling, for code that nobody
runs.
"""

from __future__ import annotations

from functools import partial
from typing import Any, final

from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.core.types.misc import unliteral


def subroutine(function: Any = None, **options: Any) -> Any:
    """Compile a function that only compiled code calls.

    Called from Python it computes nothing; a test compiles its ``py_func``.
    """
    if function is None:
        return partial(subroutine, **options)
    wrapped = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, pipeline_class=_LinkedCompiler, **options)(function)
    template = wrapped.get_call_template
    wrapped.get_call_template = lambda arguments, named: template(tuple(map(unliteral, arguments)), named)
    return wrapped


@final
class _LinkedLibrary(JITCodeLibrary):
    """The LLVM code of a function, to be linked into those that call it."""

    def _optimize_functions(self, ll_module: Any) -> None:
        """Only note the layout of numbers in memory, as numba does before it optimises."""
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """Leave it to the callers."""

    def _finalize_final_module(self) -> None:
        """Make no machine code."""
        self._finalize_dynamic_globals()
        self._finalized = True


@final
@register_pass(mutates_CFG=True, analysis_only=False)
class _LinkedLowering(NativeLowering):
    _name = "linked_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower a function; those that call it know it by an object of its own, here a method that nobody calls."""
        state.library = _LinkedLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        unused: list[None] = []
        lowered, entry = state["cr"], unused.append
        state["cr"] = lowered._replace(cfunc=entry)
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        return True


@final
class _LinkedCompiler(CompilerBase):
    def define_pipelines(self) -> list[Any]:
        """Return numba's way of compiling, but for its last step."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (_LinkedLowering, text) if step is NativeLowering else (step, text) for step, text in pipeline.passes
        ]
        return [pipeline]
