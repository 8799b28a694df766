"""What the source of an entry file asks for when it is loaded: packages, and files of the project (contract §12)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ...runtime.node.builtins import is_builtin
from ..json_text.grammar import make_query, parse
from ..sources.javascript import has_module_syntax
from ..sources.reads import Read, find_reads

if TYPE_CHECKING:
    from tree_sitter import Node

# Languages that Node 20 does not run, and modules, which it would not load as the harness does.
_BUILT = (".ts", ".mts", ".cts", ".tsx", ".jsx", ".mjs")
_IMPORT_QUERY = """
(call_expression function: (import)
  arguments: (arguments . [(string (string_fragment) @text) (template_string . (string_fragment) @text .)]))
"""
_KEPT = 128


@lru_cache(_KEPT)
def runs_as_it_lies(file: str, source: str) -> bool:
    """Whether Node can run an entry file without a bundler: CommonJS that asks for nothing but Node's own modules."""
    return not is_built(file, source) and not asked_for(source)


@lru_cache(_KEPT)
def is_built(file: str, source: str) -> bool:
    """Whether it is TypeScript or an ES module."""
    return file.endswith(_BUILT) or has_module_syntax(source)


def asked_for(source: str) -> list[Read]:
    """What CommonJS requires or imports by a literal name, Node's own modules aside."""
    reads = {read.name: read for read in (*_imported(source), *find_reads(source).packages)}
    return [read for name, read in reads.items() if not is_builtin(name)]


def is_relative(request: str) -> bool:
    """Whether a file of the project is asked for."""
    return request.startswith(("./", "../", "/")) or request in (".", "..")


def _imported(source: str) -> list[Read]:
    """What `import()` asks for, which may never run."""
    from tree_sitter import QueryCursor

    data = source.encode("utf-8", "replace")
    nodes: list[Node] = QueryCursor(make_query(_IMPORT_QUERY)).captures(parse(data).root_node).get("text", [])
    lines = data.split(b"\n")
    found = []
    for node in nodes:
        row, column = node.start_point
        place = len(lines[row][:column].decode("utf-8", "replace")) + 1
        found.append(Read((node.text or b"").decode("utf-8", "replace"), row + 1, place, certain=False))
    return found
