"""How many processors a container gives, in both versions of cgroups."""

from __future__ import annotations

import pytest

from rnn_playground.engine.quota import cgroup_quota, processors


@pytest.mark.parametrize(("words", "quota"), [("150000 100000", 1.5), ("max 100000", None), ("", None)])
def test_version_2(tmp_path, words, quota):
    (tmp_path / "cpu.max").write_text(words)
    assert cgroup_quota(tmp_path) == quota


@pytest.mark.parametrize(("words", "quota"), [("50000", 0.5), ("-1", None)])
def test_version_1(tmp_path, words, quota):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(words)
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert cgroup_quota(tmp_path) == quota


def test_there_is_always_one(tmp_path):
    (tmp_path / "cpu.max").write_text("20000 100000")
    assert processors(tmp_path) == 1


def test_without_a_quota_the_affinity_counts(tmp_path):
    assert processors(tmp_path) >= 1
