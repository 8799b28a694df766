"""What runs otherwise in a bundle of esbuild: it writes `var` for `const`, `let` and `class` at the top of a file.

Node throws a ReferenceError where such a name is used before its line was reached; in the bundle it is undefined.
esbuild has no option that would keep them, whatever its target; webpack does keep them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..json_text.grammar import parse
from ..sources.javascript import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 200_000  # characters; what is longer was written by a tool
_DECLARES = ("lexical_declaration", "class_declaration")
_NAMES = ("identifier", "shorthand_property_identifier")
# What stands in these runs later, or has names of its own.
_LATER = (
    "arrow_function",
    "function_expression",
    "generator_function",
    "function_declaration",
    "generator_function_declaration",
    "method_definition",
    "class_body",
    "statement_block",
)


def early_use(file: SourceFile) -> list[str]:
    """What is to be said of a file that is bundled; nothing of most."""
    found = used_early(file.text) if len(file.text) <= _LONGEST else None
    if found is None:
        return []
    name, line = found
    told = f"line {line} uses {name} before it is there: Node throws a ReferenceError, and in a bundle of esbuild it is"
    return [f"{told} undefined, for that writes var for what is declared at the top of a file."]


def used_early(source: str) -> tuple[str, int] | None:
    """The first name that is used at the top of the file before it is there, and the line, from 1."""
    root = parse(source.encode("utf-8", "replace")).root_node
    if root.has_error:
        return None  # another language, or a problem that is told elsewhere
    declared: dict[str, int] = {}
    for statement in root.named_children:
        if statement.type in _DECLARES:
            declared |= {_text(name): end for name, end in _declared(statement)}
    for statement in root.named_children:
        if statement.type not in (*_DECLARES, "expression_statement"):
            continue
        for use in _uses(statement):
            # A name is there when its own declaration has ended.
            if use.start_byte < declared.get(_text(use), 0):
                return _text(use), use.start_point[0] + 1
    return None


def _declared(statement: Node) -> Iterator[tuple[Node, int]]:
    """The names of a declaration, each with the place from which on it is there."""
    if statement.type == "class_declaration":
        name = statement.child_by_field_name("name")
        if name is not None:
            yield name, statement.end_byte
        return
    for declarator in statement.named_children:
        name = declarator.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            yield name, declarator.end_byte


def _uses(node: Node) -> Iterator[Node]:
    """The names whose values an expression or a declaration takes while the file is loaded."""
    for child in node.named_children:
        if child.type in _LATER:
            continue
        if child.type in _NAMES:
            if child != node.child_by_field_name("name"):
                yield child
        else:
            yield from _uses(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
