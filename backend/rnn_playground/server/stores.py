"""What the settings name as a store: nothing, files in a directory, or one database for everything."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from rnn_playground.server.database_address import DatabaseAddress, sqlite_file
from rnn_playground.server.peers import handover
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import StoreFailed, StoreUnusable

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from rnn_playground.server.peers.peers import Peers
    from rnn_playground.server.saved_runs.store import SavedRunStore
    from rnn_playground.server.store import Store
    from rnn_playground.server.writer import Writer


class Stores(NamedTuple):
    """Both stores, or neither, and what works on their databases; ``peers`` where other servers may share those."""

    sessions: Store | None
    kept: SavedRunStore | None
    peers: Peers | None
    writers: tuple[Writer, ...]

    def close(self) -> None:
        """Finish what is under way."""
        for writer in self.writers:
            writer.close()


def opened_stores(settings: Settings) -> Stores:
    """Return what the settings name; raises StoreUnusable where it cannot be used."""
    if not settings.has_store:
        return Stores(None, None, None, ())

    from rnn_playground.server.saved_runs.store import SavedRunStore
    from rnn_playground.server.store import Store

    with ExitStack() as stack:
        runs, kept, *more = writers = _writers(settings, stack)
        try:
            peers = _peers(more[0], settings) if more else None
            sessions = Store(
                runs,
                keep_seconds=settings.data_seconds,
                most_bytes=settings.data_bytes,
                require=None if peers is None else peers.leases.require,
                held=None if peers is None else peers.leases.held_by_others,
            )
            kept_runs = SavedRunStore(kept, keep_seconds=settings.kept_seconds, most_bytes=settings.kept_bytes)
        except StoreFailed as problem:
            message = f"the store cannot be used: {problem}; it may be that of another program, or a newer version's"
            raise StoreUnusable(message) from None
        stack.pop_all()
    return Stores(sessions, kept_runs, peers, tuple(dict.fromkeys(writers)))


def _peers(writer: Writer, settings: Settings) -> Peers:
    from rnn_playground.server.peers.leases import Leases
    from rnn_playground.server.peers.peers import Peers

    leases = Leases(writer)
    host = next(iter(settings.allowed_hosts), "localhost")
    return Peers(leases, partial(handover.ask, secret=leases.common_secret(handover.SECRET).hex(), host=host))


def _writers(settings: Settings, stack: ExitStack) -> list[Writer]:
    """Return who writes sessions and who writes kept runs, one and the same where there is but one file.

    Where servers may share the database there is a third: a heartbeat waits for no save. ``stack`` closes them.
    """
    from rnn_playground.server.saved_runs.store import FILE as KEPT_FILE
    from rnn_playground.server.store import FILE
    from rnn_playground.server.tables import KEPT_RUNS, PEERS, RUNS
    from rnn_playground.server.writer import Writer

    def opened(address: DatabaseAddress, *tables: MetaData) -> Writer:
        setting = "RNN_PLAYGROUND_DATA" if settings.database is None else "RNN_PLAYGROUND_DATABASE_URL"
        writer = Writer(address, *tables, setting=setting)
        stack.callback(writer.close)
        return writer

    address = settings.database
    if address is None:
        assert settings.data is not None
        runs, kept = (sqlite_file(settings.data / name) for name in (FILE, KEPT_FILE))
        return [opened(runs, RUNS), opened(kept, KEPT_RUNS)]
    if address.kind == "sqlite":
        writer = opened(address, RUNS, KEPT_RUNS)
        return [writer, writer]
    return [opened(address, RUNS, PEERS), opened(address, KEPT_RUNS), opened(address)]
