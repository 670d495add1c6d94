"""All modules as one script: for a document that carries everything it needs."""

from __future__ import annotations

from rnn_playground.server.assets.joined import Chunk, Read, block, in_order, names_of, reachable


def joined_alone(entry: str, read: Read) -> bytes:
    """Return one script that stands for ``entry`` and all that it ever loads; raises NotUnderstood.

    What would be loaded later is evaluated at the beginning, behind everything that is wanted at once.
    """
    modules = reachable(entry, read)
    numbers = {path: number for number, path in enumerate(modules)}
    parts = [path for module in modules.values() for path in module.loads]
    order = dict.fromkeys(path for part in [entry, *parts] for path in in_order(part, modules))
    chunk = Chunk(entry, [modules[path] for path in order])
    pending = set(order)
    code = [f"let {names_of(order, numbers)};".encode()]
    for module in chunk.modules:
        code.append(block(module, chunk, modules, numbers, pending, alone=True))
        pending.discard(module.path)
    return b"\n".join(code) + b"\n"
