"""The types of columns, spelled so that SQLite's strict tables and PostgreSQL both take them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Dialect, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeDecorator, TypeEngine

Bytes = LargeBinary
# Unix seconds.
Seconds: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
Number = BigInteger().with_variant(Integer(), "sqlite")


class Words(TypeDecorator[str]):
    """Text, less what PostgreSQL does not take: whatever somebody sends may be asked for, and is not there."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Return what is stored, or looked for."""
        if value is None:
            return None
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
