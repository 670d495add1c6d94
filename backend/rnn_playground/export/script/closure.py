"""Everything that a definition needs of this package: the definitions that it names, theirs, and so on."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from rnn_playground.export.script.module_source import PACKAGE, Definition, ModuleSource, Origin
from rnn_playground.export.script.pruned_module import pruned_module, words
from rnn_playground.export.script.references import References, references

VALIDATORS = {"model_validator", "field_validator"}


@dataclass
class Closure:
    """``kept``: by the origin of their names; ``imports``: of other packages, by local name.

    ``attributes``: every name after a dot in what is kept: a method or a field that nobody names is left out.
    """

    kinds: Collection[str]
    used: set[str]
    stand_ins: Mapping[Origin, Origin]
    modules: dict[str, ModuleSource] = field(default_factory=dict)
    kept: dict[Origin, Definition] = field(default_factory=dict)
    imports: dict[str, Origin] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)

    def module(self, name: str) -> ModuleSource:
        """Return a module as the document needs it."""
        if name not in self.modules:
            mentioned = words(name) & frozenset(self.kinds)
            self.modules[name] = pruned_module(name, mentioned, mentioned & self.used)
        return self.modules[name]

    def resolve(self, module: str, name: str) -> Origin | None:
        """Return where ``name``, as ``module`` uses it, is defined; None of a builtin."""
        source = self.module(module)
        if Origin(module, name) in self.stand_ins:
            return self.stand_ins[Origin(module, name)]
        if source.defining(name):
            return Origin(module, name)
        if name in source.imports:
            origin = source.imports[name]
            return self.resolve(*origin) if origin.module.startswith(PACKAGE) else origin
        if hasattr(builtins, name):
            return None
        raise NameError(f"{module} names {name}, which it neither defines nor imports")

    def definition(self, origin: Origin) -> Definition | None:
        """Return the definition at ``origin``, a place in this package."""
        return self.module(origin.module).defining(origin.name) if origin.module.startswith(PACKAGE) else None

    def parts(self, definition: Definition) -> list[ast.AST]:
        """Return what is kept of a definition: of a class its bases, its decorators and the members that are named."""
        node = definition.node
        if not isinstance(node, ast.ClassDef):
            return [node]
        bases = [] if self.is_document(node.name) else [*node.bases, *node.decorator_list]
        if self.is_document(node.name):
            bases = [base for base in node.bases if isinstance(base, ast.Name) and base.id != "Document"]
        return [*bases, *(member for member in node.body if self._is_kept(node, member))]

    def is_document(self, name: str) -> bool:
        """Tell whether a class is a part of the experiment's document."""
        return name in self.kinds

    def is_plain(self, module: str, annotation: ast.expr) -> bool:
        """Tell whether everything that an annotation names is a builtin, imported from elsewhere or kept."""
        named = [self.resolve(module, each.id) for each in ast.walk(annotation) if isinstance(each, ast.Name)]
        return all(each is None or each in self.kept or _is_elsewhere(each) for each in named)

    def _is_kept(self, node: ast.ClassDef, member: ast.stmt) -> bool:
        document = self.is_document(node.name)
        match member:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                named = {
                    each.id for decorator in decorators for each in ast.walk(decorator) if isinstance(each, ast.Name)
                }
                return not named & VALIDATORS and (name in self.attributes or name.startswith("__"))
            case ast.AnnAssign(target=ast.Name(id=name)) if document:
                return name in self.attributes
            case _:
                return True

    def references(self, definition: Definition) -> References:
        """Return what the kept parts of a definition refer to."""
        found = References()
        for part in self.parts(definition):
            if (
                self.is_document(definition.names[0])
                and isinstance(part, ast.AnnAssign)
                and not is_class_variable(part)
            ):
                continue  # its default is the document's matter
            more = references(part)
            found.names += more.names
            found.annotated += more.annotated
            found.attributes |= more.attributes
        return found

    def follow(self, roots: Collection[Origin]) -> None:
        """Keep what is defined at ``roots`` and all that it refers to."""
        waiting = list(roots)
        while waiting:
            origin = waiting.pop()
            if origin in self.kept:
                continue
            definition = self.definition(origin)
            assert definition is not None, origin
            for name in definition.names:
                self.kept[Origin(origin.module, name)] = definition
            found = self.references(definition)
            self.attributes |= found.attributes
            waiting += self._needed(origin.module, found)

    def _needed(self, module: str, found: References) -> Iterator[Origin]:
        for node in found.names:
            origin = self.resolve(module, node.id)
            if origin is not None and origin.module.startswith(PACKAGE):
                yield origin
            elif origin is not None:
                self.imports[node.id] = origin
        for node in found.annotated:
            origin = self.resolve(module, node.id)
            if origin is not None and self._is_alias(origin):
                yield origin

    def _is_alias(self, origin: Origin) -> bool:
        """Tell whether ``origin`` is a name for a type that needs nothing of the document's classes."""
        definition = self.definition(origin)
        if definition is None or not isinstance(definition.node, ast.Assign):
            return False
        named = [self.resolve(origin.module, each.id) for each in references(definition.node.value).names]
        return all(each is None or _is_elsewhere(each) or self._is_alias(each) for each in named)


def close(
    roots: Collection[Origin], kinds: Collection[str], used: Collection[str], stand_ins: Mapping[Origin, Origin]
) -> Closure:
    """Return what ``roots`` need of this package for a document made of the classes ``used`` among ``kinds``."""
    closure, before = Closure(kinds, set(used), stand_ins), -1
    while before != (size := len(closure.attributes) + len(closure.used)):
        before = size
        closure = Closure(kinds, closure.used, stand_ins, attributes=closure.attributes)
        closure.follow(roots)
        closure.used |= {origin.name for origin in closure.kept if origin.name in kinds}
    return closure


def _is_elsewhere(origin: Origin) -> bool:
    return not origin.module.startswith(PACKAGE) and not origin.module.startswith("pydantic")


def is_class_variable(node: ast.AnnAssign) -> bool:
    """Tell whether a member belongs to its class, and is no field."""
    return isinstance(node.annotation, ast.Subscript) and getattr(node.annotation.value, "id", "") == "ClassVar"
