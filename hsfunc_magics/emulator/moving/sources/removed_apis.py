"""What functions call of Node that newer versions of it no longer have, where that is certain (contract §13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...json_text.grammar import make_query, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMBERS_QUERY = "(member_expression object: (_) @object property: (property_identifier) @property) @member"
_BOUND_QUERY = """
(variable_declarator
  name: (_) @name
  value: (call_expression function: (identifier) @function arguments: (arguments . (string (string_fragment) @module)))
  (#eq? @function "require"))
"""
_TYPES = (
    "Boolean Buffer Date Error Function Null NullOrUndefined Number Object Primitive RegExp String Symbol Undefined"
)
# By module and name: the first major of Node without it, and what to use.
_REMOVED: dict[tuple[str, str], tuple[int, str]] = {
    ("crypto", "createCipher"): (22, "crypto.createCipheriv"),
    ("crypto", "createDecipher"): (22, "crypto.createDecipheriv"),
    ("crypto", "DEFAULT_ENCODING"): (20, "an encoding with each call"),
    ("module", "createRequireFromPath"): (16, "module.createRequire"),
    ("process", "assert"): (23, "the module assert"),
    ("tls", "createSecurePair"): (24, "tls.TLSSocket"),
    ("tls", "parseCertString"): (18, "querystring.parse"),
    ("util", "log"): (23, "console.log"),
    **{("util", f"is{name}"): (23, "typeof, instanceof or util.types") for name in _TYPES.split()},
}


def removed_apis(source: str) -> Iterator[tuple[int, str]]:
    """The lines that use one, and what to say of it. Only what is read from the module itself by its name."""
    from tree_sitter import QueryCursor

    root = parse(source.encode("utf-8", "replace")).root_node
    modules = {"process": "process"}
    for _, found in QueryCursor(make_query(_BOUND_QUERY)).matches(root):
        name, module = found["name"][0], _text(found["module"][0]).removeprefix("node:")
        if name.type == "identifier":
            modules[_text(name)] = module
        elif name.type == "object_pattern":
            for entry in name.named_children:
                key = entry.child_by_field_name("key") or entry
                yield from _removed(module, _text(key), key)
    for _, found in QueryCursor(make_query(_MEMBERS_QUERY)).matches(root):
        holder, name = found["object"][0], found["property"][0]
        yield from _removed(_module_of(holder, modules), _text(name), name)


def _module_of(holder: Node, modules: dict[str, str]) -> str:
    if holder.type == "identifier":
        return modules.get(_text(holder), "")
    if holder.type == "call_expression" and _text(holder).startswith("require("):
        return _text(holder)[len("require(") :].strip("'\"`()").removeprefix("node:")
    return ""


def _removed(module: str, name: str, node: Node) -> Iterator[tuple[int, str]]:
    found = _REMOVED.get((module, name))
    if found is not None:
        since, instead = found
        yield node.start_point[0] + 1, f"{module}.{name} is not in Node {since} and later: use {instead}."


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
