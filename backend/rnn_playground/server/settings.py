"""What can be set from outside: environment variables ``RNN_PLAYGROUND_*``, read once."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from rnn_playground.experiment.document import ProfileName
from rnn_playground.server.database_address import DatabaseAddress, database_address

Names = Annotated[tuple[str, ...], NoDecode]
# A source of the policy's frame-ancestors: nothing that could begin another directive.
Ancestor = Annotated[str, Field(pattern=r"^('self'|'none'|\*|(https?://)?[\w.*-]+(:(\d+|\*))?)$")]

PEER_ADDRESS = re.compile(r"http://[^/?#@\s]+")


class Settings(BaseSettings):
    """Every setting with its default; times are in seconds. Lists are written with commas."""

    model_config = SettingsConfigDict(
        env_prefix="RNN_PLAYGROUND_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_hosts: Names = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Names under which the server may be asked for, with any port, or with one as in example.org:8443.",
    )
    allowed_origins: Names = Field(
        default=(), description="Provenance of other pages that may use it, as in https://example.org."
    )
    frame_ancestors: Annotated[tuple[Ancestor, ...], NoDecode] = Field(
        default=("'self'",),
        description="Pages that may show this one inside of them: 'self', 'none', or origins as in https://example.org.",
    )
    sub_path: str = Field(
        default="",
        pattern=r"^(/[\w.~-]+)*$",
        description="Path under which a proxy shows this server, as in /rnn, where it keeps it in what it asks for.",
    )
    join_code: SecretStr | None = Field(
        default=None, min_length=4, description="Code that a classroom's visitors have to know; none lets everybody in."
    )
    profile: ProfileName = Field(
        default="local", description="How much a visitor may ask for: local, classroom or public."
    )
    engine: Literal["local", "ray"] = Field(
        default="local", description="Where runs are trained: in processes of this machine, or in a Ray cluster."
    )
    worker_bytes: int = Field(
        default=8 * 2**30, ge=2**29, description="Memory at which a worker process is ended, in bytes."
    )
    messages_per_second: float = Field(
        default=500.0, gt=0, description="Messages that are read of one connection, after twice as many at once."
    )
    requests_per_second: float = Field(
        default=100.0,
        gt=0,
        description="Documents, scripts, recordings and kept runs that one address may ask for a second, after ten "
        "times as many at once.",
    )
    workers: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Worker processes, where they are spawned at the most; 0: as many as there are processors.",
    )
    fork_workers: bool = Field(
        default=True,
        description="Whether workers are forked, on Linux: one that is lost is replaced in a tenth of a second.",
    )
    max_sessions: int = Field(default=64, ge=1, le=10_000, description="Sessions with a run, held at a time.")
    max_waiting: int = Field(default=64, ge=0, le=10_000, description="Sessions that may wait for a place.")
    over_yield: float = Field(
        default=60.0, ge=0, description="A run that is over keeps its place for this long where others wait for one."
    )
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
    state_bytes: int = Field(
        default=32 * 2**20,
        ge=0,
        description="Memory for the states that branches grow from, of all sessions together, in bytes.",
    )
    data: Path | None = Field(
        default=None, description="Directory in which runs outlive the server; without one they end with it."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Database in which runs lie instead: postgresql://user:password@host/name, which several web "
        "servers may share, or sqlite:///directory/file.sqlite.",
    )
    peer_address: str | None = Field(
        default=None,
        description="Where the other web servers of the same database reach this one, as in http://10.0.0.2:8000, past "
        "any proxy that speaks TLS; else the host's name and the port.",
    )
    data_seconds: float = Field(
        default=604_800.0, gt=0, description="Runs that were not seen for this long are removed from there."
    )
    data_bytes: int = Field(
        default=2 * 2**30,
        ge=2**20,
        description="What they may take there in all, in bytes; then the oldest go, but none that a server holds.",
    )
    kept_seconds: float = Field(
        default=7_776_000.0,
        gt=0,
        description="Runs that were kept under a link are removed when nobody has opened them for this long.",
    )
    kept_bytes: int = Field(
        default=2**30, ge=2**20, description="What kept runs may take there in all, in bytes; then no more are kept."
    )
    mnist: Path | None = Field(
        default=None,
        description="File with the images of the task mnist (.npz, IDX or .csv), or folder of the four IDX files; "
        "else the extra [mnist].",
    )
    kernels: bool = Field(default=True, description="Whether runs may use the fused kernels once they are compiled.")
    journal: bool = Field(default=False, description="Whether what happens is written to standard error, as JSON.")
    metrics: bool = Field(default=False, description="Whether GET /metrics answers.")

    @property
    def database(self) -> DatabaseAddress | None:
        """Where the database is that the settings name; None leaves runs to the directory, if there is one."""
        return None if self.database_url is None else database_address(self.database_url.get_secret_value())

    @property
    def has_store(self) -> bool:
        """Whether runs outlive the server."""
        return self.database_url is not None or self.data is not None

    @field_validator("database_url")
    @classmethod
    def _is_known(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            database_address(value.get_secret_value())
        return value

    @field_validator("peer_address")
    @classmethod
    def _is_plain(cls, value: str | None) -> str | None:
        if value is not None and not PEER_ADDRESS.fullmatch(value):
            raise ValueError(
                "the servers of a database speak plain HTTP with each other; write http://HOST:PORT, the address and "
                "the port at which this server itself listens"
            )
        return value

    @field_validator("allowed_hosts", "allowed_origins", "frame_ancestors", mode="before")
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
