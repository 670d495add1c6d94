"""What Prometheus reads: totals, gauges, and the ages of frames by class, cumulative."""

from __future__ import annotations

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from rnn_playground.server.counters import AGES, Counters, Metrics


def read(counters, gauges):
    """Return the type and the samples of each metric, as Prometheus reads them."""
    families = text_string_to_metric_families(generate_latest(Metrics(counters, gauges)).decode())
    return {
        family.name: (family.type, [(*each.labels.values(), each.value) for each in family.samples])
        for family in families
    }


def test_totals_gauges_and_ages():
    counters = Counters(frames_sent=3)
    for age in (0.005, 0.01, 0.2, 50.0):
        counters.frame_ages.observe(age)
    metrics = read(counters, {"open_sessions": 2})
    assert metrics["rnn_playground_frames_sent"] == ("counter", [(3,)])
    assert metrics["rnn_playground_open_sessions"] == ("gauge", [(2,)])
    kind, samples = metrics["rnn_playground_frame_age_seconds"]
    buckets, (count, total) = samples[:-2], samples[-2:]
    assert kind == "histogram"
    assert buckets == list(zip((*map(str, AGES), "+Inf"), (2, 2, 2, 3, 3, 3, 4), strict=True))
    assert (count, total) == ((4,), (50.215,))
    assert all(name.startswith("rnn_playground_") for name in metrics)


def test_every_counter_is_a_total_of_its_name():
    lines = generate_latest(Metrics(Counters(), {})).decode().splitlines()
    for name, value in vars(Counters()).items():
        assert (f"# TYPE rnn_playground_{name}_total counter" in lines) == isinstance(value, int)


def test_servers_of_one_process_count_apart():
    one, other = Counters(), Counters()
    one.frame_ages.observe(1.0)
    one.runs += 1
    assert read(other, {})["rnn_playground_runs"][1] == [(0,)]
    assert read(other, {})["rnn_playground_frame_age_seconds"][1][-1] == (0,)
