"""The remedies that the page offers are those that every seed learnt with."""

from __future__ import annotations

import json

from measure_remedies import MODELS, REMEDIES, SEEDS, Model, Remedy, experiment, helping, page_rows, remedies

TANH = Model("temporal_order", "rnn", "tanh")


def outcome(model: Model, alone: int | None, **updates: int | None) -> dict[str, int | None]:
    names = {remedy.name: None for remedy in remedies(model)}
    return {"alone": alone, **names, **updates}


def test_a_remedy_helps_where_every_seed_learns_with_it_and_the_model_alone_does_not() -> None:
    gru, relu = Remedy("cell", "cell", "gru", beside=True), Remedy("cell", "activation", "relu")
    helped = outcome(TANH, None, **{gru.name: 200, relu.name: 100})
    assert helping(TANH, [helped] * SEEDS) == [relu, gru]
    assert helping(TANH, [helped] * (SEEDS - 1) + [outcome(TANH, None, **{gru.name: 300})]) == [gru]
    assert helping(TANH, [outcome(TANH, 50, **{gru.name: 200})] * SEEDS) == []


def test_every_remedy_is_a_document_of_its_own() -> None:
    for model in MODELS:
        lane = model.lane()
        documents = [experiment(model, [remedy.turn(lane)], 0) for remedy in remedies(model) if remedy.beside]
        origin = {"lane": 0, "step": 300}
        branches = [{**remedy.turn(lane), "origin": origin} for remedy in remedies(model) if not remedy.beside]
        documents += [experiment(model, [lane, branch], 0) for branch in branches]
        assert len({document.model_dump_json() for document in documents}) == len(list(remedies(model)))


def test_no_fading_gradient_is_answered_with_relu_on_a_drawn_matrix() -> None:
    rows = json.loads(REMEDIES.read_text(encoding="utf-8"))
    assert rows
    assert all(remedy["value"] != "relu" for row in rows for remedy in row["remedies"])
    assert {(row["task"], row["cell"]) for row in rows} <= {(model.task, model.cell) for model in MODELS}


def test_the_page_is_told_how_long_a_memory_was_tried() -> None:
    gru = Remedy("cell", "cell", "gru", beside=True)
    (row,) = page_rows({TANH: [outcome(TANH, None, **{gru.name: 200})] * SEEDS})
    assert row["lag"] == experiment(TANH, [TANH.lane()], 0).task.facts().required_lag
    assert row["remedies"] == [{"field": "cell", "value": "gru", "beside": True}]
