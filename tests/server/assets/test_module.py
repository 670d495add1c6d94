"""What a module imports, exports and loads later; what cannot be joined is named with its place and a remedy."""

from __future__ import annotations

import pytest

from rnn_playground.server.assets.module import Import, NotUnderstood, parse_module

SOURCE = b"""
// import { no } from './comment.js';
import { a, b as c } from './a.js';
import * as all from '../all.js';
import './effect.js';
const text = "export const no = import('./string.js')";
export const first = 1, second = `${import.meta.url} export const no`;
export function read() { return import('./later.js').then(({ x }) => x); }
export async function wait() { await 1; const f = async () => await 2; for await (const x of y) {} }
export function* each() {}
export class Thing {}
"""


def test_a_module_is_taken_apart():
    module = parse_module("src/here.js", SOURCE)
    assert module.imports == (
        Import("src/a.js", (("a", "a"), ("b", "c")), None),
        Import("all.js", (), "all"),
        Import("src/effect.js", (), None),
    )
    assert list(module.exports) == ["first", "second", "read", "wait", "each", "Thing"]
    assert module.functions == {"read", "wait", "each"}
    assert module.loads == ("src/later.js",)
    assert [SOURCE[start:end] for start, end, _ in module.later] == [b"import.meta.url", b"'./later.js'"]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("export let x = 1;", "line 1: an export that may change; export a function"),
        ("\nexport var x = 1;", "line 2: an export that may change"),
        ("const x = 1;\nexport { x };", "line 2: an export without a declaration; write 'export' before"),
        ("export { x } from './x.js';", "an export without a declaration"),
        ("export * from './x.js';", "an export without a declaration"),
        ("export default 1;", "an export without a declaration"),
        ("export default function f() {}", "an export without a declaration"),
        ("export const { x } = y;", "a pattern that is exported; export each name by itself"),
        ("import x from './x.js';", "a default import; export and import it by its name"),
        ("import { x } from 'x';", "'x', which is no path to a module of the page"),
        ("import { x } from '../../x.js';", "which is no path to a module of the page"),
        ("import(name);", "import() of what is not a text in quotes"),
        ("import(`./${x}.js`);", "import() of what is not a text in quotes"),
        ("const m = import.meta;", "import.meta without .url"),
        ("await x;", "an await outside of any function"),
        ("for await (const x of y) {}", "an await outside of any function"),
        ("const $m1 = 0;", "'$m' begins a name of the server's own"),
        ("const = 1;", "is no JavaScript that the parser knows"),
    ],
)
def test_what_cannot_be_joined_is_refused(source, complaint):
    with pytest.raises(NotUnderstood) as refused:
        parse_module("src/x.js", source.encode())
    assert str(refused.value).startswith("src/x.js")
    assert complaint in str(refused.value)
