"""The costs that the tables of docs/scale.md go by: what ``make bench BENCH="one_more"`` measured, rounded up.

The memory of workers is that of docs/reliability.md, the bytes of a visit those of docs/performance.md; the web process
holds kept frames in full.
"""

from __future__ import annotations

from scale.costs import Costs

MEASURED = Costs(
    visit_seconds=0.027,
    visit_bytes=1.66e6,
    frame_seconds=1.1e-3,
    frame_bytes=7.3e3,
    run_seconds_a_second=1e-3,
    update_seconds=0.5e-3,
    measure_seconds=1.1e-3,
    empty_bytes=184e6,
    worker_bytes=12e6,
    first_worker_bytes=280e6,
    socket_bytes=20e3,
    run_bytes=140e3,
    stored_bytes=165e3,
)
