"""Many modules as few files: what the page begins with in one, and one for each part that is loaded later.

A module becomes a block of its own, so its names stay its own; what it exports is kept in ``$mN``, and what it imports
is read from there at the block's beginning. That is what ``import`` and ``export`` mean as long as an exported name
never changes, which `module` sees to. Each module is in one file alone, so it is evaluated once, as ever.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rnn_playground.server.assets.module import OWN, Import, Module, NotUnderstood, parse_module

Read = Callable[[str], bytes]
"""Gives the source of the module at a path; raises FileNotFoundError."""


@dataclass
class Chunk:
    """Modules that are wanted together, in the order in which they are evaluated; ``path`` is the file's."""

    path: str
    modules: list[Module] = field(default_factory=list)


def joined(entry: str, read: Read) -> dict[str, bytes]:
    """Return the files that stand for ``entry`` and all that it loads, by path; raises NotUnderstood."""
    modules = reachable(entry, read)
    numbers = {path: number for number, path in enumerate(modules)}
    chunks = _chunks(entry, modules)
    home = {module.path: chunk for chunk in chunks for module in chunk.modules}
    wanted = {entry} | {path for module in modules.values() for path in module.loads}
    files = {chunk.path: _write(chunk, modules, numbers, home) for chunk in chunks}
    for path in sorted(wanted):
        files[path] = files.get(path, b"") + _front(modules[path], numbers[path], home[path])
    return files


def reachable(entry: str, read: Read) -> dict[str, Module]:
    """Return ``entry`` and all modules that it loads, at once or later, by path."""
    modules: dict[str, Module] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in modules:
            modules[path] = module = parse_module(path, read(path))
            waiting += [*(each.path for each in module.imports), *module.loads]
    return modules


def _chunks(entry: str, modules: Mapping[str, Module]) -> list[Chunk]:
    """Group the modules by which of the parts need them: so none is loaded in vain, and none twice."""
    first = in_order(entry, modules)
    parts = dict.fromkeys(path for module in modules.values() for path in module.loads)
    needed_by: dict[str, list[str]] = {}
    order: dict[str, None] = {}
    for part in sorted(parts):
        for path in in_order(part, modules):
            if path not in first:
                needed_by.setdefault(path, []).append(part)
                order[path] = None
    groups: dict[tuple[str, ...], Chunk] = {}
    for path in order:
        group = tuple(needed_by[path])
        name = group[0] if len(group) == 1 else f"joined/{len(groups)}.js"
        groups.setdefault(group, Chunk(name)).modules.append(modules[path])
    return [Chunk(entry, [modules[path] for path in first]), *groups.values()]


def in_order(entry: str, modules: Mapping[str, Module]) -> list[str]:
    """Return what ``entry`` imports, itself last, in the order in which a browser evaluates it."""
    order: dict[str, None] = {}
    begun = set()

    def visit(path: str) -> None:
        if path in begun:
            return
        begun.add(path)
        for each in modules[path].imports:
            visit(each.path)
        order[path] = None

    visit(entry)
    return list(order)


def _write(chunk: Chunk, modules: Mapping[str, Module], numbers: Mapping[str, int], home: Mapping[str, Chunk]) -> bytes:
    """Return the file of one chunk: what it takes from others, its modules, what others take from it."""
    here = {module.path for module in chunk.modules}
    taken: dict[str, set[str]] = {}
    for module in chunk.modules:
        for each in module.imports:
            if each.path not in here:
                taken.setdefault(home[each.path].path, set()).add(each.path)
    lines = [
        f"import {{{names_of(paths, numbers)}}} from '{_relative(chunk.path, path)}';"
        for path, paths in sorted(taken.items())
    ]
    lines.append(f"let {names_of(here, numbers)};")
    code = ["\n".join(lines).encode()]
    done: set[str] = set()
    for module in chunk.modules:
        code.append(block(module, chunk, modules, numbers, pending=here - done))
        done.add(module.path)
    given = {
        each.path
        for module in modules.values()
        if home[module.path] is not chunk
        for each in module.imports
        if each.path in here
    } | {path for module in modules.values() for path in module.loads if path in here and path != chunk.path}
    if given:
        code.append(f"export {{{names_of(given, numbers)}}};".encode())
    return b"\n".join(code) + b"\n"


def _front(module: Module, number: int, chunk: Chunk) -> bytes:
    """Return what lets the module be imported under its own path."""
    away = (
        "" if chunk.path == module.path else f"import {{{OWN}{number}}} from '{_relative(module.path, chunk.path)}';\n"
    )
    named = f"export const {{{', '.join(module.exports)}}} = {OWN}{number};\n" if module.exports else ""
    return (away + named).encode()


def block(
    module: Module,
    chunk: Chunk,
    modules: Mapping[str, Module],
    numbers: Mapping[str, int],
    pending: set[str],
    *,
    alone: bool = False,
) -> bytes:
    """Return a module as a block that sets what it exports; ``pending`` modules come after it.

    ``alone``: everything is in this one file, so what is loaded later is there already.
    """
    head = [line for each in module.imports for line in _bindings(module, each, modules, numbers, pending)]
    exported = ", ".join(module.exports)
    tail = f"{OWN}{numbers[module.path]} = {{{exported}}};"
    body = _body(module, chunk, numbers if alone else None)
    return b"\n".join([b"{", *(line.encode() for line in head), body, tail.encode(), b"}"])


def _bindings(
    module: Module, each: Import, modules: Mapping[str, Module], numbers: Mapping[str, int], pending: set[str]
) -> Iterator[str]:
    """Return declarations for what one statement imports."""
    source, there = f"{OWN}{numbers[each.path]}", modules[each.path]
    for name, _ in each.names:
        if name not in there.exports:
            raise NotUnderstood(f"{module.path}: {each.path} exports no '{name}'")
    if each.path in pending:
        yield from _called_later(module, each, source, there)
        return
    if each.whole:
        yield f"const {each.whole} = {source};"
    if each.names:
        names = ", ".join(name if name == here else f"{name}: {here}" for name, here in each.names)
        yield f"const {{{names}}} = {source};"


def _called_later(module: Module, each: Import, source: str, there: Module) -> Iterator[str]:
    """In a circle the other module is evaluated after this one: its functions are looked up when they are called."""
    for name, here in each.names:
        if name not in there.functions:
            raise NotUnderstood(f"{module.path}: '{name}' of {each.path}, which imports it in turn, is no function")
        yield f"const {here} = (...values) => {source}.{name}(...values);"
    if each.whole:
        raise NotUnderstood(f"{module.path}: all of {each.path}, which imports it in turn; name what is needed")


def _body(module: Module, chunk: Chunk, alone: Mapping[str, int] | None) -> bytes:
    """Return the code without its imports and the word ``export``, with addresses as they are from the chunk's file."""
    edits = [(start, end, "") for start, end in module.cuts]
    for start, end, path in module.later:
        if path and alone is not None:
            edits.append(_already_there(module, start, end, f"{OWN}{alone[path]}"))
            continue
        address = f"'{_relative(chunk.path, path or module.path)}'"
        edits.append((start, end, address if path else f"new URL({address}, import.meta.url).href"))
    pieces, at = [], 0
    for start, end, text in sorted(edits):
        pieces += [module.source[at:start], text.encode()]
        at = end
    return b"".join([*pieces, module.source[at:]]).strip()


def _already_there(module: Module, start: int, end: int, name: str) -> tuple[int, int, str]:
    """Return what stands for an ``import()`` of what is in this file; its text is from ``start`` to ``end``."""
    call = len(b"import(")
    if module.source[start - call : start] != b"import(" or module.source[end : end + 1] != b")":
        raise NotUnderstood(f"{module.path}: an import() with more than a text in quotes; write import('./path.js')")
    return start - call, end + 1, f"Promise.resolve().then(() => {name})"


def _relative(origin: str, path: str) -> str:
    relative = posixpath.relpath(path, posixpath.dirname(origin) or ".")
    return relative if relative.startswith(".") else f"./{relative}"


def names_of(paths: Iterable[str], numbers: Mapping[str, int]) -> str:
    """Return the names under which what modules export is kept, with commas."""
    return ", ".join(f"{OWN}{number}" for number in sorted(numbers[path] for path in paths))
