"""Narrower bounds for servers that strangers use: what a document may ask for beyond its fields' own bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.limits import LOCAL, Limits

ProfileName = Literal["local", "classroom", "public"]
CLASSROOM = LOCAL._replace(
    profile="classroom",
    steps=(1, 100_000),
    batch_size=(1, 256),
    hidden_size=(1, 256),
    length=(4, 1000),
    work=2_000_000_000,
    memory_bytes=1_000_000_000,
    tile_work=400_000_000_000,
)
PUBLIC = LOCAL._replace(
    profile="public",
    steps=(1, 50_000),
    batch_size=(1, 128),
    hidden_size=(1, 128),
    length=(4, 500),
    work=500_000_000,
    memory_bytes=300_000_000,
    tile_work=200_000_000_000,
)
PROFILES: dict[ProfileName, Limits] = {"local": LOCAL, "classroom": CLASSROOM, "public": PUBLIC}


class Excess(NamedTuple):
    """A number of a document above a profile's bound."""

    path: list[str | int]
    value: int
    bound: int
    profile: str

    @property
    def message(self) -> str:
        """The sentence that says so."""
        name = self.path[-1] if self.path else "document"
        return (
            f"{name} is {self.value}, above the bound {self.bound} of this server's profile '{self.profile}'; "
            f"choose {self.bound} or less, or run the playground on your own computer"
        )

    @property
    def cause(self) -> dict[str, Any]:
        """What a page needs to say it in its own language."""
        parameters = {"value": self.value, "bound": self.bound, "field": str(self.path[-1])}
        return {"type": "beyond_profile", "parameters": parameters}


def excess(experiment: Experiment, limits: Limits) -> Excess | None:
    """Return the first number of ``experiment`` that is above the bounds; computed before anything is allocated."""
    for path, value, bound in _numbers(experiment, limits):
        if value > bound:
            return Excess(path, value, bound, limits.profile)
    return None


def _numbers(experiment: Experiment, limits: Limits) -> Iterator[tuple[list[str | int], int, int]]:
    yield ["steps"], experiment.steps, limits.steps[1]
    yield ["batch_size"], experiment.batch_size, limits.batch_size[1]
    yield ["task", "length"], getattr(experiment.task, "length", None) or 0, limits.length[1]
    for number, lane in enumerate(experiment.lanes):
        yield ["lanes", number, "cell", "hidden_size"], lane.cell.hidden_size, limits.hidden_size[1]
    yield ["work"], experiment.work(), limits.work
    yield ["memory"], experiment.memory_bytes(), limits.memory_bytes
