"""What Node 20 has and later versions have removed, where a source uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..json_text.grammar import parse
from .handlers import literal, property_of, text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_KEPT = 128
_OF_UTIL = (
    *("isBoolean", "isBuffer", "isDate", "isError", "isFunction", "isNull", "isNullOrUndefined", "isNumber"),
    *("isObject", "isPrimitive", "isRegExp", "isString", "isSymbol", "isUndefined", "log"),
)
# By module and name: the first even major without it, read from Node 20.18, 22.20 and 24.19 themselves.
REMOVED: Mapping[str, Mapping[str, int]] = {
    "crypto": {"createCipher": 22, "createDecipher": 22, "Cipher": 24, "Decipher": 24},
    "util": dict.fromkeys(_OF_UTIL, 24),
    "sys": dict.fromkeys(_OF_UTIL, 24),
    "timers": {"enroll": 24, "unenroll": 24, "active": 24},
    "tls": {"createSecurePair": 24},
    "process": {"assert": 24},
}


@dataclass(frozen=True, slots=True)
class RemovedApi:
    """One use: `crypto.createCipher`, the major that is without it, and where."""

    name: str
    major: int
    line: int
    column: int


@lru_cache(_KEPT)
def find_removed_apis(source: str) -> tuple[RemovedApi, ...]:
    """Each that is used, once."""
    data = source.encode("utf-8", "replace")
    lines = data.split(b"\n")
    root = parse(data).root_node
    modules = {"process": "process"}
    found: dict[str, RemovedApi] = {}

    def note(module: str, name: str, node: Node) -> None:
        major = REMOVED.get(module, {}).get(name)
        if major is not None:
            row, column = node.start_point
            place = len(lines[row][:column].decode("utf-8", "replace")) + 1
            found.setdefault(f"{module}.{name}", RemovedApi(f"{module}.{name}", major, row + 1, place))

    for node in walk(root):
        if node.type == "variable_declarator":
            module = _required(node.child_by_field_name("value"))
            target = node.child_by_field_name("name")
            if module is None or target is None:
                continue
            if target.type == "identifier":
                modules[text(target)] = module
            for child in target.named_children if target.type == "object_pattern" else ():
                key = child.child_by_field_name("key") or child.child_by_field_name("left") or child
                note(module, text(key), child)
        elif node.type == "import_statement":
            module = _builtin(literal(node.child_by_field_name("source")))
            for inner in walk(node) if module is not None else ():
                if inner.type == "import_specifier":
                    note(module or "", text(inner.child_by_field_name("name")), inner)
                elif inner.type == "identifier" and module is not None:
                    modules.setdefault(text(inner), module)
        elif node.type in ("member_expression", "subscript_expression"):
            above, name = node.child_by_field_name("object"), property_of(node)
            module = modules.get(text(above)) if above is not None and above.type == "identifier" else _required(above)
            if module is not None and name is not None:
                note(module, name, node)
    return tuple(found.values())


def _required(node: Node | None) -> str | None:
    """The module that `require('node:crypto')` stands for."""
    if node is None or node.type != "call_expression" or text(node.child_by_field_name("function")) != "require":
        return None
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return _builtin(literal(given[0])) if len(given) == 1 else None


def _builtin(name: str | None) -> str | None:
    module = name.removeprefix("node:") if name is not None else ""
    return module if module in REMOVED and module != "process" else None
