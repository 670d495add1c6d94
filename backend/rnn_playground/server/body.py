"""The body of a request: bounded in bytes and in time."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.exceptions import HTTPException

MOST_BODY = 256 * 1024
# So long a client may take over a body, in seconds.
BODY_PATIENCE = 10.0


async def body_of(request: Request) -> bytes:
    """Return the body; raises HTTPException where it is too large or too slow."""
    chunks, size = [], 0
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            async for chunk in request.stream():
                size += len(chunk)
                if size > MOST_BODY:
                    raise HTTPException(413, f"the body is over {MOST_BODY} bytes; send less")
                chunks.append(chunk)
    except TimeoutError:
        raise HTTPException(408, f"the body was not there after {BODY_PATIENCE:g} seconds; send it faster") from None
    return b"".join(chunks)
