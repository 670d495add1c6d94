"""Saved runs: who may keep one, open it, rename it, delete it, have it checked; and what it takes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from rnn_playground.engine.engine import Engine
from rnn_playground.experiment.document import ProfileName
from rnn_playground.server.event_log import log_event
from rnn_playground.server.saved_runs.check import Progress, checked
from rnn_playground.server.saved_runs.saved_run import (
    ARCHIVE_BOUNDS,
    OVERHEAD,
    CheckResult,
    Content,
    RunContent,
    SavedRun,
    Usage,
    cause,
    lock_of,
    megabytes,
    new_id,
    new_secret,
    opens,
    present_build,
    provenance_of,
)
from rnn_playground.server.store_problems import StoreFailed
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording

if TYPE_CHECKING:
    from rnn_playground.server.saved_runs.store import SavedRunStore

# So many checks are under way at a time, of all kept runs together.
MOST_CHECKS = 2


class RunHolder(Protocol):
    """The session whose run is to be kept."""

    @property
    def id(self) -> str:
        """Its id."""

    async def materials(self) -> RunContent:
        """Return what there is of its run; raises CommandError where there is none."""


class RunArchive:
    """Without a ``store`` nothing is kept, and every call says so. Every call may raise CommandError."""

    def __init__(self, store: SavedRunStore | None, engine: Engine, profile: ProfileName) -> None:
        self.bounds = ARCHIVE_BOUNDS[profile]
        self._store, self._engine = store, engine
        self._checking: set[str] = set()

    @property
    def keeps(self) -> bool:
        """Whether this server keeps runs."""
        return self._store is not None

    async def keep(self, keeper: RunHolder, name: str) -> tuple[SavedRun, str]:
        """Keep the run of a session; return it with the secret by which alone it is changed."""
        session = hashlib.sha256(keeper.id.encode()).digest()
        with self._asked() as store:
            usage = await store.usage(session)
        _require_room(usage, 0, store.most_bytes, self.bounds.session_runs)
        materials = await keeper.materials()
        content = await asyncio.to_thread(_content, materials, self.bounds.run_bytes)
        build = await asyncio.to_thread(present_build, materials.recording.frames[-1].metadata)
        now, size = store.clock(), _size(content)
        run = SavedRun(new_id(), name, now, now, size, await asyncio.to_thread(provenance_of, materials, build), None)
        secret = new_secret()
        try:
            full = await store.add(run, lock_of(secret), session, content, most_runs=self.bounds.session_runs)
        except StoreFailed as problem:
            message = f"the disk does not take the run: {problem}; save it as a file"
            raise CommandError("not_kept", message, cause=cause("kept_disk")) from None
        if full is not None:
            _require_room(full, size, store.most_bytes, self.bounds.session_runs)
        log_event("run kept", bytes=size)
        return run, secret

    async def find(self, identifier: str) -> SavedRun:
        """Return what is known of a kept run."""
        with self._asked() as store:
            run = await store.find(identifier)
        if run is None:
            raise _unknown()
        return run

    async def content(self, identifier: str) -> Content:
        """Return the bytes of a kept run, which has then been opened."""
        with self._asked() as store:
            content = await store.content(identifier)
        if content is None:
            raise _unknown()
        return content

    async def rename(self, identifier: str, secret: str, name: str) -> SavedRun:
        """Give a kept run another name."""
        await self._require_secret(identifier, secret)
        with self._asked() as store:
            await store.rename(identifier, name)
        return await self.find(identifier)

    async def delete(self, identifier: str, secret: str) -> None:
        """Remove a kept run."""
        await self._require_secret(identifier, secret)
        with self._asked() as store:
            await store.delete(identifier)
        log_event("kept run deleted")

    async def check(self, identifier: str) -> AsyncGenerator[Progress | CheckResult, None]:
        """Yield how far the document has been trained again, at last what came of it. Closed, it is given up."""
        run = await self.find(identifier)
        if identifier in self._checking:
            message = "this run is being checked already; wait for that check"
            raise CommandError("busy", message, cause=cause("kept_busy"))
        if len(self._checking) >= MOST_CHECKS:
            message = f"{MOST_CHECKS} kept runs are being checked, the bound; try again later"
            raise CommandError("busy", message, cause=cause("kept_busy"))
        news: asyncio.Queue[Progress | CheckResult | None] = asyncio.Queue()
        self._checking.add(identifier)
        task = asyncio.create_task(self._check(run, news.put_nowait))
        task.add_done_callback(lambda _: self._end_check(identifier, news))
        try:
            while (each := await news.get()) is not None:
                yield each
            await task
        finally:
            task.cancel()

    async def _check(self, run: SavedRun, tell: Callable[[Progress | CheckResult], None]) -> None:
        try:
            recording = await asyncio.to_thread(Recording.decode, (await self.content(run.id)).recording)
            async with asyncio.timeout(self.bounds.check_seconds):
                async for news in checked(self._engine, run.provenance, recording.scalars, self._clock()):
                    if isinstance(news, CheckResult):
                        with self._asked() as store:
                            await store.note_check(run.id, news)
                    tell(news)
        except TimeoutError:
            seconds = self.bounds.check_seconds
            message = f"the check was not done within {seconds:g} s, the bound here; try it on your own computer"
            raise CommandError("busy", message, cause=cause("kept_slow", seconds=seconds)) from None

    def _end_check(self, identifier: str, news: asyncio.Queue[Progress | CheckResult | None]) -> None:
        self._checking.discard(identifier)
        news.put_nowait(None)

    async def _require_secret(self, identifier: str, secret: str) -> None:
        with self._asked() as store:
            lock = await store.lock(identifier)
        if lock is None:
            raise _unknown()
        if not opens(secret, lock):
            message = "the secret is not that of this run; change it in the browser in which it was kept"
            raise CommandError("wrong_secret", message, ["secret"], cause=cause("kept_secret"))

    def _clock(self) -> float:
        with self._asked() as store:
            return store.clock()

    @contextmanager
    def _asked(self) -> Iterator[SavedRunStore]:
        """Give the store; where there is none, or it does not do what it is asked, that is the refusal."""
        if self._store is None:
            message = "this server keeps no runs; save the run as a file, or set RNN_PLAYGROUND_DATA"
            raise CommandError("keeps_no_runs", message, cause=cause("kept_off"))
        try:
            yield self._store
        except StoreFailed as problem:
            message = f"the store of kept runs does not answer: {problem}; try again in a moment"
            raise CommandError("unavailable", message, cause=cause("kept_away")) from None


def _content(materials: RunContent, most_bytes: int) -> Content:
    """Return the bytes to keep, with fewer frames where they are too many; raises CommandError where even that is."""
    frames = materials.recording.frames
    while True:
        content = Content(replace(materials.recording, frames=frames).encode(), materials.checkpoint)
        if _size(content) <= most_bytes:
            return content
        if len(frames) == 1:
            message = (
                f"the run takes {_size(content)} bytes without its film; the bound for a kept run is {most_bytes} "
                "here; save it as a file, or keep a smaller network or fewer updates"
            )
            parameters = {"size": megabytes(_size(content)), "bound": megabytes(most_bytes)}
            raise CommandError("too_large", message, cause=cause("kept_large", **parameters))
        frames = _thinned(frames)


def _thinned(frames: Sequence[Frame]) -> Sequence[Frame]:
    """Return the last frame and every other of those before it."""
    return [*frames[:-1:2], frames[-1]] if len(frames) > 2 else frames[-1:]


def _size(content: Content) -> int:
    return len(content.recording) + len(content.checkpoint or b"") + OVERHEAD


def _require_room(usage: Usage, more: int, most_bytes: int, most_runs: int) -> None:
    if usage.of_session >= most_runs:
        message = f"{usage.of_session} runs were kept of this session, the bound; delete one, then keep this one"
        raise CommandError("too_many", message, cause=cause("kept_many", count=usage.of_session))
    if usage.bytes + more >= most_bytes:
        message = (
            f"kept runs take {usage.bytes} bytes here and this one {more}; the bound is {most_bytes}; delete one of "
            "yours, or save this one as a file"
        )
        parameters = {"taken": megabytes(usage.bytes), "bound": megabytes(most_bytes)}
        raise CommandError("full", message, cause=cause("kept_full", **parameters))


def _unknown() -> CommandError:
    message = "no run is kept under this link; it may have been deleted, or not opened for too long"
    return CommandError("no_kept_run", message, ["id"], cause=cause("kept_unknown"))
