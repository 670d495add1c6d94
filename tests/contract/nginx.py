"""An nginx of the tests' own, in front of several servers: Debian's program, a directory that goes with it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 60.0
PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
MISSING = "nginx is missing; apt install nginx-light (as root, make test does that), and run the tests again"
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {directory}/pid;
error_log {directory}/log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  map $arg_room $room {{ default $arg_room; '' $request_id; }}
  upstream playground {{
    hash $room consistent;
    {servers}
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://playground;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 60s;
    }}
  }}
}}
"""


class Door:
    """What visitors know of the servers: one address."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.socket_address = f"ws://127.0.0.1:{port}/api/session"


@contextmanager
def nginx_before(ports: Sequence[int], directory: Path) -> Iterator[Door]:
    """An nginx for the length of the block, which sends each room to one of these ports; skips where it is missing."""
    if not Path(PROGRAM).exists():
        pytest.skip(MISSING)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    servers = "\n    ".join(f"server 127.0.0.1:{each} fail_timeout=1s;" for each in ports)
    configuration = directory / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(directory=directory, servers=servers, port=port))
    process = subprocess.Popen([PROGRAM, "-p", directory, "-e", directory / "log", "-c", configuration])
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, (directory / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield Door(port)
    finally:
        process.terminate()
        process.wait(PATIENCE)
