"""Which workers wait in a cluster, and where the next one is made."""

from __future__ import annotations

from types import SimpleNamespace

from rnn_playground.engine.warm_pool import WarmPool


def worker(node=None, runs=(), ready=True):
    return SimpleNamespace(node=node, runs=set(runs), ready=ready, placed=node is not None)


def pool_of(*waiting, nodes=("a", "b")):
    pool = WarmPool()
    pool.nodes = dict.fromkeys(nodes, 3.0)
    for each in waiting:
        pool.add(each)
    return pool


def test_the_next_one_is_made_where_the_fewest_are():
    pool = pool_of()
    assert pool.next_node([worker("a"), worker("a"), worker("b")]) == "b"
    assert pool.next_node([worker("b"), worker("b"), worker("a"), worker()]) == "a"


def test_none_is_made_where_one_waits_or_on_a_node_without_processors():
    pool = pool_of(worker("a"), nodes=("a", "b", "c"))
    pool.nodes = {**pool.nodes, "c": 0.0}
    assert pool.wanting() == {"b"}
    assert pool_of(worker("a"), worker("a")).wanting() == set()


def test_the_shared_one_is_made_where_the_fewest_are_and_there_are_processors():
    pool = pool_of(worker("a"))
    assert pool.shared_node([worker("b"), worker("a"), worker("a")]) == "b"
    pool.nodes = {"a": 0.0, "b": 0.0}
    assert pool.shared_node([]) is None


def test_a_run_takes_who_answers_before_who_has_yet_to_be_placed():
    waits, loads, answers = worker(ready=False), worker("a", ready=False), worker("b")
    pool = pool_of(waits, loads, answers)
    assert [pool.take([]) for _ in range(4)] == [answers, loads, waits, None]
