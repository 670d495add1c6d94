"""The routes of kept runs: an id opens one; the secret that changes it is sent as a body, which no log shows."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import Field, ValidationError

from rnn_playground.experiment import explain
from rnn_playground.experiment.document import Document
from rnn_playground.server.body import body_of
from rnn_playground.server.saved_runs.archive import RunArchive
from rnn_playground.server.saved_runs.check import Progress
from rnn_playground.server.saved_runs.saved_run import MOST_NAME, CheckResult, cause
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.store_problems import NotNow
from rnn_playground.telemetry.commands import CommandError

Name = Annotated[str, Field(max_length=MOST_NAME)]
Word = Annotated[str, Field(max_length=64)]
STATUS = {
    "wrong_secret": 403,
    "busy": 409,
    "full": 507,
    "too_many": 429,
    "too_large": 413,
    "not_kept": 507,
    "unavailable": 503,
}
T = TypeVar("T", bound=Document)


class KeepRequest(Document):
    """Keep the run of this session, whose owner's ``key`` opens it, under a name of one's own, which may be empty."""

    session: Word
    key: Word
    name: Name = ""


class RenameRequest(Document):
    """Give a kept run another name."""

    secret: Word
    name: Name


class DeleteRequest(Document):
    """Remove a kept run."""

    secret: Word


def add_saved_run_routes(app: FastAPI, archive: RunArchive, sessions: Sessions) -> None:
    """Add the routes under ``/api/kept``."""

    @app.post("/api/kept")
    async def keep(request: Request) -> Response:
        try:
            wanted = await _read(request, KeepRequest)
            session = await sessions.find(wanted.session, wanted.key)
            if not session.owned_by(wanted.key):
                message = "only the owner keeps a run; this is a viewer's key"
                raise CommandError("wrong_secret", message, ["key"], cause=cause("kept_secret"))
            run, secret = await archive.keep(session, wanted.name)
        except NotNow as problem:
            return _refused(CommandError("unavailable", str(problem), cause=cause("kept_away")))
        except (ValidationError, CommandError) as problem:
            return _refused(problem)
        return JSONResponse({**run.about(), "secret": secret}, 201)

    @app.get("/api/kept/{id}")
    async def tell(id: str) -> Response:
        try:
            return JSONResponse((await archive.find(id)).about())
        except CommandError as problem:
            return _refused(problem)

    @app.get("/api/kept/{id}/recording")
    async def give(id: str) -> Response:
        try:
            content = await archive.content(id)
        except CommandError as problem:
            return _refused(problem)
        return Response(content.recording, media_type="application/octet-stream")

    @app.post("/api/kept/{id}/rename")
    async def rename(id: str, request: Request) -> Response:
        try:
            wanted = await _read(request, RenameRequest)
            return JSONResponse((await archive.rename(id, wanted.secret, wanted.name)).about())
        except (ValidationError, CommandError) as problem:
            return _refused(problem)

    @app.post("/api/kept/{id}/delete")
    async def delete(id: str, request: Request) -> Response:
        try:
            await archive.delete(id, (await _read(request, DeleteRequest)).secret)
        except (ValidationError, CommandError) as problem:
            return _refused(problem)
        return JSONResponse({"deleted": id})

    @app.post("/api/kept/{id}/check")
    async def check(id: str) -> Response:
        news = archive.check(id)
        try:
            first = await anext(news)
        except CommandError as problem:
            return _refused(problem)
        # A proxy is not to hold back what is told meanwhile.
        headers = {"x-accel-buffering": "no", "cache-control": "no-store"}
        return StreamingResponse(_lines(first, news), media_type="application/x-ndjson", headers=headers)


async def _lines(
    first: Progress | CheckResult, news: AsyncGenerator[Progress | CheckResult, None]
) -> AsyncIterator[bytes]:
    """Write what a check tells, an object a line; a client that goes away ends it."""
    async with aclosing(news):
        yield _line(first)
        try:
            async for each in news:
                yield _line(each)
        except CommandError as problem:
            yield _json({"error": _explained(problem)})


def _line(news: Progress | CheckResult) -> bytes:
    return _json(
        {"step": news.step, "of": news.of} if isinstance(news, Progress) else {"check": news.model_dump(mode="json")}
    )


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


async def _read(request: Request, model: type[T]) -> T:
    return model.model_validate_json(await body_of(request))


def _refused(problem: ValidationError | CommandError) -> JSONResponse:
    if isinstance(problem, ValidationError):
        return JSONResponse({"errors": explain(problem)}, 422)
    return JSONResponse({"errors": [_explained(problem)]}, STATUS.get(problem.code, 404))


def _explained(problem: CommandError) -> dict[str, Any]:
    cause = problem.cause or {"type": problem.code, "parameters": {}}
    return {"path": problem.path, "message": problem.message, "cause": cause}
