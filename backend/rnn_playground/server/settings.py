"""What can be set from outside: environment variables ``RNN_PLAYGROUND_*``, read once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting with its default; times are in seconds. Lists are written with commas."""

    model_config = SettingsConfigDict(env_prefix="RNN_PLAYGROUND_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_hosts: Names = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Names under which the server may be asked for, with any port, or with one as in example.org:8443.",
    )
    allowed_origins: Names = Field(
        default=(), description="Origins of other pages that may use it, as in https://example.org."
    )
    workers: int = Field(default=0, ge=0, le=256, description="Worker processes; 0: as many as there are processors.")
    max_sessions: int = Field(default=64, ge=1, le=10_000, description="Sessions with a run, held at a time.")
    max_connections: int = Field(default=512, ge=1, le=100_000, description="Connections held at a time.")
    max_viewers: int = Field(default=256, ge=1, le=100_000, description="Connections to one session.")
    detached_pause: float = Field(default=5.0, ge=0, description="A run that nobody is attached to pauses after this.")
    detached_end: float = Field(
        default=600.0, ge=0, description="A session that nobody is attached to ends after this."
    )
    heartbeat: float = Field(default=15.0, gt=0, description="Silence after which a heartbeat is sent.")
    send_timeout: float = Field(default=10.0, gt=0, description="A client that takes nothing for this long is cut off.")
    checkpoint_interval: float = Field(default=2.0, gt=0, description="Work that a killed worker may lose.")
    history_bytes: int = Field(
        default=64 * 2**20, ge=2**20, description="Memory for the kept frames of all sessions together, in bytes."
    )
    mnist: Path | None = Field(
        default=None, description="File with the images of the task mnist: .npz, IDX or .csv; else the extra [mnist]."
    )
    kernels: bool = Field(default=True, description="Whether runs may use the fused kernels once they are compiled.")
    metrics: bool = Field(default=False, description="Whether GET /metrics answers.")

    @field_validator("allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class Desktop(BaseSettings):
    """Whether there is a screen to open a browser on, from the variables that X11 and Wayland set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    display: str = ""
    wayland_display: str = ""

    @property
    def has_screen(self) -> bool:
        """Whether a browser can show itself."""
        return sys.platform in ("win32", "darwin") or bool(self.display or self.wayland_display)
