"""What a source asks for by a literal name: packages, and files of the project (contract §12)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ...runtime.node.builtins import is_builtin
from ..json_text.grammar import make_query, parse
from ..sources.javascript import SourceFile, has_module_syntax
from ..sources.reads import Read, find_reads

if TYPE_CHECKING:
    from tree_sitter import Node

# Languages that Node 20 does not run, and modules, which it would not load as the harness does.
_BUILT = (".ts", ".mts", ".cts", ".tsx", ".jsx", ".mjs")
_IMPORT_QUERY = """
(call_expression function: (import)
  arguments: (arguments . [(string (string_fragment) @late) (template_string . (string_fragment) @late .)]))
(import_statement source: (string (string_fragment) @early))
(export_statement source: (string (string_fragment) @early))
"""
# What TypeScript takes away.
_TYPES_ONLY = re.compile(rb"(?:im|ex)port\s+type\b(?!\s*(?:,|from\b))")
# What an import may leave away, and files that TypeScript names by what they are compiled to.
_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".tsx", ".jsx", ".json", "/index.js", "/index.ts")
_COMPILED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
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
    """What it requires or imports, Node's own modules aside."""
    reads = {read.name: read for read in (*_imported(source), *find_reads(source).packages)}
    return [read for name, read in reads.items() if not is_builtin(name)]


def is_relative(request: str) -> bool:
    """Whether a file of the project is asked for."""
    return request.startswith(("./", "../", "/")) or request in (".", "..")


def reached(entries: Iterable[str], files: Mapping[str, SourceFile]) -> frozenset[str]:
    """The files that entry files, and the files that these ask for, lead to, themselves among them."""
    found: set[str] = set()
    waiting = [entry for entry in entries if entry in files]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        if file.endswith(".json"):
            continue
        asked = [read.name for read in asked_for(files[file].text) if is_relative(read.name)]
        waiting += filter(None, (file_of(request, file, files) for request in asked))
    return frozenset(found)


def file_of(request: str, file: str, files: Mapping[str, SourceFile]) -> str | None:
    """The file that is asked for by a path, from another file on; None where there is none."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(file), request))
    stem, ending = posixpath.splitext(name)
    candidates = [f"{name}{more}" for more in _ENDINGS] + [f"{stem}{other}" for other in _COMPILED.get(ending, ())]
    return next((one for one in candidates if one in files), None)


def _imported(source: str) -> list[Read]:
    """What `import` asks for; what stands in parentheses may never run."""
    from tree_sitter import QueryCursor

    data = source.encode("utf-8", "replace")
    captures = QueryCursor(make_query(_IMPORT_QUERY)).captures(parse(data).root_node)
    lines = data.split(b"\n")
    found = []
    for kind, nodes in captures.items():
        for node in nodes:
            if kind == "early" and _TYPES_ONLY.match(_statement(node)):
                continue
            row, column = node.start_point
            place = len(lines[row][:column].decode("utf-8", "replace")) + 1
            name = (node.text or b"").decode("utf-8", "replace")
            found.append(Read(name, row + 1, place, certain=kind == "early"))
    return found


def _statement(node: Node) -> bytes:
    string = node.parent
    around = string.parent if string is not None else None
    return (around.text if around is not None else None) or b""
