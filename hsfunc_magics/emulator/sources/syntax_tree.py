"""What a node of a syntax tree has around it: functions, and whatever may keep it from running."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = (
    "arrow_function",
    "function_declaration",
    "function_expression",
    "generator_function",
    "generator_function_declaration",
    "method_definition",
)
# What stands in one of these may never run, or its failure is caught.
_MAYBE = ("if_statement", "switch_case", "try_statement", "catch_clause", "ternary_expression", "binary_expression")


def above(node: Node) -> list[Node]:
    """The nodes around a node, the nearest first."""
    found: list[Node] = []
    around = node.parent
    while around is not None:
        found.append(around)
        around = around.parent
    return found


def is_certain(node: Node) -> bool:
    """Whether it runs whenever the file is loaded, whatever the file does."""
    return not any(around.type in (*FUNCTIONS, *_MAYBE) for around in above(node))


def has_own_require(node: Node) -> bool:
    """Whether `require` is a parameter of a function around it, as in what some bundlers write."""
    parameters = (around.child_by_field_name("parameters") for around in above(node) if around.type in FUNCTIONS)
    return any(child.text == b"require" for found in parameters if found is not None for child in found.named_children)
