"""The engine that the settings name can be used, or the server says why not and what helps."""

from __future__ import annotations

import multiprocessing
from types import SimpleNamespace

import pytest

from rnn_playground.engine.engine import EngineUnusable
from rnn_playground.server.app import create_app
from rnn_playground.server.settings import Settings


def test_a_process_that_may_start_no_workers_says_so(monkeypatch):
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    with pytest.raises(EngineUnusable, match="hypercorn --workers 0"):
        create_app(Settings())
