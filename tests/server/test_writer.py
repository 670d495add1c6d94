"""What happens to a database that cannot be reached, at the beginning and later."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest
from sqlalchemy import text

from rnn_playground.server.database_address import database_address
from rnn_playground.server.store_problems import StoreFailed, StoreUnusable
from rnn_playground.server.tables import RUNS
from rnn_playground.server.writer import Writer

WITHOUT_PSYCOPG = """
import sys
sys.modules["psycopg"] = None
from rnn_playground.cli import main
sys.exit(main(["serve", "--port", "0", "--no-browser"]))
"""


def test_a_server_that_is_not_there_is_named_with_what_to_do_and_without_the_password():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    address = database_address(f"postgresql://user:a-secret@127.0.0.1:{port}/runs")
    with pytest.raises(StoreUnusable, match=rf"^DATABASE 127.0.0.1:{port}/runs: .*; see that it runs") as refused:
        Writer(address, RUNS, setting="DATABASE")
    assert "a-secret" not in str(refused.value)


def test_a_database_that_does_not_exist_is_named(postgresql):
    with pytest.raises(StoreUnusable, match=r"/nowhere: .*does not exist"):
        Writer(database_address(postgresql.url("nowhere")), RUNS, setting="DATABASE")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("postgresql://user:a-secret@127.0.0.1/runs", "pip install 'rnn-playground[postgresql]'"),
        ("mysql://user:a-secret@127.0.0.1/runs", "'mysql' is no database"),
    ],
)
def test_the_command_line_says_what_is_missing_and_ends(name, said):
    command = [sys.executable, "-c", WITHOUT_PSYCOPG]
    environment = {"RNN_PLAYGROUND_DATABASE_URL": name, "PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "a-secret" not in ended.stdout + ended.stderr


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(open_writer):
    writer = open_writer(RUNS)

    def half(connection):
        connection.execute(text("CREATE TABLE half(a INTEGER)"))
        connection.execute(text("INSERT INTO half VALUES(1)"))
        connection.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(StoreFailed, match="nowhere"):
        asyncio.run(writer.do(half))
    assert asyncio.run(writer.do(lambda connection: connection.scalar(text("SELECT 1")))) == 1


def test_work_that_breaks_fails_as_the_database_does_and_is_logged(open_writer, caplog):
    writer = open_writer(RUNS)
    with pytest.raises(StoreFailed, match="KeyError"):
        asyncio.run(writer.do(lambda _: {}["no such key"]))
    assert "KeyError: 'no such key'" in caplog.text
    assert asyncio.run(writer.do(lambda connection: connection.scalar(text("SELECT 1")))) == 1


def test_a_connection_that_was_cut_off_is_made_anew(postgresql):
    url = postgresql.new_database()
    writer = Writer(database_address(url), RUNS, setting="DATABASE")
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    postgresql.execute(f"{cut} AND pid <> pg_backend_pid()", url)
    assert asyncio.run(writer.do(lambda connection: connection.scalar(text("SELECT 1")))) == 1
    writer.close()
