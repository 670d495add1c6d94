"""The socket of one client: messages in, what they bring about, errors that leave the session alive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, assert_never

from starlette.websockets import WebSocket, WebSocketDisconnect

from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.server import events
from rnn_playground.server.allowance import Allowance
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.events import Event
from rnn_playground.server.session import Session
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.store_problems import NotNow
from rnn_playground.server.unexpected import note_unexpected
from rnn_playground.server.websocket_protocol import COME_BACK
from rnn_playground.telemetry.commands import (
    Ack,
    Attach,
    Branch,
    Cancel,
    Command,
    CommandError,
    CopyRequest,
    DocumentRequest,
    FrameRequest,
    GoOn,
    Pace,
    Pause,
    Ping,
    ProbeRequest,
    Resume,
    SeedRunRequest,
    SpareTimeRequest,
    Start,
    Step,
    Stop,
    TileRequest,
    Tune,
    WatchCommand,
    parse_command,
)
from rnn_playground.telemetry.questions import (
    BackwardStepQuestion,
    CheckQuestion,
    ClampQuestion,
    EvaluateQuestion,
    LengthsQuestion,
    PokeQuestion,
    PortraitQuestion,
    Question,
    SampleQuestion,
    SurfaceQuestion,
    WallQuestion,
)
from rnn_playground.telemetry.watch import ClassGuess, CopyWall, Look, OnWall, Watch

MOST_REQUESTS = 4
# So many characters are checked in a millisecond or two.
SHORT_MESSAGE = 2048
# So much of a reason fits into the message that closes a socket, whatever letters it has.
MOST_REASON = 40
# The close code for a server that met a condition it was not made for (RFC 6455).
INTERNAL_ERROR = 1011
VIEWERS_MAY = (Ack, Attach, Ping, ClassGuess, CopyWall, FrameRequest, DocumentRequest, CopyRequest)

# What is carried out whole, one after the other, before the next message of its client is read.
Order = (
    Attach | OnWall | CopyRequest | Start | GoOn | Pause | Resume | Stop | Step | Pace | Tune | Branch | WatchCommand
)
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
            session = self._sessions.open(self._connection, self._socket.query_params.get("room", ""))
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
            self._sessions.detach(self._connection)
            tasks |= self._requests.keys()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

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
            await self._connection.room()
            if pause := self._allowance.spend():
                await asyncio.sleep(pause)

    async def _read(self, text: str) -> Command:
        """Return the command that a message holds; a long one may take a while and does not hold up the others."""
        if len(text) <= SHORT_MESSAGE:
            return parse_command(text)
        return await self._sessions.computing.do(self._connection, parse_command, text)

    async def _obey(self, command: Command) -> None:
        """Do what is commanded."""
        session = self._connection.session
        assert session is not None
        if not self._connection.owner and not isinstance(command, VIEWERS_MAY):
            message = (
                f"'{command.type}' is for the owner; this connection was attached with a viewer's key and only reads"
            )
            raise CommandError("read_only", message)
        if isinstance(command, Order):
            # A client that goes meanwhile ends this socket, and not what it ordered.
            await self._sessions.carry_out(self._carry_out(session, command))
            return
        match command:
            case Ack():
                self._connection.outbox.acknowledge(command.frame)
                self._connection.wake()
            case Ping():
                self._connection.say({"type": "pong", "at": command.at})
            case Look():
                session.look(command)
            case ClassGuess():
                session.guess(self._connection, command)
            case CopyWall():
                look = self._sessions.walls.open if command.open else self._sessions.walls.close
                look(self._connection)
            case Cancel():
                self._cancel(command.id)
            case _:
                self._answer_later(session, command)

    async def _carry_out(self, session: Session, order: Order) -> None:
        match order:
            case Attach():
                await self._sessions.attach(self._connection, order)
            case OnWall():
                self._sessions.walls.show(session, shown=order.shown)
                await session.save()
            case CopyRequest():
                await self._sessions.copy(self._connection, order.id, shown=order.shown)
            case Start():
                await session.start(order.experiment, order.paused)
            case GoOn():
                await session.go_on(order)
            case Pause():
                await session.pause()
            case Resume():
                await session.resume()
            case Stop():
                await session.stop()
            case Step():
                await session.step(order.count)
            case Pace():
                await session.set_pace(order.updates_per_second)
            case Tune():
                await session.tune(order.lane, order.change)
            case Branch():
                await session.branch(order.origin, order.lane)
            case WatchCommand():
                await session.observe(order)
            case _:
                assert_never(order)

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
        outbox = self._connection.outbox
        with self._refusing(request.id):
            match request:
                case FrameRequest():
                    outbox.give(session.recorded_frame(request.id, request.step))
                case DocumentRequest():
                    outbox.give(session.document(request.id))
                case ProbeRequest():
                    watch = Watch(panels=request.panels, sample=request.sample)
                    outbox.give(await session.probe(request.id, request.experiment, watch))
                case TileRequest() | SeedRunRequest():
                    outbox.say(await session.tile(request))
                case (
                    CheckQuestion()
                    | LengthsQuestion()
                    | EvaluateQuestion()
                    | SampleQuestion()
                    | SurfaceQuestion()
                    | PokeQuestion()
                    | BackwardStepQuestion()
                    | ClampQuestion()
                    | PortraitQuestion()
                    | WallQuestion()
                ):
                    outbox.give(await session.ask(request))
                case _:
                    assert_never(request)
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
