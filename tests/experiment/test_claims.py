"""The experiments of the ledger of claims: each is a document that the server takes, written as a person writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.describe import describe

LEDGER = Path(__file__).parents[2] / "frontend" / "src" / "learn" / "claims" / "claims.json"
CLAIMS: list[dict[str, Any]] = json.loads(LEDGER.read_text(encoding="utf-8"))


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["id"] for claim in CLAIMS])
def test_a_claims_experiment_is_taken_with_all_that_it_looks_at(claim: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(claim["experiment"])
    facts = describe(experiment)
    assert len(facts["lanes"]) == len(claim["experiment"]["lanes"])
    assert not set(claim["panels"]) & set(facts["panels_skipped"])
