"""Settings come from the environment, once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground.server.headers import content_security_policy
from rnn_playground.server.settings import Desktop, Settings


def test_every_setting_has_a_description():
    assert all(field.description for field in Settings.model_fields.values())


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("RNN_PLAYGROUND_ALLOWED_HOSTS", "lab.example, 10.0.0.3:8000 ,")
    monkeypatch.setenv("RNN_PLAYGROUND_METRICS", "true")
    settings = Settings()
    assert settings.allowed_hosts == ("lab.example", "10.0.0.3:8000")
    assert settings.metrics is True


def test_other_pages_may_show_this_one_where_the_setting_says_so(monkeypatch):
    assert content_security_policy(Settings().frame_ancestors).endswith("frame-ancestors 'self'")
    monkeypatch.setenv("RNN_PLAYGROUND_FRAME_ANCESTORS", "'self', https://course.example.org:8443")
    allowed = Settings().frame_ancestors
    assert content_security_policy(allowed).endswith("frame-ancestors 'self' https://course.example.org:8443")
    for wrong in ("https://a.example; script-src *", "a b", "javascript:alert(1)"):
        monkeypatch.setenv("RNN_PLAYGROUND_FRAME_ANCESTORS", wrong)
        with pytest.raises(ValidationError, match="frame_ancestors"):
            Settings()


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


@pytest.mark.parametrize("address", ["https://play.example.org", "play.example.org:8000", "http://a/b", "http://u@a"])
def test_where_peers_reach_it_is_a_plain_http_address(monkeypatch, address):
    monkeypatch.setenv("RNN_PLAYGROUND_PEER_ADDRESS", address)
    with pytest.raises(ValidationError, match=r"(?s)peer_address.*write http://HOST:PORT"):
        Settings()
    monkeypatch.setenv("RNN_PLAYGROUND_PEER_ADDRESS", "http://10.0.0.2:8000")
    assert Settings().peer_address == "http://10.0.0.2:8000"
