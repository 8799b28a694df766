"""Scripts as trees: JavaScript and TypeScript, parsed so that positions in the tree are positions in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from ....json_text.grammar import language

if TYPE_CHECKING:
    from tree_sitter import Language, Node

Dialect = Literal["javascript", "typescript", "tsx"]
_SPACE = re.compile(r"[^\S\x00-\x7f]|\ufeff")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@cache
def _language(dialect: Dialect) -> Language:
    if dialect == "javascript":
        return language()
    import tree_sitter
    import tree_sitter_typescript

    wanted = tree_sitter_typescript.language_tsx if dialect == "tsx" else tree_sitter_typescript.language_typescript
    return tree_sitter.Language(wanted())


def parse_script(code: str, dialect: Dialect) -> Node:
    """The tree of a script; what is wrong in it is an error node, and the rest is read. Its bytes count characters."""
    import tree_sitter

    # One byte for each character: letters that are not ASCII stand in strings and names, and stay letters.
    plain = _NOT_ASCII.sub("x", _SPACE.sub(" ", code))
    return tree_sitter.Parser(_language(dialect)).parse(plain.encode("ascii")).root_node


def every_node(root: Node) -> Iterator[Node]:
    """All nodes below one and itself, in the order of the source, as deep as they may lie."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def calls(node: Node, name: bytes) -> bool:
    """Whether a node is a call of a function by this name."""
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    return function is not None and function.end_byte - function.start_byte == len(name) and function.text == name


def unwrapped(node: Node) -> Node:
    """Without parentheses, TypeScript's assertions and `Object.freeze( )` around it."""
    while True:
        inner: Node | None = None
        if node.type in ("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"):
            inner = node.named_children[0] if node.named_children else None
        elif calls(node, b"Object.freeze"):
            arguments = node.child_by_field_name("arguments")
            inner = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        if inner is None:
            return node
        node = inner
