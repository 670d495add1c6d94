"""Going on from the end of a run, a kept one or the session's own: what a new run begins with."""

from __future__ import annotations

from dataclasses import replace

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.experiment.document import Limits
from rnn_playground.server.run import Run
from rnn_playground.server.saved_runs.saved_run import Content, SavedRun, cause
from rnn_playground.server.saved_session import KeyHashes, SavedSession, Standing
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.recording import Recording

NOBODYS = KeyHashes(b"", b"")


def with_more_steps(standing: Standing, steps: int | None, limits: Limits) -> Experiment:
    """Return the document with ``steps`` updates, None: as many as it has, or twice those where they are all made.

    Raises CommandError where nothing is left to train, or where that many have been made.
    """
    if len({lane for lane, _, _ in standing.divergences}) == len(standing.experiment.lanes):
        message = "every model of this run left the finite numbers, so none can go on; start it anew"
        raise CommandError("nothing_left", message, ["kept"], cause=cause("kept_nothing_left"))
    finished, made = standing.state == "finished", standing.step + 1
    known = standing.experiment.steps
    wanted = steps or (min(2 * known, limits.steps[1]) if finished else known)
    if wanted < made or (finished and wanted <= known):
        message = f"steps is {wanted}, and {made} updates have been made; choose more, up to {limits.steps[1]}"
        told = cause("kept_steps", steps=wanted, made=made, bound=limits.steps[1])
        raise CommandError("steps_made", message, ["steps"], cause=told)
    return standing.experiment.model_copy(update={"steps": wanted})


def continued_saved_run(
    kept: SavedRun, content: Content, experiment: Experiment, run: str, *, paused: bool
) -> SavedSession:
    """Return the kept run as a saved one of another name, which trains ``experiment`` to its end."""
    recording, standing = Recording.decode(content.recording), kept.provenance.standing
    general = {
        "protocol": str(PROTOCOL),
        "lanes": str(len(experiment.lanes)),
        "device": kept.provenance.build.device,
    }
    frames = [
        PackedFrame.of(Frame(frame.step, frame.tensors, {**general, "step": str(frame.step), **frame.metadata}))
        for frame in recording.frames
    ]
    log = recording.scalars
    scalars = {
        f"{lane}/{name}": values
        for lane in range(log.lanes)
        for name, values in log.since(lane, -1, limit=log.last(lane) + 1).items()
    }
    taken = prolonged(standing, experiment, run, paused=paused)
    return SavedSession(run, NOBODYS, taken, content.checkpoint, [scalars], frames)


def continued(run: Run, checkpoint: bytes | None, steps: int | None, limits: Limits, *, paused: bool) -> SavedSession:
    """Return the run of a session as a saved one of another name, which trains on from ``checkpoint``."""
    if run.state not in ("finished", "diverged"):
        message = f"the run is {run.state} at step {run.step}; let it come to its end, then go on, or send start"
        raise CommandError("not_over", message)
    experiment = with_more_steps(run.standing(held=True), steps, limits)
    saved = run.copied(run.id, checkpoint, None, NOBODYS)
    return replace(saved, standing=prolonged(saved.standing, experiment, saved.standing.run, paused=paused))


def prolonged(standing: Standing, experiment: Experiment, run: str, *, paused: bool) -> Standing:
    """Return where a run named ``run`` stands that is to train ``experiment`` on from there."""
    return standing.model_copy(
        update={
            "run": run,
            "experiment": experiment,
            "marks": tuple({**mark, "run": run} for mark in standing.marks),
            "state": "queued",
            "reason": None,
            "cause": None,
            "goal": standing.step if paused else None,
        }
    )
