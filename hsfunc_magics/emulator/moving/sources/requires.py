"""What a source loads by `require` or `import()`, and where its name stands, so that it can be replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...json_text.grammar import make_query, parse
from ...sources.syntax_tree import has_own_require, is_certain

if TYPE_CHECKING:
    from tree_sitter import Node

_QUERY = """
(call_expression function: (identifier) @name arguments: (arguments) @arguments (#eq? @name "require"))
(call_expression function: (import) arguments: (arguments) @arguments)
"""
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that is loaded: `request` is None where its name is made at run time. `start`, `end` in bytes.

    `certain`: whenever the file is loaded, whatever it does.
    """

    request: str | None
    line: int
    start: int
    end: int
    certain: bool

    @property
    def is_relative(self) -> bool:
        return self.request is not None and (self.request in (".", "..") or self.request.startswith(("./", "../")))


@lru_cache(_KEPT)
def find_requires(source: str) -> tuple[Required, ...]:
    """All that a source loads, in order."""
    from tree_sitter import QueryCursor

    data = source.encode("utf-8", "replace")
    found = QueryCursor(make_query(_QUERY)).captures(parse(data).root_node)
    arguments = sorted(found.get("arguments", ()), key=lambda node: node.start_byte)
    return tuple(_required(node) for node in arguments if node.named_children and not has_own_require(node))


def replaced(source: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """The source with other text in places of its bytes, which do not overlap."""
    data = source.encode("utf-8", "replace")
    for start, end, text in sorted(edits, reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode("utf-8", "replace")


def _required(arguments: Node) -> Required:
    literal = arguments.named_children[0]
    parts = literal.named_children
    line = arguments.start_point[0] + 1
    certain = is_certain(arguments)
    if literal.type in ("string", "template_string") and len(parts) == 1 and parts[0].type == "string_fragment":
        text = (parts[0].text or b"").decode("utf-8", "replace")
        return Required(text, line, parts[0].start_byte, parts[0].end_byte, certain)
    return Required(None, line, literal.start_byte, literal.end_byte, certain)
