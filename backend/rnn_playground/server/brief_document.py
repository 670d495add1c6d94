"""An experiment in a few hundred bytes: what differs from the defaults, enough to say how two runs differ."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.document import Document

# A value that is written longer than this is told by its fingerprint: whether two are the same is all that is asked.
LONGEST = 48
# How far a run goes and what computes it are no differences between two runs.
LEFT_OUT = frozenset({"version", "steps", "kernel", "device"})


def brief(experiment: Experiment) -> dict[str, Any]:
    """Return the document without defaults, every ``kind`` included; each lane as its changes have left it."""
    lanes = [_brief_part(_as_changed(lane)) for lane in experiment.lanes]
    own = {name: value for name, value in _brief_part(experiment).items() if name not in LEFT_OUT}
    return {**own, "lanes": lanes}


def _as_changed(lane: Lane) -> Lane:
    """Return the lane with the last of its turned knobs in the place of the first."""
    optimizer, clip, bptt = lane.optimizer, lane.clip, lane.bptt
    for change in lane.changes:
        if change.learning_rate is not None:
            optimizer = optimizer.model_copy(update={"learning_rate": change.learning_rate})
        clip, bptt = change.clip or clip, change.bptt or bptt
    return lane.model_copy(update={"optimizer": optimizer, "clip": clip, "bptt": bptt, "changes": ()})


def _brief_part(part: Document) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Document):
            told[name] = _brief_part(value)
        elif name == "kind" or value != field.get_default(call_default_factory=True):
            told[name] = _short(part.model_dump(mode="json", include={name}).get(name))
    return told


def _short(value: Any) -> Any:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(written) <= LONGEST:
        return value
    return {"fingerprint": hashlib.sha256(written.encode()).hexdigest()[:8]}
