"""Which coding a request gets, by the letter of RFC 9110."""

from __future__ import annotations

import pytest

from rnn_playground.server.assets.negotiation import chosen

OFFERED = ("br", "gzip", "identity")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("br; q=0, gzip;q=0.001", "gzip"),
        ("GZIP;Q=1.0, br;q=0", "gzip"),
        ("x-gzip", "gzip"),
        ("identity;q=0.9, gzip;q=0.1", "identity"),
        ("*", "br"),
        ("*;q=0.1, gzip", "gzip"),
        ("br;q=0, *;q=0.3", "gzip"),
        ("br;q=0, gzip;q=0, identity;q=0", None),
        ("*;q=0", None),
        ("*;q=0, identity;q=0.1", "identity"),
        ("br;q=nonsense, gzip", "gzip"),
        ("br;q=2, gzip;q=0.1", "gzip"),
        (" , ,gzip", "gzip"),
    ],
)
def test_the_best_that_is_acceptable(accepted, coding):
    assert chosen(accepted, OFFERED) == coding


def test_what_is_not_offered_is_not_chosen():
    assert chosen("br, gzip;q=0.5", ("identity",)) == "identity"
