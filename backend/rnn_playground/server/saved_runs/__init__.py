"""Runs that stay: kept under a short link, replayed by whoever opens it, trained again, gone on with."""
