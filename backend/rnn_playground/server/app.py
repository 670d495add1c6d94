"""The application: routes, what guards them, and the engine and sessions that live as long as it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route

import rnn_playground
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.quota import processors
from rnn_playground.experiment import LOCAL, Experiment, catalog, describe, explain, read_json
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters, exposition
from rnn_playground.server.guard import Guard
from rnn_playground.server.outbox import CREDITS
from rnn_playground.server.page import Page, page_directory, plotly_path
from rnn_playground.server.security_headers import SecurityHeaders
from rnn_playground.server.session_socket import SessionSocket
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME

MESSAGE_BYTES = 64 * 1024
MOST_BODY = 256 * 1024
ENVELOPE = '{"experiment": …}'


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its lifespan opens and closes the workers."""
    engine = LocalEngine(settings.workers or processors(), settings.mnist, kernels=settings.kernels)
    counters = Counters()
    sessions = Sessions(engine, settings, counters)
    page = Page(page_directory(), plotly_path())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        engine.open()
        yield
        await sessions.drain()
        engine.close()

    app = FastAPI(
        title="RNN Playground",
        version=rnn_playground.__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine, app.state.sessions, app.state.counters = engine, sessions, counters
    _add_interface(app, settings, engine, sessions, counters)
    app.router.routes += [
        Route("/vendor/plotly.min.js", page.plotly),
        Route("/{path:path}", page.file),
    ]
    app.add_middleware(Guard, allowed_hosts=settings.allowed_hosts, allowed_origins=settings.allowed_origins)
    app.add_middleware(SecurityHeaders)
    return app


def limits_in_force(settings: Settings) -> dict[str, Any]:
    """Return the bounds that the welcome and the catalog tell."""
    return {
        **LOCAL._asdict(),
        "frames_in_flight": CREDITS,
        "scalars_per_frame": SCALARS_PER_FRAME,
        "message_bytes": MESSAGE_BYTES,
        "sessions": settings.max_sessions,
        "heartbeat": settings.heartbeat,
    }


def _add_interface(
    app: FastAPI, settings: Settings, engine: LocalEngine, sessions: Sessions, counters: Counters
) -> None:
    limits = limits_in_force(settings)
    whole_catalog = {**catalog(), "version": rnn_playground.__version__, "limits": limits}

    @app.get("/api/catalog")
    async def get_catalog() -> JSONResponse:
        return JSONResponse(whole_catalog, headers={"cache-control": "no-cache"})

    @app.post("/api/experiment")
    async def check_experiment(request: Request) -> JSONResponse:
        try:
            envelope = read_json(await _body(request))
            document = envelope["experiment"]
        except (ValueError, RecursionError) as error:
            return _refused(f"the body is not JSON: {error}; send {ENVELOPE}")
        except (KeyError, TypeError):
            return _refused(f"the body is not {ENVELOPE}; send the document in that envelope")
        try:
            experiment = Experiment.model_validate(document)
        except ValidationError as error:
            return JSONResponse({"errors": explain(error)}, 422)
        return JSONResponse({"experiment": experiment.model_dump(mode="json"), "facts": describe(experiment)})

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        if sessions.draining:
            return JSONResponse({"status": "unavailable", "reason": "the server shuts down"}, 503)
        if not engine.ready:
            return JSONResponse({"status": "unavailable", "reason": "no worker answers yet"}, 503)
        return JSONResponse({"status": "ok"})

    @app.get("/metrics")
    async def metrics() -> Response:
        if not settings.metrics:
            raise HTTPException(404)
        gauges = {
            "open_sessions": len(sessions),
            "open_connections": len(sessions.connections),
            "worker_restarts": engine.restarts,
        }
        totals = replace(counters, updates=sessions.updates)
        return PlainTextResponse(exposition(totals, gauges), media_type="text/plain; version=0.0.4; charset=utf-8")

    @app.websocket("/api/session")
    async def session(socket: WebSocket) -> None:
        counters.connections += 1
        connection = Connection(
            socket, heartbeat=settings.heartbeat, send_timeout=settings.send_timeout, counters=counters
        )
        await SessionSocket(socket, connection, sessions, limits, counters).serve()


def _refused(message: str) -> JSONResponse:
    return JSONResponse({"errors": [{"path": [], "message": message}]}, 422)


async def _body(request: Request) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BODY:
            raise HTTPException(413, f"the body is over {MOST_BODY} bytes; send less")
        chunks.append(chunk)
    return b"".join(chunks)
