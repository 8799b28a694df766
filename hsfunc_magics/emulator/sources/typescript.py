"""TypeScript and ES modules as far as they show without a bundler: where their syntax breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..json_text.grammar import language

if TYPE_CHECKING:
    from tree_sitter import Language, Node

_TYPESCRIPT = (".ts", ".mts", ".cts")
_JSX = (".tsx",)


def syntax_fault(file: str, source: str) -> tuple[int, int] | None:
    """Line and column, from 1, of the first place that the grammar of the file's language does not know."""
    import tree_sitter

    data = source.encode("utf-8", "replace")
    root = tree_sitter.Parser(_language(file)).parse(data).root_node
    if not root.has_error:
        return None
    row, column = _first_fault(root).start_point
    return row + 1, len(data.split(b"\n")[row][:column].decode("utf-8", "replace")) + 1


def _first_fault(node: Node) -> Node:
    while not node.is_error and not node.is_missing:
        node = next(child for child in node.children if child.has_error or child.is_missing)
    return node


def _language(file: str) -> Language:
    """The grammar for a file, by its ending; JavaScript's has JSX, too."""
    if not file.endswith((*_TYPESCRIPT, *_JSX)):
        return language()
    import tree_sitter
    import tree_sitter_typescript

    of_jsx = file.endswith(_JSX)
    return tree_sitter.Language(
        tree_sitter_typescript.language_tsx() if of_jsx else tree_sitter_typescript.language_typescript()
    )
