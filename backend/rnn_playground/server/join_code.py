"""The code of a classroom: who has it gets a cookie, who has none sees a form that asks for it and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from html import escape
from typing import Literal
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rnn_playground.server.allowance import Guesses, visitor_of
from rnn_playground.server.peers import handover

Language = Literal["en", "ko"]
# The referrer policy of the page would hide the form's origin, by which the server knows its own.
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin"><title>{title} · RNN Playground</title>
<main><h1>RNN Playground</h1><form method="post"><p id="ask">{ask}</p>{problem}
<p><label>{label} <input name="join" autocomplete="off" autocapitalize="off" spellcheck="false" required autofocus
 aria-describedby="ask{described}"{invalid}></label> <button>{button}</button></p></form></main></html>"""
PROBLEM = '<p id="problem" role="alert"><strong>{words}</strong></p>'
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Join the class",
        "ask": "This classroom has a code. Your teacher can tell it.",
        "label": "Code",
        "button": "Join",
        "wrong": "“{code}” is not the code. Look at it once more and type it again.",
        "wait": "Too many wrong codes were typed. Try again in {seconds} s.",
    },
    "ko": {
        "title": "수업 참여",
        "ask": "이 수업에는 참여 코드가 있습니다. 코드는 선생님께 여쭤보세요.",
        "label": "참여 코드",
        "button": "들어가기",
        "wrong": "‘{code}’: 코드가 맞지 않습니다. 다시 확인하고 입력하세요.",
        "wait": "틀린 코드가 너무 많이 입력되었습니다. {seconds}초 뒤에 다시 시도하세요.",
    },
}


def language_of(accepted: str) -> Language:
    """Return the language that an Accept-Language header prefers, of those there are."""
    names = [part.partition(";")[0].strip().lower().partition("-")[0] for part in accepted.split(",")]
    return next((language for name in names for language in WORDS if language == name), "en")


def asking(language: Language) -> bytes:
    """Return the form."""
    return _form(language, "")


def asking_again(language: Language, code: str) -> bytes:
    """Return the form that says that ``code`` is wrong."""
    return _form(language, WORDS[language]["wrong"].format(code=code))


def asking_later(language: Language, seconds: int) -> bytes:
    """Return the form that says how long to wait."""
    return _form(language, WORDS[language]["wait"].format(seconds=seconds))


def _form(language: Language, problem: str) -> bytes:
    words = WORDS[language]
    return PAGE.format(
        language=language,
        title=words["title"],
        ask=words["ask"],
        label=words["label"],
        button=words["button"],
        problem=PROBLEM.format(words=escape(problem)) if problem else "",
        described=" problem" if problem else "",
        invalid=' aria-invalid="true"' if problem else "",
    ).encode()


COOKIE = "rnn_playground_join"
# Probes come without a cookie and learn nothing about anybody; servers prove themselves to each other.
OPEN = frozenset({"/healthz", "/readyz", handover.PATH})
# A code and its name; who sends more is not typing one.
MOST_BODY = 1024
FORM = "application/x-www-form-urlencoded"


class JoinCode:
    """ASGI middleware in front of everything but health; None for ``code`` lets everybody in.

    The cookie is made with a ``secret`` that only this server has, and those that share its database: it opens no
    other one, and says nothing of the code. The form sends what is typed as a body, which no address shows; a link may
    carry the code all the same, as ``?join=…``.
    """

    def __init__(
        self, app: ASGIApp, code: str | None, secret: bytes | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._code, self._guesses = app, code, Guesses(clock)
        self._pass = hmac.new(secret or secrets.token_bytes(32), (code or "").encode(), hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through who has the cookie; give it to who knows the code; ask the others."""
        if self._code is None or scope["type"] not in ("http", "websocket") or self._is_let_in(scope):
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008, "reason": "the classroom's code is missing"})
        language, address = language_of(Headers(scope=scope).get("accept-language", "")), visitor_of(scope)
        offered = await _offered(scope, receive)
        if offered is None:
            return await _page(401, asking(language))(scope, receive, send)
        if seconds := self._guesses.wait(address):
            later = {"retry-after": str(seconds)}
            return await _page(429, asking_later(language, seconds), later)(scope, receive, send)
        if hmac.compare_digest(offered.encode(), self._code.encode()):
            return await self._welcome(scope)(scope, receive, send)
        self._guesses.note_wrong(address)
        return await _page(401, asking_again(language, offered))(scope, receive, send)

    def _is_let_in(self, scope: Scope) -> bool:
        if scope["path"].removeprefix(scope.get("root_path", "")) in OPEN:
            return True
        # Other applications of the host set cookies, too: read as browsers do, none of them hides this one.
        offered = (value for cookies in Headers(scope=scope).getlist("cookie") for value in _values(cookies))
        return any(hmac.compare_digest(value.encode(), self._pass.encode()) for value in offered)

    def _welcome(self, scope: Scope) -> HTMLResponse:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{COOKIE}={self._pass}; HttpOnly; SameSite=Strict{secure}"
        # Relative, as every address of the page: it holds under a sub-path, too.
        return _page(303, b"", {"location": "?", "set-cookie": cookie})


def _values(cookies: str) -> list[str]:
    """Return what is offered as the code's cookie; of another path there may be one of the same name."""
    return [value for each in cookies.split(";") if (value := cookie_parser(each).get(COOKIE)) is not None]


async def _offered(scope: Scope, receive: Receive) -> str | None:
    """Return the code that a request carries: in the form's body, or in its address."""
    form = scope["query_string"]
    if scope["method"] == "POST" and Headers(scope=scope).get("content-type", "").partition(";")[0] == FORM:
        form, more = b"", True
        while more and len(form) <= MOST_BODY:
            message = await receive()
            form += message.get("body", b"")
            more = message.get("more_body", False)
    return next(iter(parse_qs(form[:MOST_BODY].decode("latin-1")).get("join", [])), None)


def _page(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(body, status, {"cache-control": "no-store", **(headers or {})})
