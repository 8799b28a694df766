"""Where a source has its `main`: the functions that a call may run, found in the syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .syntax_tree import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

_SECOND_PARAMETER = "sendResponse"


def text(node: Node | None) -> str:
    """What stands there."""
    return ((node.text if node is not None else None) or b"").decode("utf-8", "replace")


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in their order; without recursion, for sources nest as deep as they like."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.named_children))


def literal(node: Node | None) -> str | None:
    """The text of a string or a number that stands there as such; None for anything else."""
    if node is None:
        return None
    if node.type == "number":
        return text(node)
    if node.type == "string" or (
        node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children)
    ):
        return "".join(text(child) for child in node.named_children if child.type == "string_fragment")
    return None


def key_of(pair: Node) -> str | None:
    """The name of a pair or a method in an object; None for one that is computed."""
    key = pair.child_by_field_name("key") or pair.child_by_field_name("name")
    if key is not None and key.type in ("property_identifier", "identifier"):
        return text(key)
    return literal(key)


def property_of(member: Node) -> str | None:
    """The name that a member or subscript expression asks for; None for one that is computed."""
    if member.type == "member_expression":
        return text(member.child_by_field_name("property"))
    return literal(member.child_by_field_name("index"))


def parameters(function: Node) -> list[Node]:
    """The parameters of a function, without the defaults that they have."""
    alone = function.child_by_field_name("parameter")
    if alone is not None:
        return [alone]
    listed = function.child_by_field_name("parameters")
    given = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    return [(one.child_by_field_name("left") or one) if one.type == "assignment_pattern" else one for one in given]


class Functions:
    """The functions of a source that have a name, and those that are its `main`."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._named: dict[str, Node] = {}
        for node in walk(root):
            if node.type in ("function_declaration", "generator_function_declaration"):
                self._named.setdefault(text(node.child_by_field_name("name")), node)
            elif node.type == "variable_declarator":
                value = node.child_by_field_name("value")
                if value is not None and value.type in FUNCTIONS:
                    self._named.setdefault(text(node.child_by_field_name("name")), value)

    def named(self, name: str) -> Node | None:
        """The function of that name."""
        return self._named.get(name)

    def mains(self) -> list[Node]:
        """What is exported as `main`, each once; else what takes a second parameter `sendResponse`."""
        found: dict[int, Node] = {}
        for node in walk(self._root):
            for function in self._exported(node):
                found.setdefault(function.id, function)
        return list(found.values()) or [
            node
            for node in walk(self._root)
            if node.type in FUNCTIONS and [text(one) for one in parameters(node)[1:2]] == [_SECOND_PARAMETER]
        ]

    def _exported(self, node: Node) -> Iterator[Node]:
        if node.type == "assignment_expression":
            left = node.child_by_field_name("left")
            member = left is not None and left.type in ("member_expression", "subscript_expression")
            if left is not None and member and property_of(left) == "main":
                yield from self._meant(node.child_by_field_name("right"))
        elif node.type == "pair":
            if key_of(node) == "main":
                yield from self._meant(node.child_by_field_name("value"))
        elif node.type == "method_definition":
            if key_of(node) == "main" and node.parent is not None and node.parent.type == "object":
                yield node
        elif node.type == "shorthand_property_identifier":
            if text(node) == "main":
                yield from self._meant(node)
        elif node.type == "export_statement":
            yield from (one for name, one in self._named.items() if name == "main")

    def _meant(self, value: Node | None) -> Iterator[Node]:
        """The function that a value is: itself, by its name, or given to what wraps it."""
        if value is None:
            return
        if value.type in FUNCTIONS:
            body = value.child_by_field_name("body")
            # A bundler's getter: `main: () => main`.
            getter = body is not None and body.type == "identifier" and not parameters(value)
            yield from self._meant(body) if getter else (value,)
        elif value.type in ("identifier", "shorthand_property_identifier"):
            function = self.named(text(value))
            if function is not None:
                yield function
        elif value.type == "parenthesized_expression":
            for child in value.named_children:
                yield from self._meant(child)
        elif value.type == "call_expression":
            arguments = value.child_by_field_name("arguments")
            for child in arguments.named_children if arguments is not None else ():
                yield from self._meant(child)
