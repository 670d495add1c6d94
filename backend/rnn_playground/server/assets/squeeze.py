"""Code without its comments and the white space that nobody needs; every other token stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import rcssmin
from tree_sitter import Node, Parser, Query, QueryCursor

from rnn_playground.server.assets.module import JAVASCRIPT

_PARTS = Query(JAVASCRIPT, "(comment) @comment [(string) (template_string) (regex)] @kept (hash_bang_line) @kept")
# A line's end goes where the expression goes on, not where it may stand for a semicolon.
_STEPS = (
    (re.compile(rb"[ \t\r\n]*\n[ \t\r\n]*"), b"\n"),
    (re.compile(rb"[ \t]+"), b" "),
    (re.compile(rb" ?([{(\[!*~])"), rb"\1"),
    (re.compile(rb"[ \n]?([;,?:=<>&|%^])"), rb"\1"),
    (re.compile(rb"([{(\[;,?:=<>&|!*%^~])[ \n]"), rb"\1"),
    (re.compile(rb"[ \n]?([})\]])"), rb"\1"),
    (re.compile(rb"([})\]]) "), rb"\1"),
    (re.compile(rb"(?<=[)\]}\w])\n(?=\??\.[a-zA-Z#])"), b""),
)
_STANDS_FOR_KEPT = b"\x01"


def squeezed_script(source: bytes) -> bytes:
    """Return a script that is made of the same tokens."""
    root = Parser(JAVASCRIPT).parse(source).root_node
    kept: list[bytes] = []
    pieces: list[bytes] = []
    at = 0
    for node, comment in _parts(root):
        if node.start_byte < at:
            continue  # within a template that stays as it is
        pieces.append(source[at : node.start_byte])
        text = source[node.start_byte : node.end_byte]
        if comment:
            pieces.append(b"\n" if b"\n" in text else b" ")
        else:
            kept.append(text)
            pieces.append(_STANDS_FOR_KEPT)
        at = node.end_byte
    code = b"".join([*pieces, source[at:]])
    for pattern, replacement in _STEPS:
        code = pattern.sub(replacement, code)
    texts = iter(kept)
    return re.sub(_STANDS_FOR_KEPT, lambda _: next(texts), code).strip()


def _parts(root: Node) -> Iterator[tuple[Node, bool]]:
    found = QueryCursor(_PARTS).captures(root)
    both = [(node, kind == "comment") for kind, nodes in found.items() for node in nodes]
    return iter(sorted(both, key=lambda part: (part[0].start_byte, -part[0].end_byte)))


# "a :is(b)" chooses among what is inside a. Within a layer rcssmin takes such a colon for that of a declaration and
# closes up to it; a star before it keeps the meaning and weighs nothing.
_DESCENDANT = re.compile(r"(?<=[^\s{};,>+~(]) +(?=::?[a-z-][^;{}]*\{)")


def squeezed_style(source: bytes) -> bytes:
    """Return a style sheet that says the same."""
    styles: str = rcssmin.cssmin(_DESCENDANT.sub(" *", source.decode()))
    return styles.encode()


def squeezed_words(source: bytes) -> bytes:
    """Return the same JSON on one line."""
    return json.dumps(json.loads(source), ensure_ascii=False, separators=(",", ":")).encode()
