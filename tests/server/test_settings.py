"""Settings come from the environment, once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground.server.settings import Desktop, Settings


def test_every_setting_has_a_description():
    assert all(field.description for field in Settings.model_fields.values())


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("RNN_PLAYGROUND_ALLOWED_HOSTS", "lab.example, 10.0.0.3:8000 ,")
    monkeypatch.setenv("RNN_PLAYGROUND_METRICS", "true")
    settings = Settings()
    assert settings.allowed_hosts == ("lab.example", "10.0.0.3:8000")
    assert settings.metrics is True


def test_a_wrong_value_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("RNN_PLAYGROUND_PORT", "99999")
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_a_screen_is_where_a_display_is(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not Desktop().has_screen
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert Desktop().has_screen
