"""How a network learns, in PyTorch's words."""

from __future__ import annotations

from collections.abc import Collection

from rnn_playground.experiment import Change, Experiment, Lane
from rnn_playground.experiment.learning import Clip, TruncatedBptt

OPTIMIZERS = {
    "sgd": "SGD({}, lr={learning_rate})",
    "momentum": "SGD({}, lr={learning_rate}, momentum={momentum})",
    "nesterov": "SGD({}, lr={learning_rate}, momentum={momentum}, nesterov=True)",
    "rmsprop": "RMSprop({}, lr={learning_rate}, alpha={decay})",
    "adam": "Adam({}, lr={learning_rate}, betas=({beta1}, {beta2}))",
    "adamw": "AdamW({}, lr={learning_rate}, betas=({beta1}, {beta2}), weight_decay={weight_decay})",
}


def clips_of(experiment: Experiment) -> set[Clip]:
    """Return every clip that a lane has at some time."""
    return {each.clip for each in _told(experiment) if each.clip}


def arguments_of(experiment: Experiment) -> list[str]:
    """Return which settings are an argument: a clip where there are several, BPTT where it is truncated, changes."""
    truncated = any(isinstance(each.bptt, TruncatedBptt) for each in _told(experiment))
    changes = any(lane.changes for lane in experiment.lanes)
    return ["clip"] * (len(clips_of(experiment)) > 1) + ["bptt"] * truncated + ["changes"] * changes


def losses_call(number: int, lane: Lane, arguments: Collection[str], length: int) -> str:
    """Return the call of the function that yields the losses of a lane."""
    rule = OPTIMIZERS[lane.optimizer.kind].format(f"models[{number}].parameters()", **lane.optimizer.model_dump())
    settings = _settings(lane, arguments, length)
    if "changes" in arguments:
        changes: dict[int, dict[str, str]] = {}
        for change in lane.changes:
            changes.setdefault(change.step, {}).update(_settings(change, arguments, length))
        made = (", ".join(f'"{name}": {value}' for name, value in each.items()) for each in changes.values())
        entries = ", ".join(f"{step}: {{{each}}}" for step, each in zip(changes, made, strict=True))
        settings["changes"] = f"{{{entries}}}"
    named = "".join(f", {name}={value}" for name, value in settings.items())
    return f"losses(models[{number}], torch.optim.{rule}{named})"


def _told(experiment: Experiment) -> list[Lane | Change]:
    return [*experiment.lanes, *(change for lane in experiment.lanes for change in lane.changes)]


def _settings(given: Lane | Change, arguments: Collection[str], length: int) -> dict[str, str]:
    """Return name → expression: a learning rate, what clips and its threshold, window and shift."""
    settings: dict[str, str] = {}
    clip, bptt = given.clip, given.bptt
    if isinstance(given, Change) and given.learning_rate is not None:
        settings["learning_rate"] = str(given.learning_rate)
    if clip and "clip" in arguments:
        settings["clip"] = "None" if clip.kind == "none" else f"(nn.utils.clip_grad_{clip.kind}_, {clip.threshold})"
    if bptt and "bptt" in arguments:
        window, shift = (bptt.window, bptt.shift) if isinstance(bptt, TruncatedBptt) else (length, length)
        settings["bptt"] = f"({window}, {shift})"
    return settings
