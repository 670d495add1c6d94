"""Which databases may be named, how, and that no password is repeated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground.server.database_address import database_address
from rnn_playground.server.settings import Settings


@pytest.mark.parametrize(
    ("url", "kind", "shown"),
    [
        ("postgresql://u:secret@db.example:5433/runs", "postgresql", "db.example:5433/runs"),
        ("postgresql://db/runs", "postgresql", "db/runs"),
        ("postgresql:///runs?host=/run/postgresql", "postgresql", "/run/postgresql/runs"),
        ("postgresql:///runs", "postgresql", "this machine/runs"),
        ("sqlite:///runs.sqlite", "sqlite", "runs.sqlite"),
        ("sqlite:////data/runs.sqlite", "sqlite", "/data/runs.sqlite"),
    ],
)
def test_it_is_shown_without_what_is_secret(url, kind, shown):
    address = database_address(url)
    assert (address.kind, address.shown) == (kind, shown)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://u:secret@h/n", "'mysql' is no database that is known here; write postgresql://"),
        ("secret", "it is no address of a database; write postgresql://"),
        ("sqlite://", "it names no file; write sqlite:///file.sqlite"),
        ("sqlite:///", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("postgresql://u:secret@h:port/n", "its host or port cannot be read"),
    ],
)
def test_what_is_no_database_is_refused_with_what_to_write(url, reason):
    with pytest.raises(ValidationError) as refused:
        Settings(database_url=url)
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_database_comes_before_a_directory(tmp_path):
    settings = Settings(data=tmp_path, database_url="postgresql://h/n")
    assert settings.database == database_address("postgresql://h/n")
    assert settings.has_store


@pytest.mark.parametrize("address", ["10.0.0.2:8000", "http://10.0.0.2/path", "http://u:p@h", "ftp://h"])
def test_a_peer_is_an_origin(address):
    with pytest.raises(ValidationError):
        Settings(peer_address=address)
    assert Settings(peer_address="http://10.0.0.2:8000").peer_address == "http://10.0.0.2:8000"
