"""Reads JavaScript without running it: is a cell a module or the body of main, and what does it require."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..json_text.grammar import make_query, parse

if TYPE_CHECKING:
    from tree_sitter import Node

    from ...runtime.bundling.sourcemap import SourceMap

BODY_PREFIX = "exports.main = async (context, sendResponse) => { "
PROJECT_BODY_PREFIX = "exports.main = async (context) => { "
"""What stands before the body of main in a developer project (contract §12)."""
BODY_SUFFIX = "\n};\n"

# npm's rule for names.
_PACKAGE = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*(?=/|$)")
_LINE_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
# What makes a cell a module: something is put on exports or module.exports, exports is handed to a call or a variable
# that fills it (bundles do), or there is import/export syntax, which then fails as such.
_MODULE_QUERY = """
(assignment_expression left: [(member_expression) (subscript_expression)] @target)
(call_expression arguments: (arguments [(identifier) (member_expression) (subscript_expression)] @handed))
(variable_declarator name: (identifier) value: [(identifier) (member_expression) (subscript_expression)] @handed)
(import_statement) @esm
(export_statement) @esm
"""
_REQUIRE_QUERY = """
(call_expression function: (identifier) @name
  arguments: (arguments . [(string (string_fragment) @text) (template_string . (string_fragment) @text .)] .)
  (#eq? @name "require"))
"""
_BOUND_QUERY = """
(variable_declarator
  name: [(identifier) @name (object_pattern [(shorthand_property_identifier_pattern) @name
    (pair_pattern value: (identifier) @name)])]
  value: (call_expression function: (identifier) @function
    arguments: (arguments . [(string (string_fragment) @text) (template_string . (string_fragment) @text .)] .))
  (#eq? @function "require"))
"""
_SENDS_QUERY = """
(call_expression function: (identifier) @called (#eq? @called "sendResponse"))
(variable_declarator name: (identifier) @own (#eq? @own "sendResponse"))
(function_declaration name: (identifier) @own (#eq? @own "sendResponse"))
"""
_EXPORTS = ("exports", "module.exports")
_QUOTED_EXPORTS = re.compile(r"""^module\s*\[\s*(["'`])exports\1\s*\]""")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder. `text` is what runs and what is exported.

    `first_column` is how far line 1 of the text stands to the right of line 1 of the cell. `raw` holds the bytes of a
    file that is not UTF-8: its `text` is then what Node reads of it. `origin` is what a bundle was made from.
    """

    text: str
    first_column: int = 0
    raw: bytes | None = None
    origin: BundleOrigin | None = None

    @classmethod
    def from_bytes(cls, data: bytes) -> SourceFile:
        """A file as it stands on disk, text or not."""
        try:
            return cls(data.decode())
        except UnicodeDecodeError:
            return cls(data.decode("utf-8", "replace"), raw=data)

    @property
    def data(self) -> str | bytes:
        """The text, or the bytes where it is none."""
        return self.text if self.raw is None else self.raw

    @property
    def own_texts(self) -> list[str]:
        """The texts of its author: itself, or the files that went into the bundle, packages left out."""
        if self.origin is None:
            return [self.text]
        used = self.origin.map.sources
        return [file.text for name, file in self.origin.files.items() if name in used]

    def to_bytes(self) -> bytes:
        """What is written to disk. Raises `UnicodeEncodeError` for half a character."""
        return self.text.encode() if self.raw is None else self.raw

    def cell_lines(self) -> list[str]:
        """The lines of the cell, as JavaScript counts them."""
        lines = _LINE_BREAK.split(self.text)
        if self.first_column:
            lines = lines[: -BODY_SUFFIX.count("\n")]
            lines[0] = lines[0][self.first_column :]
        return lines


@dataclass(frozen=True, slots=True)
class BundleOrigin:
    """What a bundle was made from: its file among the `files` of the folder as they were then, and the way back.

    `packages` are those of npm that were asked for, name to range.
    """

    file: str
    files: Mapping[str, SourceFile]
    map: SourceMap
    packages: Mapping[str, str]


def _captures(query: str, source: str) -> dict[str, list[str]]:
    from tree_sitter import QueryCursor

    tree = parse(source.encode("utf-8", "replace"))
    found = QueryCursor(make_query(query)).captures(tree.root_node)
    return {
        name: [(node.text or b"")[:200].decode("utf-8", "replace") for node in nodes] for name, nodes in found.items()
    }


def is_module(source: str) -> bool:
    """Whether the source exports something by itself (contract §4)."""
    found = _captures(_MODULE_QUERY, source)
    if found.get("esm"):
        return True
    if any(_plain(handed) in _EXPORTS for handed in found.get("handed", ())):
        return True
    return any(
        target == name or target.startswith((f"{name}.", f"{name}["))
        for target in map(_plain, found.get("target", ()))
        for name in _EXPORTS
    )


def _plain(member: str) -> str:
    return _QUOTED_EXPORTS.sub("module.exports", member)


def file_from_cell(cell: str, prefix: str = BODY_PREFIX) -> SourceFile:
    """The file that a cell stands for: the module itself, or the cell wrapped as the body of main."""
    if is_module(cell):
        return SourceFile(cell)
    return SourceFile(f"{prefix}{cell.rstrip()}{BODY_SUFFIX}", len(prefix))


def sends_response(source: str) -> bool:
    """Whether it calls a `sendResponse` that it has not made itself: main's second argument."""
    found = _captures(_SENDS_QUERY, source)
    return "called" in found and "own" not in found


def required_packages(source: str, known: tuple[str, ...]) -> frozenset[str]:
    """Which of the known packages the source requires by a literal name."""
    texts = _captures(_REQUIRE_QUERY, source).get("text", ())
    return frozenset(name for name in known if any(text == name or text.startswith(f"{name}/") for text in texts))


def has_module_syntax(source: str) -> bool:
    """Whether it is written with import or export, which only a bundler understands."""
    return bool(_captures(_MODULE_QUERY, source).get("esm"))


def bound_package(source: str, name: str, known: Iterable[str]) -> str | None:
    """Which of the known packages the source has required into a variable of this name."""
    from tree_sitter import QueryCursor

    def text(node: Node) -> str:
        return (node.text or b"").decode("utf-8", "replace")

    tree = parse(source.encode("utf-8", "replace"))
    for _, found in QueryCursor(make_query(_BOUND_QUERY)).matches(tree.root_node):
        required = text(found["text"][0])
        if required in known and name in map(text, found["name"]):
            return required
    return None


def package_of(request: str) -> str | None:
    """The package that a required name belongs to: `lodash/fp` → `lodash`; None where it is a path or no name."""
    match = _PACKAGE.match(request)
    return match[0] if match else None
