"""What this processor can do: how wide its registers are, and whether the kernels suit it at all."""

from __future__ import annotations

import llvmlite.binding

_FEATURES = dict(llvmlite.binding.get_host_cpu_features())
HAS_WIDE_REGISTERS = bool(_FEATURES.get("avx512f"))
SIMD_WIDTH = 16 if HAS_WIDE_REGISTERS else 8
"""Numbers in a vector: a register of 512 bits, else one of 256 or two of 128."""


def suits_kernels() -> bool:
    """Whether multiplying and adding is one instruction here; without it the kernels would be slow, not wrong."""
    is_x86 = llvmlite.binding.get_process_triple().startswith(("x86_64", "i686", "i386"))
    return (
        bool(_FEATURES.get("fma")) if is_x86 else llvmlite.binding.get_process_triple().startswith(("aarch64", "arm64"))
    )
