"""The application: routes, what guards them, and the engine and sessions that live as long as it does."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from socket import gethostname
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from pydantic import SecretStr, ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route

import rnn_playground
from rnn_playground.engine.engine import ServedEngine
from rnn_playground.experiment import Experiment, catalog, describe, explain, read_json
from rnn_playground.experiment.describe import excess
from rnn_playground.experiment.document import PROFILES, Document, Limits
from rnn_playground.experiment.installed_file import packaged_mnist, page_directory
from rnn_playground.experiment.variations import with_equal_parameters
from rnn_playground.server.allowance import Allowance, RequestAllowance, visitor_of
from rnn_playground.server.body import body_of
from rnn_playground.server.computing import Computing
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters, Metrics
from rnn_playground.server.engine_choice import chosen_engine
from rnn_playground.server.guard import Guard
from rnn_playground.server.headers import SecurityHeaders, SubPath
from rnn_playground.server.join_code import COOKIE, JoinCode
from rnn_playground.server.outbox import CREDITS
from rnn_playground.server.page import Asset, Page
from rnn_playground.server.peers import handover
from rnn_playground.server.saved_runs.archive import RunArchive
from rnn_playground.server.saved_runs.routes import add_saved_run_routes
from rnn_playground.server.saved_runs.saved_run import ARCHIVE_BOUNDS
from rnn_playground.server.script_process import NoScript, written_script
from rnn_playground.server.session_socket import SessionSocket
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import NotNow
from rnn_playground.server.stores import opened_stores
from rnn_playground.server.unexpected import logged_errors_counted
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME

MESSAGE_BYTES = 64 * 1024
FULL_SECONDS = 30
ENVELOPE = '{"experiment": …}'


class Ticket(Document):
    """What opens a session: its id and one of its keys. It is sent as a body, which no log shows."""

    session: str
    key: str


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its lifespan opens and closes the workers. Raises EngineUnusable, StoreUnusable.

    ``state.enter(port)`` tells the other servers of the database where this one listens; a server that knows its port
    calls it first, else the lifespan does.
    """
    engine = chosen_engine(settings)
    counters = Counters()
    stores = opened_stores(settings)
    archive = RunArchive(stores.kept, engine, settings.profile)
    sessions = Sessions(engine, settings, counters, stores.sessions, archive, peers=stores.peers)
    scripts = Computing("scripts", 2)
    page = Page(page_directory())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with logged_errors_counted(counters):
            engine.open()
            await enter(settings.port)
            sessions.tick()
            yield
            await sessions.drain()
            engine.close()
            for computing in (sessions.computing, sessions.recordings, scripts):
                computing.close()
            if stores.peers is not None:
                await stores.peers.leave()
            stores.close()

    async def enter(port: int) -> None:
        """Be there for the other servers of the database; raises StoreUnusable."""
        if stores.peers is None:
            return
        try:
            await stores.peers.enter(peer_address(settings, port))
        except BaseException:
            stores.close()
            raise

    app = FastAPI(
        title="RNN Playground",
        version=rnn_playground.__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine, app.state.sessions, app.state.counters = engine, sessions, counters
    app.state.enter = enter
    _add_interface(app, settings, engine, sessions, counters)
    _add_documents(app, sessions, scripts, PROFILES[settings.profile], settings.mnist)
    add_saved_run_routes(app, archive, sessions)
    app.router.routes += [
        Route("/", page.document),
        Route("/replay.html", page.replay),
        Route("/static/{path:path}", page),
    ]
    app.add_middleware(RequestAllowance, rate=settings.requests_per_second)
    secret = None
    if stores.peers is not None:
        secret = stores.peers.leases.common_secret(COOKIE)
        _add_handover(app, sessions, stores.peers.leases.common_secret(handover.SECRET).hex())
    app.add_middleware(JoinCode, code=_told(settings.join_code), secret=secret)
    app.add_middleware(SubPath, prefix=settings.sub_path)
    app.add_middleware(Guard, allowed_hosts=settings.allowed_hosts, allowed_origins=settings.allowed_origins)
    # Only who has to type in a code sees a form.
    form_action = "'none'" if settings.join_code is None else "'self'"
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors, form_action=form_action)
    return app


def _told(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def peer_address(settings: Settings, port: int) -> str:
    """Return where the other servers of the database reach this one, which listens on ``port``."""
    if settings.peer_address is not None:
        return settings.peer_address
    name = gethostname() if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def limits_in_force(settings: Settings) -> dict[str, Any]:
    """Return the bounds that the welcome and the catalog tell."""
    archive = ARCHIVE_BOUNDS[settings.profile]
    return {
        **PROFILES[settings.profile]._asdict(),
        "frames_in_flight": CREDITS,
        "scalars_per_frame": SCALARS_PER_FRAME,
        "message_bytes": MESSAGE_BYTES,
        "sessions": settings.max_sessions,
        "heartbeat": settings.heartbeat,
        "messages_per_second": settings.messages_per_second,
        "kept_run_bytes": archive.run_bytes if settings.has_store else 0,
        "kept_runs": archive.session_runs if settings.has_store else 0,
        "kept_seconds": settings.kept_seconds,
        "mnist": settings.mnist is not None or packaged_mnist() is not None,
    }


def _add_interface(
    app: FastAPI, settings: Settings, engine: ServedEngine, sessions: Sessions, counters: Counters
) -> None:
    limits = limits_in_force(settings)
    whole_catalog = {**catalog(), "version": rnn_playground.__version__, "limits": limits}
    catalog_file = Asset(
        json.dumps(whole_catalog, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"
    )

    @app.api_route("/api/catalog", methods=["GET", "HEAD"])
    async def get_catalog(request: Request) -> Response:
        return await catalog_file.answer(request)

    @app.post("/api/recording")
    async def give_recording(request: Request) -> Response:
        try:
            ticket = Ticket.model_validate_json(await body_of(request))
            recording = (await sessions.find(ticket.session, ticket.key)).present().recording()
        except NotNow as problem:
            return JSONResponse({"errors": [{"path": [], "message": str(problem)}]}, 503)
        except ValidationError as error:
            return JSONResponse({"errors": explain(error)}, 422)
        except CommandError as problem:
            return JSONResponse({"errors": [{"path": problem.path, "message": problem.message}]}, 404)
        encoded = await sessions.recordings.do(visitor_of(request.scope), recording.encode)
        return Response(encoded, media_type="application/octet-stream")

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        if sessions.draining:
            return JSONResponse({"status": "unavailable", "reason": "the server shuts down"}, 503)
        if not engine.ready:
            return JSONResponse({"status": "unavailable", "reason": "no worker answers"}, 503)
        return JSONResponse({"status": "ok"})

    @app.get("/metrics")
    async def metrics() -> Response:
        if not settings.metrics:
            raise HTTPException(404)
        gauges = {
            "open_sessions": len(sessions),
            "open_connections": len(sessions.connections),
            "places_taken": sessions.slots_taken,
            "waiting_sessions": len(sessions.line),
            "workers_ready": engine.workers_ready,
            "worker_resident_bytes": engine.resident_bytes,
            "worker_restarts": engine.restarts,
            "workers_hung": engine.hung,
        }
        totals = replace(counters, updates=sessions.updates)
        return Response(generate_latest(Metrics(totals, gauges)), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    @app.websocket("/api/session")
    async def session(socket: WebSocket) -> None:
        if len(sessions.connections) >= settings.max_connections:
            await _refuse_socket(socket, settings.max_connections)
            return
        counters.connections += 1
        connection = Connection(
            socket, heartbeat=settings.heartbeat, send_timeout=settings.send_timeout, counters=counters
        )
        allowance = Allowance(settings.messages_per_second, int(2 * settings.messages_per_second) + 1, time.monotonic)
        await SessionSocket(socket, connection, sessions, limits, counters, allowance=allowance).serve()


def _add_handover(app: FastAPI, sessions: Sessions, secret: str) -> None:
    @app.websocket(handover.PATH)
    async def hand_over(socket: WebSocket) -> None:
        await handover.answer(socket, secret, sessions.hand_over)


def _add_documents(app: FastAPI, sessions: Sessions, scripts: Computing, bounds: Limits, mnist: Path | None) -> None:
    @app.post("/api/experiment")
    async def check_experiment(request: Request) -> Response:
        body = await body_of(request)
        return await sessions.computing.do(visitor_of(request.scope), _described, body, bounds)

    @app.post("/api/script")
    async def write_script(request: Request) -> Response:
        body, visitor = await body_of(request), visitor_of(request.scope)
        experiment = await sessions.computing.do(visitor, _posted_experiment, body, bounds)
        if isinstance(experiment, Response):
            return experiment
        return await scripts.do(visitor, _script_of, experiment, mnist)


def _described(body: bytes, limits: Limits) -> Response:
    """Return the answer with the document that ``body`` carries, whole and with its facts."""
    experiment = _posted_experiment(body, limits)
    if isinstance(experiment, Response):
        return experiment
    return JSONResponse({"experiment": experiment.model_dump(mode="json"), "facts": describe(experiment)})


def _script_of(experiment: Experiment, mnist: Path | None) -> Response:
    try:
        written = written_script(experiment, mnist)
    except NoScript as problem:
        cause = {"type": "no_script", "parameters": {}}
        return JSONResponse({"errors": [{"path": [], "message": str(problem), "cause": cause}]}, 503)
    if written.errors:
        return JSONResponse({"errors": written.errors}, 422)
    return Response(written.content, media_type=written.media_type)


def _posted_experiment(body: bytes, limits: Limits) -> Experiment | Response:
    """Return the document that ``body`` carries, or the answer that says what is wrong with it."""
    try:
        envelope = read_json(body)
        document = envelope["experiment"]
    except (ValueError, RecursionError) as error:
        return _refused(f"the body is not JSON: {error}; send {ENVELOPE}")
    except (KeyError, TypeError):
        return _refused(f"the body is not {ENVELOPE}; send the document in that envelope")
    try:
        experiment = Experiment.model_validate(document)
        lane = envelope.get("equal_parameters")
        wanted = experiment if lane is None else with_equal_parameters(experiment, lane)
    except ValidationError as error:
        return JSONResponse({"errors": explain(error)}, 422)
    except ValueError as error:
        return _refused(str(error))
    if (much := excess(wanted, limits)) is not None:
        return JSONResponse({"errors": [{"path": much.path, "message": much.message, "cause": much.cause}]}, 422)
    return wanted


async def _refuse_socket(socket: WebSocket, bound: int) -> None:
    message = f"{bound} connections are open, the bound; the server is full, try again in {FULL_SECONDS} seconds"
    headers = {"retry-after": str(FULL_SECONDS)}
    await socket.send_denial_response(PlainTextResponse(message, 503, headers))


def _refused(message: str) -> JSONResponse:
    return JSONResponse({"errors": [{"path": [], "message": message}]}, 422)
