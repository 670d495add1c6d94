"""What the web process knows of a run: its document, its log, its kept frames, and where it stands."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from rnn_playground.engine.report import Answer
from rnn_playground.experiment import LOCAL, Change, Experiment, Lane, TuneChange, describe, explain
from rnn_playground.experiment.branches import Origin
from rnn_playground.server import events
from rnn_playground.server.events import Event
from rnn_playground.server.frame_history import FrameHistory
from rnn_playground.server.outbox import with_scalars
from rnn_playground.server.pieces import Pieces
from rnn_playground.server.saved_session import KeyHashes, SavedSession, Standing
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import Divergence, ScalarLog
from rnn_playground.telemetry.watch import Watch

State = Literal["queued", "running", "paused", "finished", "diverged", "failed", "stopped"]
STATES: TypeAdapter[State] = TypeAdapter(State)
FINAL: frozenset[State] = frozenset({"finished", "diverged", "failed", "stopped"})
# Whoever attaches is told all of them.
MOST_MARKS = 1000
# So many of the frames from before a branch was made show it as well.
MOST_AMENDED = 200
# So many frames of a run outlive the server.
MOST_SAVED = 200
RESTARTED = "the server was started again"
MOVED = "the server was started again, or another one goes on with it"


class Run:
    """``goal``: the step to stay at, None where the run goes on; ``goals``: further updates to make from there.

    ``checkpoint``: what a worker needs to go on, None where the document is all it needs, from ``checkpoint_step`` on.

    ``slot`` is done once the session has a place for a run. ``gone``: no worker has the run, nor will.
    """

    def __init__(
        self,
        identifier: str,
        experiment: Experiment,
        *,
        watch: Watch,
        pace: float | None,
        paused: bool,
        history_bytes: Callable[[], int],
        slot: asyncio.Future[None],
    ) -> None:
        self.id, self.experiment, self.facts = identifier, experiment, describe(experiment)
        self.log = ScalarLog(len(experiment.lanes))
        self.history = FrameHistory(history_bytes)
        self.marks: list[Event] = []
        self.divergences: list[Divergence] = []
        self.state: State = "queued"
        self.step = 0
        self.reason: str | None = None
        self.cause: Mapping[str, Any] | None = None
        self.over_since: float | None = None
        self.watch, self.pace = watch, pace
        self.goal: int | None = 0 if paused else None
        self.goals: deque[int] = deque()
        self.checkpoint: bytes | None = None
        self.checkpoint_step = 0
        self.slot, self.position = slot, 0
        self.growing = self.gone = False
        self.restored_why: str | None = None
        self._saved_until: list[int] = []

    @property
    def newest(self) -> PackedFrame | None:
        """The newest frame."""
        return self.history.newest

    @property
    def over(self) -> bool:
        """Whether the run has its final state."""
        return self.state in FINAL

    @property
    def waits(self) -> bool:
        """Whether the run waits for a slot."""
        return not self.slot.done()

    @property
    def branches(self) -> list[int]:
        """The lanes that grow from another."""
        return [number for number, lane in enumerate(self.experiment.lanes) if lane.origin is not None]

    @property
    def held(self) -> bool:
        """Whether the run is to stay at a step, or is on its way to one."""
        return self.goal is not None

    # ---- words ----

    def opening(self, state: str | None = None) -> str:
        """Return the present status with the document and its facts, as JSON, for a client that sees the run begin."""
        return events.text_with({**self.status(state), "facts": self.facts}, self.experiment)

    def status(self, state: str | None = None) -> Event:
        """Return the present status."""
        more: dict[str, Any] = {"cause": self.cause} if self.cause else {}
        if self.waits:
            more["position"] = self.position or None
        return events.status(self.id, state or self.state, self.step, self.reason, **more)

    def history_told(self) -> list[Event]:
        """Return what every client that joins is told beside the status: marks, and lanes that diverged."""
        return self.marks + [events.lane(self.id, divergence) for divergence in self.divergences]

    def wait_at(self, position: int) -> None:
        """Note the position at which the run waits for a slot."""
        self.position, self.reason = position, f"waits for a place, at position {position}"

    # ---- documents ----

    def require_going(self) -> None:
        """Raise CommandError where the run has its final state."""
        if self.over:
            raise CommandError("run_over", f"the run is {self.state} at step {self.step}; send start for a new one")

    def require_lane(self, lane: int, path: list[str | int] | None = None) -> None:
        """Raise CommandError where the run has no such lane."""
        if lane >= len(self.experiment.lanes):
            last = len(self.experiment.lanes) - 1
            message = f"lane is {lane}; the last lane of this run is {last}; choose {last} or less"
            raise CommandError("unknown_lane", message, path or ["lane"])

    def with_change(self, lane: int, change: TuneChange) -> Experiment:
        """Return the document with that change now; raises CommandError where it cannot have it."""
        self.require_going()
        self.require_lane(lane)
        if len(self.marks) >= MOST_MARKS:
            message = f"the run has {MOST_MARKS} marks, the bound; start a new run with what it has now"
            raise CommandError("too_many", message)
        return changed(self.experiment, lane, self.step, change)

    def with_branch(self, origin: Origin, lane: Lane) -> Experiment:
        """Return the document with that branch; raises CommandError where it cannot have it."""
        if self.state in ("failed", "stopped"):
            self.require_going()
        self.require_lane(origin.lane, ["origin", "lane"])
        return grown(self.experiment, lane.model_copy(update={"origin": origin}))

    def tuned(self, lane: int, change: TuneChange, answer: Answer) -> Event:
        """Enter a change that the worker has made, and return its mark."""
        self.checkpoint = answer.blob or self.checkpoint
        self.experiment = changed(self.experiment, lane, answer.step, change)
        return self._mark(lane, answer.step, change.model_dump(mode="json", exclude_none=True))

    def branched(self, experiment: Experiment, answer: Answer) -> Event:
        """Enter a branch that the worker lets grow, and return its mark."""
        self.checkpoint = answer.blob or self.checkpoint
        self.experiment, self.facts = experiment, describe(experiment)
        self.log.add_lane()
        self.growing = True
        branch = experiment.lanes[-1]
        assert branch.origin is not None
        return self._mark(len(experiment.lanes) - 1, branch.origin.step, branch.model_dump(mode="json"))

    def _mark(self, lane: int, step: int, change: Mapping[str, Any]) -> Event:
        mark = events.mark(self.id, lane, step, change)
        self.marks.append(mark)
        return mark

    # ---- answers ----

    def document(self, identifier: str) -> str:
        """Return the answer to the request ``identifier``: the document, tunes included, and its marks, as JSON."""
        reply = events.reply(identifier, run=self.id, facts=self.facts, marks=self.marks)
        return events.text_with(reply, self.experiment)

    def recorded_frame(self, identifier: str, step: int) -> bytes | Pieces:
        """Return the kept frame at or before ``step``, with the scalars of its own step."""
        frame = self.history.at(step)
        if frame is None:
            raise CommandError(
                "no_frame", f"no frame at or before step {step} is kept; wait for one", ["step"], identifier
            )
        log = self.log
        # Of a branch that began later there is none; asked for what follows its last step, the log gives nothing.
        after = [frame.step - 1 if log.first(lane) <= frame.step else log.last(lane) for lane in range(log.lanes)]
        return with_scalars(frame, log, after, {"run": self.id, "reply": identifier}, limit=1)

    # ---- keeping ----

    def standing(self, *, held: bool) -> Standing:
        """Return where the run stands; not ``held``, it goes on when it is taken up again."""
        return Standing(
            run=self.id,
            experiment=self.experiment,
            marks=tuple(dict(mark) for mark in self.marks),
            divergences=tuple(self.divergences),
            state=self.state if self.over else "queued",
            step=self.step,
            reason=self.reason if self.over or held else None,
            cause=None if self.cause is None else dict(self.cause),
            goal=self.goal if held else None,
            pace=self.pace,
            watch=self.watch,
        )

    def unsaved(self) -> tuple[dict[str, Array], list[int]]:
        """Return the part of the log that was not saved yet, by its names in frames, and how far it goes."""
        return self._scalars_since(self._saved_until), self.log.newest

    def _scalars_since(self, steps: list[int]) -> dict[str, Array]:
        return {
            f"{lane}/{name}": values
            for lane, saved in zip_longest(range(self.log.lanes), steps, fillvalue=-1)
            for name, values in self.log.since(lane, saved, self.step + 1).items()
        }

    @property
    def is_saved(self) -> bool:
        """Whether a store has what ``unsaved`` leaves out."""
        return bool(self._saved_until)

    def note_saved(self, until: list[int]) -> None:
        """Note that the log is saved up to these steps, one a lane."""
        self._saved_until = until

    def frames_to_save(self) -> list[PackedFrame]:
        """Return the newest frame and some of those that are kept, evenly spread, in order."""
        steps = set(self.history.steps_from(-1, MOST_SAVED))
        return self._with_newest([frame for frame in self.history.frames if frame.step in steps])

    def _with_newest(self, frames: list[PackedFrame]) -> list[PackedFrame]:
        newest = [] if self.newest is None else [self.newest]
        by_step = {frame.step: frame for frame in [*frames, *newest]}
        return [by_step[step] for step in sorted(by_step)]

    def recording(self, *, whole: bool = True) -> Recording:
        """Return what there is of the run now: all scalars, and the kept frames, not ``whole``: those to save."""
        frames = self._with_newest(self.history.frames) if whole else self.frames_to_save()
        unpacked = [frame.unpacked() for frame in frames]
        return Recording(self.experiment, list(self.marks), self.log.copy(), unpacked)

    def copied(
        self, session: str, checkpoint: bytes | None, identifier: str | None, key_hashes: KeyHashes
    ) -> SavedSession:
        """Return a session with that id and all that there is of this run, paused where ``checkpoint`` stands.

        Raises CommandError, as the answer to the request ``identifier``, where nothing goes on from it.
        """
        self.require_continuable(identifier)
        run = secrets.token_hex(6)
        update = {
            "run": run,
            "goal": None if self.over else self.step,
            "reason": None,
            "marks": tuple({**mark, "run": run} for mark in self.marks),
        }
        return SavedSession(
            session,
            key_hashes,
            self.standing(held=True).model_copy(update=update),
            checkpoint,
            [self._scalars_since([])],
            self._with_newest(self.history.frames),
            copied=True,
        )

    def require_continuable(self, identifier: str | None) -> None:
        """Raise CommandError, as the answer to the request ``identifier``, where nothing goes on from this run."""
        if self.state in ("failed", "stopped"):
            message = (
                f"the run is {self.state} at step {self.step}; nothing goes on from there: watch it, or start your own"
            )
            raise CommandError("run_over", message, id=identifier)

    def restore(self, saved: SavedSession, *, after_restart: bool = True) -> None:
        """Take up what was saved of the run; clients hear of it if it is ``after_restart``."""
        standing = saved.standing
        for chunk in saved.scalars:
            for lane in range(self.log.lanes):
                prefix = f"{lane}/"
                mine = {name.removeprefix(prefix): value for name, value in chunk.items() if name.startswith(prefix)}
                if mine:
                    self.log.extend(lane, mine)
        for frame in saved.frames or ():
            self.history.add(frame)
        self.marks = [dict(mark) for mark in standing.marks]
        self.divergences = list(standing.divergences)
        self.state = STATES.validate_python(standing.state)
        self.step, self.reason, self.cause = standing.step, standing.reason, standing.cause
        self.goal, self.checkpoint, self.checkpoint_step = standing.goal, saved.checkpoint, standing.step
        self._saved_until = self.log.newest if after_restart else []
        if after_restart:
            self.restored_why = MOVED if saved.moved else RESTARTED
        self.gone = self.state in ("failed", "stopped")
        self.over_since = asyncio.get_running_loop().time() if self.over else None


def changed(experiment: Experiment, lane: int, step: int, change: TuneChange) -> Experiment:
    """Return the document in which ``change`` is made to a lane before the update of ``step``."""
    entry = Change(step=step, learning_rate=change.learning_rate, clip=change.clip, bptt=change.bptt)
    lanes = list(experiment.lanes)
    lanes[lane] = lanes[lane].model_copy(update={"changes": (*lanes[lane].changes, entry)})
    return experiment.model_copy(update={"lanes": tuple(lanes)})


def grown(experiment: Experiment, branch: Lane) -> Experiment:
    """Return the document with one lane more; raises CommandError, told of the message, where they do not fit."""
    if len(experiment.lanes) >= LOCAL.lanes[1]:
        message = f"the run has {len(experiment.lanes)} lanes, the bound; start a new run with one of them left out"
        raise CommandError("too_many", message, ["lane"], cause={"type": "too_many_lanes", "parameters": {}})
    try:
        return experiment.with_lane(branch)
    except ValidationError as error:
        first = explain(error)[0]
        inside = first["path"][2:] if first["path"][:1] == ["lanes"] else []
        path = inside if inside[:1] == ["origin"] else ["lane", *inside]
        raise CommandError("invalid_message", first["message"], path, cause=first.get("cause")) from None
