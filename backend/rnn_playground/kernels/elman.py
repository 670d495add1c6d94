"""The simple recurrent network and the clockwork network, elementwise; the equations are in ``cells/``.

Forward: h = f(z) in the units that fire, h of the step before in the others. A unit fires where the time step is a
multiple of its period; with period 1 everywhere this is the plain network.
"""

from __future__ import annotations

from numba import njit

from rnn_playground.kernels.activations import activate, through_slope
from rnn_playground.kernels.processor import LANES
from rnn_playground.kernels.vector import load, store


@njit
def elman_forward(activation, periods, time_step, z, z_at, batch, h, before, after):
    """Set h at ``after`` from the pre-activations z (hidden, batch) and h at ``before``."""
    if periods[-1] == 1:
        activate(activation, z, z_at, h, after, len(periods) * batch)
        return
    for unit in range(len(periods)):
        row = unit * batch
        if time_step % periods[unit] == 0:
            activate(activation, z, z_at + row, h, after + row, batch)
        else:
            for e in range(row, row + batch, LANES):
                store(h, after + e, load(h, before + e))


@njit
def elman_backward(activation, periods, time_step, z, z_at, batch, h, after, dh, dh_at, dh_before, d, d_at):
    """Set d = ∂/∂z; add to ∂/∂h of the step before, unless ``dh_before`` is negative, what waiting units hand back."""
    if periods[-1] == 1:
        through_slope(activation, z, z_at, h, after, dh, dh_at, d, d_at, len(periods) * batch)
        return
    for unit in range(len(periods)):
        row = unit * batch
        if time_step % periods[unit] == 0:
            through_slope(activation, z, z_at + row, h, after + row, dh, dh_at + row, d, d_at + row, batch)
            continue
        for e in range(row, row + batch, LANES):
            x = load(dh, dh_at + e)
            store(d, d_at + e, x - x)
            if dh_before >= 0:
                store(dh, dh_before + e, load(dh, dh_before + e) + x)
