"""Kernels for a graphics card: all time steps of a layer in one launch, forwards and backwards, written in Triton."""
