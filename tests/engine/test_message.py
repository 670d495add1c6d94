"""Messages between processes come out as they went in."""

from __future__ import annotations

import pytest

from rnn_playground.engine.message import pack, unpack


@pytest.mark.parametrize("parts", [[], [b""], [b"abc", b"", b"\x00" * 1000]])
def test_what_is_packed_is_unpacked(parts):
    header = {"call": "poll", "run": "ü", "after": -1}
    assert unpack(pack(header, parts)) == (header, parts)


def test_what_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": float("nan")})
