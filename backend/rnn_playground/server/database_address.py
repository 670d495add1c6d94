"""Where a store lies: a file of SQLite's, or a database that several servers share. Knows no library of either."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

FILE_PREFIX = "sqlite:///"
FORMS = "postgresql://user:password@host/name or sqlite:///directory/file.sqlite"


class DatabaseAddress(NamedTuple):
    """``url`` may hold a password; ``shown`` never does: of a file it is the path."""

    kind: Literal["sqlite", "postgresql"]
    url: str
    shown: str


def database_address(url: str) -> DatabaseAddress:
    """Return the address that ``url`` spells; raises ValueError, which does not repeat it, where it is none."""
    scheme, separator, _ = url.partition("://")
    match scheme.lower() if separator else "":
        case "sqlite":
            file = url[len(FILE_PREFIX) :]
            if not url.lower().startswith(FILE_PREFIX) or not file or file == ":memory:":
                raise ValueError("it names no file; write sqlite:///file.sqlite, or four strokes for an absolute path")
            return DatabaseAddress("sqlite", url, file)
        case "postgresql":
            return DatabaseAddress("postgresql", url, _without_password(url))
        case "":
            raise ValueError(f"it is no address of a database; write {FORMS}")
        case other:
            raise ValueError(f"'{other}' is no database that is known here; write {FORMS}")


def sqlite_file(path: Path) -> DatabaseAddress:
    """Return the address of a file."""
    return DatabaseAddress("sqlite", f"{FILE_PREFIX}{path}", str(path))


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
        place = parts.hostname or parse_qs(parts.query).get("host", ["this machine"])[0]
        if parts.port is not None:
            place = f"{place}:{parts.port}"
    except ValueError:
        raise ValueError(f"its host or port cannot be read; write {FORMS}, with %-codes for signs like @ / :") from None
    return f"{place}{parts.path}"
