"""One experiment of one lane over many seeds: what holds of one seed alone may be chance."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.experiment import Experiment

MOST_SEEDS, MOST_STEPS = 32, 2000
_COUNT: Final = 2**32


class SeedRun(Document):
    """One of the runs: ``seed`` is added to the seed of the weights, of the data or of both; 0 is the document itself.

    ``steps`` are its updates.
    """

    experiment: Experiment
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 300
    weights: bool = True
    data: bool = True
    seed: Annotated[int, Field(ge=0, lt=MOST_SEEDS)] = 0

    @model_validator(mode="after")
    def _one_lane_another_seed(self) -> Self:
        if len(self.experiment.lanes) > 1:
            raise PydanticCustomError(
                "seed_run_lanes",
                "the experiment has {lanes} lanes; seeds are tried of one; leave the others out",
                {"lanes": len(self.experiment.lanes), "path": ["experiment", "lanes"]},
            )
        if self.seed and not (self.weights or self.data):
            raise PydanticCustomError(
                "seed_run_same",
                "seed is {seed}, but neither weights nor data take it; set one of them to true",
                {"seed": self.seed, "path": ["seed"]},
            )
        return self

    def tile(self) -> Experiment:
        """Return the document of the run; raises ValidationError where it does not fit ``steps``."""
        document = {**self.experiment.model_dump(mode="json"), "steps": self.steps}
        add_to_seeds(document, self.seed, weights=self.weights, data=self.data)
        return Experiment.model_validate(document)


def add_to_seeds(document: dict[str, Any], seed: int, *, weights: bool = True, data: bool = True) -> None:
    """Add ``seed`` to the seeds of an experiment's document, modulo 2³²."""
    for name, varies in (("weight_seed", weights), ("data_seed", data)):
        if varies:
            document[name] = (document[name] + seed) % _COUNT
