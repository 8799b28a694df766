"""Finds the function that a file exports as `main`, and what is around it that has to change with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = ("arrow_function", "function_expression", "function_declaration", "method_definition")
_EXPORTED = ("exports.main", "module.exports.main")


class NotRewrittenError(Exception):
    """Why a file stays as it is; `line` is where that shows, 0 for the file as a whole."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        self.reason = reason
        self.line = node.start_point[0] + 1 if node is not None else 0
        super().__init__(reason)


@dataclass(frozen=True)
class MainFunction:
    """`function` is main itself, `exported` what is put on exports: the function, or the name that it has.

    `parameters` are its nodes, comments left out; `is_shorthand` where it stands as `{ main }` in an object.
    """

    function: Node
    exported: Node
    parameters: list[Node]
    is_shorthand: bool = False


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def nodes(root: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the source."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.named_children)


def code(node: Node) -> list[Node]:
    """What stands in a node, comments left out."""
    return [child for child in node.named_children if child.type != "comment"]


def find_main(root: Node) -> MainFunction:
    """The function. Raises `NotRewrittenError` where it is not plainly there, once."""
    if root.has_error:
        raise NotRewrittenError("it cannot be parsed")
    exported = list(_exported(root))
    if not exported:
        raise NotRewrittenError("exports.main is not assigned at the top of the file")
    if len(exported) > 1:
        raise NotRewrittenError("exports.main is assigned more than once", exported[1])
    node = exported[0]
    _refuse_other_exports(root, node)
    shorthand = node.type == "shorthand_property_identifier"
    function = _function_of(root, node) if node.type in ("identifier", "shorthand_property_identifier") else node
    if function.type.startswith("generator") or any(child.type == "*" for child in function.children):
        raise NotRewrittenError("main is a generator", function)
    if function.type not in _PLAIN:
        raise NotRewrittenError("main is not written as a function here", node)
    parameters = function.child_by_field_name("parameters")
    single = function.child_by_field_name("parameter")
    found = code(parameters) if parameters is not None else [single] if single is not None else []
    return MainFunction(function, node, found, shorthand)


def _exported(root: Node) -> Iterator[Node]:
    """What is assigned to exports.main, or stands as main in what is assigned to module.exports."""
    for statement in code(root):
        assignment = code(statement)[0] if statement.type == "expression_statement" and code(statement) else None
        while assignment is not None and assignment.type == "assignment_expression":
            left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
            if left is None or right is None:
                break
            if text_of(left) in _EXPORTED:
                yield right
            elif text_of(left) == "module.exports" and right.type == "object":
                yield from _main_of(right)
            assignment = right


def _main_of(literal: Node) -> Iterator[Node]:
    for entry in code(literal):
        if entry.type == "pair" and _key(entry) == "main":
            value = entry.child_by_field_name("value")
            if value is not None:
                yield value
        elif text_of(entry.child_by_field_name("name") or entry) == "main":  # `main` or `main(…) {…}`
            yield entry


def _key(pair: Node) -> str:
    key = pair.child_by_field_name("key")
    return text_of(key).strip("'\"") if key is not None else ""


def _refuse_other_exports(root: Node, exported: Node) -> None:
    """Raises where exports is used in another way than by `exports.name = …` and `module.exports = …`."""
    for node in nodes(root):
        is_exports = node.type == "identifier" and text_of(node) == "exports"
        is_module = node.type == "identifier" and text_of(node) == "module"
        if not (is_exports or is_module):
            continue
        member = node.parent
        if member is not None and is_module and text_of(member) == "module.exports":
            outer = member.parent
            member = outer if outer is not None and outer.type == "member_expression" else member
        target = member.parent if member is not None else None
        assigns = target is not None and target.type == "assignment_expression"
        if target is None or not assigns or target.child_by_field_name("left") != member:
            raise NotRewrittenError("exports is used for more than to export", node)
        value = target.child_by_field_name("right")
        around = (
            value is not None and value.type == "object" and value.start_byte <= exported.start_byte < value.end_byte
        )
        if value is not None and around and any(entry.type == "spread_element" for entry in code(value)):
            raise NotRewrittenError("what is exported has a spread", value)


def _function_of(root: Node, name: Node) -> Node:
    """The function of a name, which must have no other use. Raises `NotRewrittenError`."""
    wanted = text_of(name)
    found: Node | None = None
    for statement in code(root):
        if statement.type in ("function_declaration", "generator_function_declaration"):
            if text_of(statement.child_by_field_name("name") or statement) == wanted:
                found = statement
        elif statement.type == "lexical_declaration" and text_of(statement.children[0]) == "const":
            for declarator in code(statement):
                if text_of(declarator.child_by_field_name("name") or declarator) == wanted:
                    found = declarator.child_by_field_name("value")
    if found is None:
        raise NotRewrittenError(f"{wanted} is not written as a function here", name)
    own = found if found.type == "function_declaration" else found.parent
    declared = own.child_by_field_name("name") if own is not None else None
    for node in nodes(root):
        is_name = node.type in ("identifier", "shorthand_property_identifier") and text_of(node) == wanted
        if is_name and node not in (declared, name):
            raise NotRewrittenError(f"{wanted} is used here, too", node)
    return found
