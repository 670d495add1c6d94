"""What can go wrong with a store, in words that name no library: SQLAlchemy is loaded only where there is a store."""

from __future__ import annotations


class StoreUnusable(Exception):
    """No store can be opened there; the message names the setting, says why and what to do."""


class StoreFailed(Exception):
    """The database did not do what it was asked; nothing of it was kept."""


class NotStored(Exception):
    """The store has nothing of what was to be added to; nothing of it was kept."""


class HoldingLost(Exception):
    """Another server has the session; nothing of it was kept here."""


class NotNow(Exception):
    """What was asked for cannot be had at the moment; whoever comes again soon may have it."""
