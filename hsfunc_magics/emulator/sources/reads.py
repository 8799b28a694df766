"""What a source asks of its surroundings, read without running it: names of `process.env`, secrets, packages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..json_text.grammar import make_query, parse
from .syntax_tree import above, has_own_require, is_certain

if TYPE_CHECKING:
    from tree_sitter import Node

_QUERY = """
(member_expression
  object: (member_expression object: (identifier) @process property: (property_identifier) @env)
  property: (property_identifier) @variable (#eq? @process "process") (#eq? @env "env"))
(subscript_expression
  object: (member_expression object: (identifier) @process property: (property_identifier) @env)
  index: (string (string_fragment) @variable) (#eq? @process "process") (#eq? @env "env"))
(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @variable
    (pair_pattern key: (property_identifier) @variable)
    (object_assignment_pattern left: (shorthand_property_identifier_pattern) @variable)])
  value: (member_expression object: (identifier) @process property: (property_identifier) @env)
  (#eq? @process "process") (#eq? @env "env"))
(member_expression
  object: [(identifier) @secrets (member_expression property: (property_identifier) @secrets)]
  property: (property_identifier) @secret (#eq? @secrets "secrets"))
(call_expression function: (identifier) @require
  arguments: (arguments . [(string (string_fragment) @package) (template_string . (string_fragment) @package .)] .)
  (#eq? @require "require"))
"""
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Read:
    """A name and where it is read first; `certain`: whenever the file is loaded, whatever it does."""

    name: str
    line: int
    column: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Reads:
    """What a source reads by literal names, each once: of `process.env`, of `context.secrets`, by `require`."""

    variables: tuple[Read, ...]
    secrets: tuple[Read, ...]
    packages: tuple[Read, ...]

    def names(self) -> list[Read]:
        """What may be a secret, each name once."""
        return list({read.name: read for read in (*self.secrets, *self.variables)}.values())


@lru_cache(_KEPT)
def find_reads(source: str) -> Reads:
    """What a source reads."""
    from tree_sitter import QueryCursor

    data = source.encode("utf-8", "replace")
    found = QueryCursor(make_query(_QUERY)).captures(parse(data).root_node)
    lines = data.split(b"\n")

    def reads(nodes: list[Node]) -> tuple[Read, ...]:
        first: dict[str, Read] = {}
        for node in sorted(nodes, key=lambda node: node.start_byte):
            name = (node.text or b"").decode("utf-8", "replace")
            if name in first and (first[name].certain or not is_certain(node)):
                continue
            row, column = node.start_point
            place = len(lines[row][:column].decode("utf-8", "replace")) + 1
            first[name] = Read(name, row + 1, place, is_certain(node))
        return tuple(first.values())

    packages = [node for node in found.get("package", []) if not has_own_require(node)]
    variables = [node for node in found.get("variable", []) if not _is_written(node)]
    return Reads(reads(variables), reads(found.get("secret", [])), reads(packages))


def _is_written(node: Node) -> bool:
    """Whether the variable is given a value there."""
    member = next((around for around in above(node) if around.type.endswith("_expression")), None)
    around = member.parent if member is not None else None
    return (
        around is not None and around.type == "assignment_expression" and around.child_by_field_name("left") == member
    )
