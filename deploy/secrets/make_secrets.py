#!/usr/bin/env python
"""Make what the parts of a cluster prove themselves with, where it is not there yet.

``ray/token`` is for every node of Ray, ``web/pgpass`` for the web servers, ``database/password`` for the database, in
directories that only those are given. The files are their owner's alone but for the last, which is for the group
``--database-group`` too: the owner must be in it.
"""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path

BYTES = 32


def main() -> None:
    """Make them beneath the directory named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--database-group", type=int, required=True)
    arguments = parser.parse_args()
    make_secrets(arguments.directory, arguments.database_group)


def make_secrets(directory: Path, database_group: int) -> None:
    """Write the files that are missing; the two that name the database's password are made anew together."""
    token, passwords, password = (directory / name for name in ("ray/token", "web/pgpass", "database/password"))
    if not token.exists():
        write(token, secrets.token_hex(BYTES), 0o400)
    if not (passwords.exists() and password.exists()):
        made = secrets.token_hex(BYTES)
        passwords.unlink(missing_ok=True)
        write(password, made, 0o440, database_group)
        write(passwords, f"*:*:playground:playground:{made}\n", 0o400)


def write(file: Path, text: str, mode: int, group: int = -1) -> None:
    """Write a file that is there as a whole, with its rights, or not at all."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(text)
    os.chown(unfinished, -1, group)
    unfinished.chmod(mode)
    unfinished.rename(file)


if __name__ == "__main__":
    main()
