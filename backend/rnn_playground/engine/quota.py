"""How many processors this process may use: the affinity mask, and the container's CPU quota where there is one."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def processors(cgroup: Path = CGROUP) -> int:
    """Return the whole processors at our disposal, at least 1."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cgroup_quota(cgroup)
    return max(1, affinity if quota is None else min(affinity, int(quota)))


def cgroup_quota(cgroup: Path = CGROUP) -> float | None:
    """Return the quota in processors, from version 2 (``cpu.max``) or 1 (``cpu.cfs_quota_us``); None without one."""
    for quota_file, period_file in (("cpu.max", None), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")):
        try:
            words = (cgroup / quota_file).read_text().split()
            words += (cgroup / period_file).read_text().split() if period_file else []
            quota, period = words[0], float(words[1])
        except (OSError, IndexError, ValueError):
            continue
        return None if quota in ("max", "-1") else float(quota) / period
    return None
