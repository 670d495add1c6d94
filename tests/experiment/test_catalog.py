"""The catalog: the page builds every control from it, so nothing in it may be wrong or wordless."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from rnn_playground.experiment import Experiment, catalog
from rnn_playground.experiment.presets import PRESETS

WORDS = Path(__file__).parents[2] / "frontend" / "dist" / "files" / "text"
CATALOG = catalog()
PROTOCOL_KINDS = {
    "cell": "rnn irnn cwrnn lstm slstm gru orthogonal ugrnn scrn indrnn antisymmetric cornn lem lmu lru rglru deltanet "
    "mlstm mingru minlstm nprnn formula",
    "task": "hello text sine waveform lorenz mackey_glass adding copy selective_copy associative_recall temporal_order "
    "parity echo reber embedded_reber brackets digits mnist seq2seq_reverse word_problem flip_flop",
    "activation": "tanh sigmoid relu leaky_relu elu softsign hard_tanh gelu sine identity",
    "initialisation": "uniform gaussian xavier he orthogonal identity np matrix",
    "optimizer": "sgd momentum nesterov rmsprop adam adamw",
    "clip": "none norm value",
    "bptt": "full truncated",
}
RELATED = {
    "lag",
    "warm_up",
    "window",
    "shift",
    "r_min",
    "r_max",
    "stored",
    "keys",
}  # their bounds follow from other fields
TAUGHT = ("task", "cell", "activation", "initialisation", "optimizer", "clip", "bptt")
ENTRIES = [entry for entry in chain(*CATALOG["families"].values()) if entry["available"]]


def test_it_is_json_and_lists_every_kind_of_the_protocol() -> None:
    assert json.loads(json.dumps(CATALOG, allow_nan=False))
    for family, expected in PROTOCOL_KINDS.items():
        assert {entry["kind"] for entry in CATALOG["families"][family]} == set(expected.split()), family


def experiment_with(family: str, part: dict[str, Any]) -> dict[str, Any]:
    if family == "task":
        return {"task": part}
    if family == "initialisation":
        return {"lanes": [{"cell": {"kind": "rnn", "hidden_size": 2, "recurrent_init": part}}]}
    return {"lanes": [{family: part}]}


@pytest.mark.parametrize("family", ["task", "cell", "initialisation", "optimizer", "clip", "bptt"])
def test_a_document_made_of_the_catalogs_defaults_and_bounds_is_taken(family: str) -> None:
    for entry in CATALOG["families"][family]:
        if not entry["available"]:
            continue
        part = {field["name"]: field["default"] for field in entry["fields"] if field["name"] != "matrix"}
        if entry["kind"] == "matrix":
            part["matrix"] = [[1.0, 0.0], [0.0, 1.0]]
        Experiment.model_validate(experiment_with(family, {"kind": entry["kind"], **part}))
        for field in entry["fields"]:
            for bound in (field["minimum"], field["maximum"]):
                if bound is not None and field["name"] not in RELATED:
                    Experiment.model_validate(
                        experiment_with(family, {"kind": entry["kind"], **part, field["name"]: bound})
                    )


def words_of(language: str) -> dict[str, str]:
    """Return the words of the page, those of its later parts too."""
    files = sorted(WORDS.rglob(f"{language}.json"))
    return {key: text for file in files for key, text in json.loads(file.read_text(encoding="utf-8")).items()}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_everything_in_it_has_words(language: str) -> None:
    words = words_of(language)
    fields = [*chain(*(entry.get("fields", []) for entry in ENTRIES)), *CATALOG["experiment"]["fields"]]
    panels = [panel for panel in CATALOG["panels"] if panel["available"]]
    ids = {item["text"] for item in [*ENTRIES, *fields, *panels, *CATALOG["presets"]]}
    missing = [f"{id}.{part}" for id in sorted(ids) for part in ("label", "help") if not words.get(f"{id}.{part}")]
    fixes = [preset["fix"]["text"] for preset in CATALOG["presets"] if preset["fix"]]
    assert not missing + [fix for fix in fixes if not words.get(fix)]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("family", TAUGHT)
def test_every_entry_teaches_one_sentence(family: str, language: str) -> None:
    words = words_of(language)
    entries = CATALOG["families"][family]
    assert not [entry["kind"] for entry in entries if not words.get(f"{entry['text']}.teaches", "").endswith(".")]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_panel_teaches_one_sentence(language: str) -> None:
    words = words_of(language)
    panels = CATALOG["panels"]
    assert not [panel["kind"] for panel in panels if not words.get(f"{panel['text']}.teaches", "").endswith(".")]
    assert all(panel["equation"] and panel["source"] and panel["tensors"] for panel in panels)


def test_every_entry_has_an_equation_and_a_source() -> None:
    assert all(entry["equation"] and all(entry["equation"]) for entry in ENTRIES)
    assert all(entry["source"] for entry in ENTRIES)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_presets_survive_their_json(preset: Any) -> None:
    document = json.loads(json.dumps(preset.to_json()))
    assert Experiment.model_validate(document["experiment"]) == preset.experiment
    if preset.fix:
        assert Experiment.model_validate(document["fix"]["experiment"]) == preset.fix.experiment
