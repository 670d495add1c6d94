"""What the settings name is what is opened: nothing, a directory, one file, or a database that others may share."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import closing

import pytest

from rnn_playground.server.app import peer_address
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import StoreUnusable
from rnn_playground.server.stores import opened_stores


def test_without_a_place_there_is_none_and_sqlalchemy_is_not_loaded():
    code = (
        "import sys; from rnn_playground.server.app import create_app; "
        "from rnn_playground.server.settings import Settings; create_app(Settings()); "
        "print('sqlalchemy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_directory_has_a_file_for_sessions_and_one_for_kept_runs(tmp_path):
    with closing(opened_stores(Settings(data=tmp_path))) as stores:
        assert stores.peers is None
        assert {"runs.sqlite", "kept.sqlite"} <= {path.name for path in tmp_path.iterdir()}
        with pytest.raises(StoreUnusable, match=r"^RNN_PLAYGROUND_DATA .*runs\.sqlite: .*no other server uses"):
            opened_stores(Settings(data=tmp_path))
    opened_stores(Settings(data=tmp_path)).close()


def test_one_file_has_both(tmp_path):
    url = f"sqlite:///{tmp_path}/a place/everything.sqlite"
    with closing(opened_stores(Settings(database_url=url))) as stores:
        assert asyncio.run(stores.sessions.load("s")) is None
        assert asyncio.run(stores.kept.find("k")) is None
        assert stores.peers is None
        assert len(stores.writers) == 1


def test_a_database_may_be_shared(postgresql):
    settings = Settings(database_url=postgresql.new_database())
    with closing(opened_stores(settings)) as one, closing(opened_stores(settings)) as two:
        for stores in (one, two):
            assert asyncio.run(stores.sessions.load("s")) is None
            assert asyncio.run(stores.kept.find("k")) is None
        assert one.peers.leases.id != two.peers.leases.id


def test_a_database_with_another_programs_tables_is_refused(postgresql):
    url = postgresql.new_database()
    postgresql.execute("CREATE TABLE session(id INTEGER)", url)
    with pytest.raises(StoreUnusable, match=r"session.*belongs to no other program"):
        opened_stores(Settings(database_url=url))


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"peer_address": "http://10.0.0.2:9"}, "http://10.0.0.2:9"),
        ({"host": "10.0.0.3"}, "http://10.0.0.3:8001"),
        ({"host": "::1"}, "http://[::1]:8001"),
    ],
)
def test_where_the_others_reach_a_server(settings, address):
    assert peer_address(Settings(**settings), 8001) == address


def test_one_that_listens_everywhere_is_reached_by_its_name():
    assert peer_address(Settings(host="0.0.0.0"), 8001).endswith(":8001")
    assert "0.0.0.0" not in peer_address(Settings(host="0.0.0.0"), 8001)
