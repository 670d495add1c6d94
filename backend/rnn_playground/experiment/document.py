"""The base of every part of an experiment: frozen, strict, closed to unknown fields, its numbers finite and bounded."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Document(BaseModel):
    """A frozen pydantic model that refuses unknown fields, NaN, infinities and numbers of the wrong type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Choice(Document):
    """One of a family, told apart by ``kind``, with its equations and where they come from."""

    equation: ClassVar[tuple[str, ...]]
    source: ClassVar[str]

    kind: str


def bounded(
    default: Any,
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    unit: str | None = None,
    scale: str = "linear",
    advanced: bool = False,
    above: float | None = None,
    option: bool = False,
) -> Any:
    """Return a field with its bounds, and with what a page needs to draw its control: unit, scale, first or second row.

    ``above`` is an exclusive lower bound; ``minimum`` is then where a slider begins. An ``option`` is left out of
    documents that do not use it.
    """
    extra: dict[str, Any] = {"unit": unit, "scale": scale, "advanced": advanced, **({"option": True} if option else {})}
    if above is None:
        return Field(default=default, ge=minimum, le=maximum, json_schema_extra=extra)
    return Field(default=default, gt=above, le=maximum, json_schema_extra={**extra, "minimum": minimum})


Row = Annotated[tuple[float, ...], Field(strict=False)]
Matrix = Annotated[tuple[Row, ...], Field(strict=False)]


MOST_LANES = 4
# What a lane may be changed by while it trains, in its document.
MOST_CHANGES = 10_000


class Limits(NamedTuple):
    """Inclusive bounds of one profile. ``work`` bounds Σ over lanes of parameters × time steps × batch.

    ``tile_work`` bounds what all updates of a map's tile cost, in multiply-adds.
    """

    profile: str
    lanes: tuple[int, int]
    learning_rate: tuple[float, float]
    steps: tuple[int, int]
    batch_size: tuple[int, int]
    hidden_size: tuple[int, int]
    layers: tuple[int, int]
    length: tuple[int, int]
    work: int
    memory_bytes: int
    tile_work: int


LOCAL = Limits(
    profile="local",
    lanes=(1, 4),
    learning_rate=(0.0, 1e6),
    steps=(1, 200_000),
    batch_size=(1, 512),
    hidden_size=(1, 512),
    layers=(1, 3),
    length=(4, 2000),
    work=10_000_000_000,
    memory_bytes=4_000_000_000,
    tile_work=1_200_000_000_000,
)

# Narrower bounds are for servers that strangers use.
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


def read_json(text: str | bytes) -> Any:
    """Return what ``text`` holds. Raises ValueError where it is no JSON, or a string in it is no Unicode text.

    Python's own reader lets half of a surrogate pair through, which nothing afterwards can write down.
    """
    value = json.loads(text)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a string holds half of a surrogate pair, which is no character") from None
    return value
