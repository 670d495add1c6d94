"""The page's files and Plotly, served from memory: compressed once, with an ETag each."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".safetensors": "application/octet-stream",
}
COMPRESSED = {".html", ".js", ".css", ".json", ".svg"}
# What the page is made of; development tools beside it are not served.
SERVED = ("index.html", "favicon.svg", "main.js", "connection.js", "src", "styles", "text", "recordings")
REVALIDATE, KEEP_AN_HOUR = "no-cache", "public, max-age=3600"


@dataclass(frozen=True)
class _Loaded:
    modified: int
    etag: str
    plain: bytes
    compressed: bytes | None


def page_directory() -> Path:
    """Return where the page lies: inside the installed package, or beside ``backend`` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside, beside = package / "frontend", package.parents[1] / "frontend"
    return inside if inside.is_dir() else beside


def plotly_path() -> Path:
    """Return the Plotly.js that the installed ``plotly`` package carries; the package itself is not imported."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package 'plotly' is not installed; install it: pip install plotly")
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


class Page:
    """Serves the files below ``directory``; a file that changes on disk is loaded anew."""

    def __init__(self, directory: Path, plotly: Path) -> None:
        self._directory, self._plotly = directory.resolve(), plotly
        self._loaded: dict[Path, _Loaded] = {}
        self._loading = asyncio.Lock()

    async def file(self, request: Request) -> Response:
        """Answer ``GET /{path}``; the empty path is the page itself."""
        name = request.path_params.get("path") or "index.html"
        path = (self._directory / name).resolve()
        inside = path.is_relative_to(self._directory)
        if not inside or path.relative_to(self._directory).parts[:1] not in {(part,) for part in SERVED}:
            raise HTTPException(404)
        return await self._answer(request, path, REVALIDATE)

    async def plotly(self, request: Request) -> Response:
        """Answer ``GET /vendor/plotly.min.js``."""
        return await self._answer(request, self._plotly, KEEP_AN_HOUR)

    async def _answer(self, request: Request, path: Path, cache: str) -> Response:
        if path.suffix not in TYPES or not path.is_file():
            raise HTTPException(404)
        async with self._loading:
            file = self._loaded.get(path)
            if file is None or file.modified != path.stat().st_mtime_ns:
                file = self._loaded[path] = await asyncio.to_thread(_load, path)
        headers = {"etag": file.etag, "cache-control": cache, "vary": "accept-encoding"}
        if file.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        body = file.plain
        if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["content-encoding"] = file.compressed, "gzip"
        return Response(body, media_type=TYPES[path.suffix], headers=headers)


def _load(path: Path) -> _Loaded:
    modified, plain = path.stat().st_mtime_ns, path.read_bytes()
    compressed = gzip.compress(plain, 6, mtime=0) if path.suffix in COMPRESSED else None
    return _Loaded(modified, f'"{hashlib.sha256(plain).hexdigest()[:20]}"', plain, compressed)
