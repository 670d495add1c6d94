"""The socket of one client: messages in, what they bring about, errors that leave the session alive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.server import events, questions
from rnn_playground.server.allowance import Allowance
from rnn_playground.server.audience import Role
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import log_event
from rnn_playground.server.events import Event
from rnn_playground.server.session import Order, Session
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.store_problems import NotNow
from rnn_playground.server.unexpected import note_unexpected
from rnn_playground.server.websocket_protocol import COME_BACK
from rnn_playground.telemetry.commands import (
    Ack,
    Attach,
    Cancel,
    Command,
    CommandError,
    CopyRequest,
    DocumentRequest,
    FrameRequest,
    Ping,
    ProbeRequest,
    SeedRunRequest,
    SpareTimeRequest,
    TileRequest,
    parse_command,
)
from rnn_playground.telemetry.questions import Question, WallQuestion
from rnn_playground.telemetry.watch import ClassGuess, CopyWallRequest, Look, OnWall, Watch

MOST_REQUESTS = 4
# So many characters are checked in a millisecond or two.
SHORT_MESSAGE = 2048
# So much of a reason fits into the message that closes a socket, whatever letters it has.
MOST_REASON = 40
# The close code for a server that met a condition it was not made for (RFC 6455).
INTERNAL_ERROR = 1011
VIEWERS_MAY = (Ack, Attach, Ping, ClassGuess, CopyWallRequest, FrameRequest, DocumentRequest, CopyRequest)

# What is answered later, while its client gives orders and asks for more.
Asked = FrameRequest | DocumentRequest | ProbeRequest | SpareTimeRequest | Question


class SessionSocket:
    """The receiving half of a socket."""

    def __init__(
        self,
        socket: WebSocket,
        connection: Connection,
        sessions: Sessions,
        limits: Event,
        counters: Counters,
        *,
        allowance: Allowance,
    ) -> None:
        self._socket, self._connection, self._sessions = socket, connection, sessions
        self._limits, self._counters, self._allowance = limits, counters, allowance
        self._session: Session | None = None
        self._requests: dict[asyncio.Task[None], str] = {}

    async def serve(self) -> None:
        """Welcome the client and serve it until it goes.

        Also returns when it is cancelled: that is the server's end, at which nobody is left to be told.
        """
        try:
            await self._serve()
        except (asyncio.CancelledError, WebSocketDisconnect):
            return
        except Exception as problem:
            note_unexpected(self._counters, "the connection broke", problem)
            await self._connection.hang_up(INTERNAL_ERROR, "an error inside the server; come back")

    async def _serve(self) -> None:
        await self._socket.accept()
        sender = asyncio.create_task(self._connection.send())
        tasks: set[asyncio.Task[Any]] = {sender}
        try:
            await self._welcome()
            receiver = asyncio.create_task(self._receive())
            tasks.add(receiver)
            await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)
            receiver.cancel()
            (outcome,) = await asyncio.gather(receiver, return_exceptions=True)
            if isinstance(outcome, Exception):
                raise outcome
            if sender.done():
                sender.result()
        finally:
            self._leave()
            tasks |= self._requests.keys()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _welcome(self) -> None:
        """Give the client a session of its own."""
        session = self._sessions.open(self._socket.query_params.get("room", ""))
        self._join(session, Role.OWNER)
        await self._sessions.acquire(session.id)
        self._connection.say(
            {
                "type": "welcome",
                "protocol": PROTOCOL,
                "session": session.id,
                "key": session.key,
                "viewer_key": session.viewer_key,
                "limits": self._limits,
            }
        )

    # ---- messages ----

    async def _receive(self) -> None:
        """Obey until the client goes."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._connection.closing:
                await asyncio.Event().wait()  # what is still said is not obeyed; the sender comes to the end
            with self._refusing():
                text = message.get("text")
                if text is None:
                    raise CommandError("binary_message", "the message is binary; send JSON as a text message")
                command = await self._read(text)
                with self._refusing(getattr(command, "id", None)):
                    await self._obey(command)
            await self._connection.drain()
            if pause := self._allowance.spend():
                await asyncio.sleep(pause)

    async def _read(self, text: str) -> Command:
        """Return the command that a message holds; a long one may take a while and does not hold up the others."""
        if len(text) <= SHORT_MESSAGE:
            return parse_command(text)
        return await self._sessions.computing.do(self._connection, parse_command, text)

    async def _obey(self, command: Command) -> None:
        """Do what is commanded."""
        session, connection = self._session, self._connection
        assert session is not None
        if session.audience.roles[connection] is not Role.OWNER and not isinstance(command, VIEWERS_MAY):
            message = (
                f"'{command.type}' is for the owner; this connection was attached with a viewer's key and only reads"
            )
            raise CommandError("read_only", message)
        if isinstance(command, Order):
            await session.carry_out(command)
            return
        match command:
            case Ack():
                connection.outbox.acknowledge(command.frame)
                connection.wake()
            case Ping():
                connection.say({"type": "pong", "at": command.at})
            case Look():
                session.look(command)
            case ClassGuess():
                session.predict(connection, command)
            case CopyWallRequest():
                self._sessions.walls.close(connection)
                if command.open:
                    self._sessions.walls.open(connection, session.id)
            case OnWall():
                self._sessions.walls.show(session, shown=command.shown)
                await session.actor.order(session.save)
            case Attach():
                await self._attach(command)
            case CopyRequest():
                await self._copy(session, command)
            case Cancel():
                self._cancel(command.id)
            case _:
                self._answer_later(session, command)

    # ---- from session to session ----

    def _join(self, session: Session, role: Role) -> None:
        if session is not self._session:
            self._leave()
        self._session, self._connection.session = session, session.id
        session.join(self._connection, role)

    def _leave(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._sessions.leave(session, self._connection)

    async def _attach(self, command: Attach) -> None:
        """Take the client to the session that ``command`` names. Raises NotNow."""
        session = await self._sessions.find(command.session, command.key)
        session.require_attachable(command)
        self._join(session, session.role_of(command.key))
        log_event(
            "attached", session=session.id, after_step=command.after_step, connections=len(session.audience.roles)
        )
        session.catch_up(self._connection, command.after_step)

    async def _copy(self, watched: Session, request: CopyRequest) -> None:
        """Give the client a session of its own with the run that it watches, as that is now."""
        session, key, viewer_key = await self._sessions.copy(watched, request.id, shown=request.shown)
        self._join(session, Role.OWNER)
        self._connection.say(events.reply(request.id, session=session.id, key=key, viewer_key=viewer_key))
        session.catch_up(self._connection, -1)
        await session.actor.order(lambda: session.save(whole=True))

    # ---- requests ----

    def _answer_later(self, session: Session, request: Asked) -> None:
        if len(self._requests) >= MOST_REQUESTS:
            raise CommandError("too_many", f"{len(self._requests)} requests are under way, the bound; wait for a reply")
        task = asyncio.create_task(self._answer(session, request))
        self._requests[task] = request.id
        task.add_done_callback(self._requests.pop)

    def _cancel(self, identifier: str) -> None:
        """Give up what was asked under that id; nothing happens where it has been answered already."""
        for task in [task for task, asked in self._requests.items() if asked == identifier]:
            task.cancel()
            self._refuse(CommandError("cancelled", "the request was given up, as you asked", id=identifier))

    async def _answer(self, session: Session, request: Asked) -> None:
        outbox, engine = self._connection.outbox, self._sessions.engine
        with self._refusing(request.id):
            match request:
                case FrameRequest():
                    outbox.enqueue_reply(session.present(request.id).recorded_frame(request.id, request.step))
                case DocumentRequest():
                    outbox.enqueue_reply(session.present(request.id).document(request.id))
                case ProbeRequest():
                    session.require_within_profile(request.experiment, ["experiment"])
                    watch = Watch(panels=request.panels, sample=request.sample)
                    probe = await questions.probe(engine, request.id, request.experiment, watch, owner=session.id)
                    outbox.enqueue_reply(probe)
                case TileRequest() | SeedRunRequest():
                    outbox.enqueue_event(await session.tile(request))
                case WallQuestion():
                    answer = await questions.ask(engine, request, owner=session.id)
                    outbox.enqueue_reply(questions.reply(request.id, "", answer))
                case _:
                    run = session.present(request.id).id
                    outbox.enqueue_reply(questions.reply(request.id, run, await session.ask(request)))
        self._connection.wake()

    @contextmanager
    def _refusing(self, identifier: str | None = None) -> Iterator[None]:
        """Tell the client why what it sent comes to nothing, under the id of its request; the session lives on."""
        try:
            yield
        except NotNow as problem:
            self._connection.close(COME_BACK, str(problem)[:MOST_REASON])
        except CommandError as problem:
            problem.id = problem.id or identifier
            self._refuse(problem)
        except Exception as problem:
            note_unexpected(self._counters, "a message broke", problem)
            name = type(problem).__name__
            message = f"an error inside the server, {name}, of which its log tells more; your message is not to blame"
            self._connection.say(events.error(CommandError("internal_error", message, id=identifier)))

    def _refuse(self, problem: CommandError) -> None:
        self._counters.commands_refused += 1
        self._connection.say(events.error(problem))
