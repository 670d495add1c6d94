"""The form that asks for a classroom's code, in the language that the browser prefers; it needs no file of the page."""

from __future__ import annotations

from html import escape
from typing import Literal

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
