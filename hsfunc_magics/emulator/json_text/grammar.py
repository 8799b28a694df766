"""The JavaScript grammar: it reads functions, and JSON, which is JavaScript, with positions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Query, Tree


@cache
def language() -> Language:
    """The language, loaded with its library when it is first asked for."""
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Language(tree_sitter_javascript.language())


@cache
def make_query(text: str) -> Query:
    """A query of the library's language, made once."""
    import tree_sitter

    return tree_sitter.Query(language(), text)


def parse_utf16(source: str) -> Tree:
    """The same, its positions in bytes of UTF-16: half of one is a position as JavaScript counts."""
    import tree_sitter

    return tree_sitter.Parser(language()).parse(source.encode("utf-16-le", "replace"), encoding="utf16le")


def parse(source: bytes) -> Tree:
    """The syntax tree of JavaScript, its positions in bytes."""
    import tree_sitter

    return tree_sitter.Parser(language()).parse(source)
