"""Scripts keep their meaning: the same tree of tokens, for every module of the page and for what is easily spoilt."""

from __future__ import annotations

from tree_sitter import Node, Parser

from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.assets.module import JAVASCRIPT
from rnn_playground.server.assets.squeeze import squeezed_script, squeezed_style, squeezed_words

MODULES = sorted(path for path in page_directory().rglob("*.js") if "node_modules" not in path.parts)
EASILY_SPOILT = r"""
#!/usr/bin/env node
const a = b + +c - -d + ++e - --f, g = a / /re[/]/.source.length / 2; // a comment's "quote
const t = `one  ${ x ? `two  ${ "//no" }` : 'http://no' }  /* no */`;
const r = /\/\*  [`"']/g, s = '\'  //  no', u = "\"  /*  no */";
let i = 1 .toString() + 1. .toFixed() + .5 + (x ? .5 : 1), { y = 1 , ...rest } = z;
const f = async (p) => { return await p ?. q ?? p ?. [0] };
function* h() { yield * h(); return /x/ }
class C { #x = 1; static { C.y = 1 } get z() { return this.#x } static async *w() { } }
label: for (const k of [1, 2]) { if (k in o) continue label; else break }
do i ++; while (i < 3)
const n = a
const o = b
n
++o
if (a) { b }
!c
x = y
  .then(z)
  ?.w
return_ = typeof x instanceof Y
"""


def tree(source: bytes) -> list[tuple[str, bytes]]:
    """The kinds of all nodes in order, with the text of those without parts; comments and semicolons aside."""
    found: list[tuple[str, bytes]] = []

    def visit(node: Node) -> None:
        if node.type in {"comment", ";"}:
            return
        parts = [] if node.type in ("string", "template_string", "regex") else node.children
        found.append((node.type, b"" if parts else node.text or b""))
        for part in parts:
            visit(part)

    root = Parser(JAVASCRIPT).parse(source).root_node
    assert not root.has_error
    visit(root)
    return found


def test_every_module_of_the_page_stays_the_same_tree():
    for path in MODULES:
        source = path.read_bytes()
        squeezed = squeezed_script(source)
        assert tree(squeezed) == tree(source), path
        assert len(squeezed) < len(source), path


def test_what_is_easily_spoilt_stays():
    source = EASILY_SPOILT.strip().encode()
    assert tree(squeezed_script(source)) == tree(source)


def test_comments_and_indentation_go():
    source = b"/** says */\nexport function f ( a , b ) {\n  // why\n  return a + b ;\n}\n"
    assert squeezed_script(source) == b"export function f(a,b){return a + b;}"


def test_what_is_inside_another_element_stays_inside():
    rules = b'.b[c="d"] :is(.e, .f) { color: red; } g :hover, h > :focus { color :blue }'
    squeezed = squeezed_style(b"@layer a { @media (width > 9px) { %s } }" % rules).decode()
    assert '.b[c="d"] *:is(.e,.f){' in squeezed
    assert "g *:hover,h>:focus{color:blue}" in squeezed


def test_styles_and_words():
    assert squeezed_style(b"/* why */\na { color : var( --ink ) ; }\n") == b"a{color:var(--ink)}"
    assert squeezed_words('{\n  "a": "β  γ"\n}'.encode()) == '{"a":"β  γ"}'.encode()
