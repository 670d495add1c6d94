"""What Prometheus reads: totals, gauges, and the ages of frames by class, cumulative."""

from __future__ import annotations

from rnn_playground.server.counters import AGES, Counters, exposition


def test_totals_gauges_and_ages():
    counters = Counters(frames_sent=3)
    for age in (0.005, 0.01, 0.2, 50.0):
        counters.frame_ages.add(age)
    lines = exposition(counters, {"open_sessions": 2}).splitlines()
    assert "rnn_playground_frames_sent_total 3" in lines
    assert "rnn_playground_open_sessions 2" in lines
    buckets = [line for line in lines if "_bucket" in line]
    assert [int(line.rpartition(" ")[2]) for line in buckets] == [2, 2, 2, 3, 3, 3, 4]
    assert len(buckets) == len(AGES) + 1
    assert "rnn_playground_frame_age_seconds_count 4" in lines
    assert "rnn_playground_frame_age_seconds_sum 50.215000" in lines
    assert all(line.startswith(("# TYPE ", "rnn_playground_")) for line in lines)
