"""The JavaScript grammar: it reads functions, and JSON, which is JavaScript, with positions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Query, Tree


@cache
def language() -> Language:
    """Loaded with its library when it is first asked for."""
    import tree_sitter_javascript
    from tree_sitter import Language

    return Language(tree_sitter_javascript.language())


@cache
def make_query(text: str) -> Query:
    """A query of the library's language, made once."""
    from tree_sitter import Query

    return Query(language(), text)


def parse(source: bytes) -> Tree:
    """The syntax tree of JavaScript, its positions in bytes."""
    return Parser(language()).parse(source)
