"""The names of a script: what each is given, where it is used, and whether other files can use it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .tree import calls, every_node, unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

# Where an identifier stands that is given a value of which nothing is known.
_GIVEN = {
    "formal_parameters",
    "required_parameter",
    "optional_parameter",
    "rest_pattern",
    "array_pattern",
    "function_declaration",
    "class_declaration",
    "catch_clause",
    "for_in_statement",
    "assignment_pattern",
}
_IMPORTED = {"import_specifier", "import_clause", "namespace_import"}
_FIELDS = {"field_definition", "public_field_definition"}


@dataclass
class Names:
    """`values` of a name are all that it is given in the file; None is one that is not known.

    Names of members are written as they are: `this.base`, `window.API`. `uses` are the places of a name that is read;
    `grown` are names that something is appended to.
    """

    values: dict[str, list[Node | None]] = field(default_factory=lambda: defaultdict(list))
    uses: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    imported: set[str] = field(default_factory=set[str])
    exported: set[str] = field(default_factory=set[str])
    grown: set[str] = field(default_factory=set[str])

    def only_value(self, name: str) -> Node | None:
        """What a name is, where it is given one value in the whole file."""
        values = self.values.get(name, ())
        return values[0] if len(values) == 1 else None


def text_of(node: Node) -> str:
    return (node.text or b"").decode("ascii")


def read_names(root: Node) -> Names:
    """The names below a node. Scopes are not told apart: a name that is given two values has none that is known."""
    names = Names()
    for node in every_node(root):
        if node.type == "variable_declarator":
            _declared(names, node)
        elif node.type in ("assignment_expression", "augmented_assignment_expression"):
            _assigned(names, node)
        elif node.type == "update_expression":
            argument = node.child_by_field_name("argument")
            if argument is not None:
                names.values[text_of(argument)].append(None)
        elif node.type in _FIELDS:
            key = node.child_by_field_name("property") or node.child_by_field_name("name")
            if key is not None:
                names.values[f"this.{text_of(key)}"].append(node.child_by_field_name("value"))
        elif node.type in ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            _named(names, node)
    return names


def _declared(names: Names, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or name.type != "identifier":
        return
    if value is not None:
        names.values[text_of(name)].append(value)
    above = node.parent.parent if node.parent is not None else None
    if above is not None and above.type == "export_statement":
        names.exported.add(text_of(name))


def _assigned(names: Names, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    name = text_of(left)
    names.values[name].append(right if node.type == "assignment_expression" else None)
    if node.type == "augmented_assignment_expression":
        names.grown.add(name)
    for holder in ("window.", "globalThis.", "self.", "exports.", "module.exports."):
        if name.startswith(holder):
            names.exported |= {name, name.removeprefix(holder)}
            names.values[name.removeprefix(holder)].append(right)


def _named(names: Names, node: Node) -> None:
    above = node.parent
    if above is None:
        return
    name = text_of(node)
    if above.type in _IMPORTED:
        names.imported.add(name)
    elif _is_given(above, node):
        names.values[name].append(None)
    elif node.type == "shorthand_property_identifier_pattern":
        if above.parent is not None and _is_required(above.parent):
            names.imported.add(name)
        else:
            names.values[name].append(None)
    elif above.type == "variable_declarator" and above.child_by_field_name("name") == node:
        if _is_required(above):
            names.imported.add(name)
    elif above.type != "assignment_expression" or above.child_by_field_name("left") != node:
        names.uses[name].append(node)
        if above.type == "export_specifier" or _is_exported(node):
            names.exported.add(name)


def _is_given(above: Node, node: Node) -> bool:
    """Whether a name stands where it is given a value that the file does not say."""
    if above.type == "arrow_function":
        return above.child_by_field_name("parameter") == node
    return above.type in _GIVEN and above.child_by_field_name("right") != node


def _is_required(node: Node) -> bool:
    value = node.child_by_field_name("value")
    return value is not None and calls(value, b"require")


def _is_exported(node: Node) -> bool:
    """Whether a name stands in what is assigned to `module.exports`, or is exported by default."""
    above = node.parent
    while above is not None and above.type in ("object", "pair", "parenthesized_expression"):
        above = above.parent
    if above is None:
        return False
    if above.type == "export_statement":
        return True
    left = above.child_by_field_name("left") if above.type == "assignment_expression" else None
    return left is not None and "exports" in text_of(left)


def member_value(names: Names, node: Node) -> Node | None:
    """The node that `a.b` stands for, where `a` is an object that is written out in the file."""
    whole = names.only_value(text_of(node))
    if whole is not None:
        return whole
    if len(names.values.get(text_of(node), ())) > 1:
        return None
    object_, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if object_ is None or key is None:
        return None
    holder = names.only_value(text_of(object_)) if object_.type == "identifier" else None
    if object_.type == "member_expression":
        holder = member_value(names, object_)
    if holder is None or (holder := unwrapped(holder)).type != "object":
        return None
    found = [pair for pair in holder.named_children if pair.type == "pair" and key_of(pair) == text_of(key)]
    return found[0].child_by_field_name("value") if len(found) == 1 else None


def key_of(pair: Node) -> str:
    key = pair.child_by_field_name("key")
    return text_of(key).strip("\"'") if key is not None else ""
