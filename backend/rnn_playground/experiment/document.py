"""The base of every part of an experiment: frozen, strict, closed to unknown fields and to non-finite numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Document(BaseModel):
    """A frozen pydantic model that refuses unknown fields, NaN, infinities and numbers of the wrong type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def bounded(
    default: Any,
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    unit: str | None = None,
    scale: str = "linear",
    advanced: bool = False,
    above: float | None = None,
) -> Any:
    """Return a field with its bounds, and with what a page needs to draw its control: unit, scale, first or second row.

    ``above`` is an exclusive lower bound; ``minimum`` is then where a slider begins.
    """
    extra: dict[str, Any] = {"unit": unit, "scale": scale, "advanced": advanced}
    if above is None:
        return Field(default=default, ge=minimum, le=maximum, json_schema_extra=extra)
    return Field(default=default, gt=above, le=maximum, json_schema_extra={**extra, "minimum": minimum})


Row = Annotated[tuple[float, ...], Field(strict=False)]
Matrix = Annotated[tuple[Row, ...], Field(strict=False)]
