"""Joined, modules do what they did one by one: run both ways under Node.js and compared."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.assets.joined import joined
from rnn_playground.server.assets.module import NotUnderstood, parse_module
from rnn_playground.server.assets.squeeze import squeezed_script

# Everything that is logged is an observation: order of evaluation, values, identities, names of exports.
PAGE = {
    "main.js": """
        import { log } from './log.js';
        import { count, increase } from './src/counter.js';
        import * as counter from './src/counter.js';
        import { even } from './src/even.js';
        const name = 'main';
        log('main', name, count(), even(4), Object.keys(counter).sort());
        increase();
        log(count(), counter.count());
        globalThis.done = open();
        async function open() {
        const parts = [import('./src/race/race.js'), import('./src/keys.js'), import('./src/counter.js')];
        const [race, keys, again] = await Promise.all(parts);
        log(Object.keys(race).sort(), Object.keys(keys).sort(), Object.keys(again).sort());
        log(race.start(), keys.start(), again.count(), again.increase === increase, keys.where(), race.where());
        log((await race.inner()).deep, (await import('./src/race/race.js')).start === race.start);
        }
    """,
    "log.js": "export function log(...values) { globalThis.seen.push(values); }",
    "src/counter.js": """
        import { log } from '../log.js';
        const name = 'counter';
        let counted = 0;
        log(name);
        export function count() { return counted; }
        export function increase() { counted += 1; return counted; }
        export const step = 1, twice = step * 2;
    """,
    "src/even.js": """
        import { odd } from './odd.js';
        import { log } from '../log.js';
        log('even');
        export function even(n) { return n === 0 || odd(n - 1); }
    """,
    "src/odd.js": """
        import { even as isEven } from './even.js';
        import { log } from '../log.js';
        log('odd');
        export function odd(n) { return n !== 0 && isEven(n - 1); }
    """,
    "src/shared.js": """
        import { increase } from './counter.js';
        import { log } from '../log.js';
        log('shared');
        const made = { by: increase() };
        export function shared() { return made; }
        export class Kept { static value = made.by; }
    """,
    "src/race/race.js": """
        import { shared as same, Kept } from '../shared.js';
        import { log } from '../../log.js';
        import './effect.js';
        log('race');
        export const name = 'race';
        export function start() { return [same().by, Kept.value, same() === globalThis.made ]; }
        export const inner = () => import('./inner.js');
        export const where = () => new URL('../../text/race.json', import.meta.url).pathname.split('/').slice(-2);
    """,
    "src/race/effect.js": "globalThis.seen.push(['effect']);",
    "src/race/inner.js": "import { name } from './race.js'; export const deep = `in ${name}`;",
    "src/keys.js": """
        import { shared } from './shared.js';
        globalThis.made = shared();
        export function start() { return shared().by; }
        export const where = () => new URL('./x.json', import.meta.url).pathname.split('/').slice(-2);
    """,
}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in {**files, "package.json": b'{"type": "module"}'}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def node(*arguments: str) -> str:
    found = shutil.which("node")
    assert found, "Node.js is needed to run the page's modules; make test-python brings it"
    result = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def seen(folder: Path) -> list[list[object]]:
    main = (folder / "main.js").as_uri()
    code = f"globalThis.seen = []; await import('{main}'); await done; console.log(JSON.stringify(seen));"
    observations: list[list[object]] = json.loads(node("--input-type=module", "--eval", code))
    return observations


def page() -> dict[str, bytes]:
    return {path: source.encode() for path, source in PAGE.items()}


def test_joined_modules_do_what_they_did_one_by_one(tmp_path):
    files = joined("main.js", page().__getitem__)
    squeezed = {path: squeezed_script(code) for path, code in files.items()}
    apart = seen(write(tmp_path / "apart", page()))
    assert len(apart) > 8
    assert seen(write(tmp_path / "joined", files)) == apart
    assert seen(write(tmp_path / "squeezed", squeezed)) == apart


def test_each_module_is_in_one_file_and_parts_stay_apart():
    files = joined("main.js", page().__getitem__)
    where = {
        mark: [path for path, code in files.items() if mark.encode() in code]
        for mark in ("log('race')", "'effect'", "log('shared')", "log(name)", "in ${name}", "globalThis.made =")
    }
    # The innermost part imports the race, so these two share a file, and all three share what the keys need as well.
    assert where["in ${name}"] == ["src/race/inner.js"]
    assert where["globalThis.made ="] == ["src/keys.js"]
    assert where["log(name)"] == ["main.js"]
    assert where["log('race')"] == where["'effect'"]
    assert len({path for paths in where.values() for path in paths}) == 5
    assert all(len(paths) == 1 for paths in where.values())
    assert {"src/counter.js", "src/race/race.js"} <= set(files)


def test_a_circle_is_joined_where_functions_close_it_and_refused_where_not():
    files = {
        "a.js": b"import { b } from './b.js'; export const a = 1;",
        "b.js": b"import { a } from './a.js'; export const b = 2;",
    }
    with pytest.raises(NotUnderstood, match=r"b\.js: 'a' of a\.js, which imports it in turn, is no function"):
        joined("a.js", files.__getitem__)


def test_a_name_that_nobody_exports_is_refused():
    files = {"a.js": b"import { c } from './b.js';", "b.js": b"export const b = 2;"}
    with pytest.raises(NotUnderstood, match=r"a\.js: b\.js exports no 'c'"):
        joined("a.js", files.__getitem__)


def test_the_page_s_own_modules_are_joined(tmp_path):
    directory = page_directory()
    files = {
        path: squeezed_script(code)
        for path, code in joined("main.js", lambda path: (directory / path).read_bytes()).items()
    }
    folder = write(tmp_path, files)
    for path, code in files.items():
        node("--check", str(folder / path))
        if path != "main.js" and (directory / path).exists():
            as_written = parse_module(path, (directory / path).read_bytes())
            assert exported_at_the_end(code) == set(as_written.exports)


def exported_at_the_end(code: bytes) -> set[str]:
    """The names that the last statement of a part exports."""
    return set(code.rsplit(b"export const{", 1)[1].split(b"}")[0].decode().split(","))
