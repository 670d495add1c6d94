"""Which actors wait in a Ray cluster, and where the next one is made."""

from __future__ import annotations

from types import SimpleNamespace

from rnn_playground.engine.ray.spares import Spares


def actor(node=None, runs=(), ready=True):
    return SimpleNamespace(node=node, runs=set(runs), ready=ready, placed=node is not None)


def spares_of(*waiting, nodes=("a", "b")):
    spares = Spares()
    spares.nodes = dict.fromkeys(nodes, 3.0)
    for each in waiting:
        spares.add(each)
    return spares


def test_the_next_one_is_made_where_the_fewest_are():
    spares = spares_of()
    assert spares.next_node([actor("a"), actor("a"), actor("b")]) == "b"
    assert spares.next_node([actor("b"), actor("b"), actor("a"), actor()]) == "a"


def test_none_is_made_where_one_waits_or_on_a_node_without_processors():
    spares = spares_of(actor("a"), nodes=("a", "b", "c"))
    spares.nodes = {**spares.nodes, "c": 0.0}
    assert spares.wanting() == {"b"}
    assert spares_of(actor("a"), actor("a")).wanting() == set()


def test_the_shared_one_is_made_where_the_fewest_are_and_there_are_processors():
    spares = spares_of(actor("a"))
    assert spares.shared_node([actor("b"), actor("a"), actor("a")]) == "b"
    spares.nodes = {"a": 0.0, "b": 0.0}
    assert spares.shared_node([]) is None


def test_a_run_takes_who_answers_before_who_has_yet_to_be_placed():
    waits, loads, answers = actor(ready=False), actor("a", ready=False), actor("b")
    spares = spares_of(waits, loads, answers)
    assert [spares.take([]) for _ in range(4)] == [answers, loads, waits, None]
