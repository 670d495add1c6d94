"""Fused kernels: whole training steps of the common cells in machine code, held to the reference by tests.

Importing the package loads nothing; its modules load numba. Where that is not to be had, the reference serves.
"""
