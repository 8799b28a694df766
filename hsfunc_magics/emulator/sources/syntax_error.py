"""A cell that does not compile: its line, a mark under the column, and how to mend it."""

from __future__ import annotations

import re

from ...runtime.outcome import SyntaxProblem
from ..errors import FunctionSyntaxError
from .javascript import SourceFile
from .package_needs import Door

_NEAR = 300  # characters of a line, which a tool may have written
_MODULES = re.compile(r"import statement outside a module|Unexpected token 'export'|import\.meta|import declarations")
_AWAIT = re.compile(r"await is only valid in async functions")
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|//.*$|/\*.*?\*/""")
_PLAIN_TYPE = r"(?:string|number|boolean|any|void|unknown|never|object|bigint|symbol)\b"
_TYPE = rf"(?:{_PLAIN_TYPE}|[A-Z][\w$.]*|\{{|\[|\"\")"
_STATEMENT = r"identifier|reserved word|token '(?:const|let|var|class|function|enum)'"
# What TypeScript adds, by what Node says of it. In the line, strings are empty, comments are gone, and `§` stands
# before what Node has stumbled over, where it says so.
_TYPESCRIPT = tuple(
    (re.compile(message), re.compile(line))
    for message, line in (
        (r"token '[:?]'", rf"\b(?:let|const|var)\s+[\w$]+\s*[!?]?§(?:\?\s*)?:\s*{_TYPE}"),
        (r"token '[:?]'", rf"(?:[(,]\s*(?:\.\.\.)?[\w$]+|[)}}\]])\s*[!?]?§(?:\?\s*)?:\s*{_TYPE}"),
        (r"missing \)", rf"(?:async|function)\b[^(]*\([^()]*[\w$]§?\s*\??:\s*{_TYPE}"),
        (r"missing \)", rf"[(,]\s*§?[\w$]+\s*:\s*{_TYPE}.*=>"),
        (r"Missing initializer", rf"\b(?:const|let)\s+§?[\w$]+\s*:\s*{_TYPE}"),
        (r"Missing initializer", r"\bnew\s+[\w$.]+<[^()]*>\("),
        (_STATEMENT, r"^\s*(?:declare\s+|const\s+)?§?(?:interface|type|enum|namespace|abstract)\s+§?[\w$]+"),
        (_STATEMENT, r"^\s*declare\s+§?(?:const|let|var|function|class|module|global)\b"),
        (_STATEMENT, r"\b(?:private|protected|public|readonly)\s+§?[\w$]+"),
        (_STATEMENT, rf"[\w$)\]}}]\s+§?(?:as|satisfies)\s+(?:const\b|{_TYPE})"),
        # Of a field Node names no column.
        (r"identifier", rf"(?:^\s*|\{{\s*|;\s*)[\w$]+\s*[?!]?:\s*{_PLAIN_TYPE}"),
        (r"token '!'", r"[\w$)\]]§!(?:\s*[.;,)\]]|\s*$)"),
        (r"token '<'", r"§<[A-Z]\w*(?:\s+extends\s+[^>]+)?(?:\s*,[^>]*)?>\s*\("),
    )
)
_TYPED_IMPORT = re.compile(r"^\s*(?:import|export)\s+type\b")
_JSX = re.compile(r"§<(?:>|/?[A-Za-z][\w.:-]*(?:\s+[\w:-]+(?:\s*=\s*(?:\"\"|\{.*?\}))?)*\s*/?>|[A-Za-z][\w.-]*\s*$)")

_JSX_HINT = (
    "This looks like JSX, which Node does not run: compile it first, or write the text itself, such as"
    " `<b>${name}</b>`."
)


def syntax_error(
    problem: SyntaxProblem, file: SourceFile, door: Door, arguments: str = "context, sendResponse"
) -> FunctionSyntaxError:
    """The error of a cell that does not compile, with its line, a mark under the column, and what helps.

    `arguments` are main's.
    """
    return at_its_place(problem, file, syntax_hint(problem, door, arguments))


def at_its_place(problem: SyntaxProblem, file: SourceFile, hint: str) -> FunctionSyntaxError:
    """The error with its line, a mark under the column, and what helps."""
    lines = file.cell_lines()
    line, column = cell_position(problem, file, len(lines))
    place = f"line {line}, column {column}" if column else f"line {line}"
    shown = _excerpt(lines[line - 1], column) if column and line else ""
    texts = (f"{problem.type}: {problem.message} ({place})", shown, hint)
    return FunctionSyntaxError("\n".join(filter(None, texts)), line, column, hint)


def cell_position(problem: SyntaxProblem, file: SourceFile, last: int) -> tuple[int, int]:
    """Line and column in the cell of a place in the file; column 0 where V8 names none."""
    if problem.line > last:
        return last, 0  # the cell ended too early, which shows in the line that closes main
    column = problem.column - file.first_column if problem.line == 1 else problem.column
    return problem.line, max(column, 1 if problem.column else 0)


def _excerpt(text: str, column: int) -> str:
    """The source line with a mark under the column, as far as it can be shown."""
    printable = "".join(character if character.isprintable() else "·" for character in text)
    start = max(0, column - 60)
    return f"  {printable[start : start + 100]}\n  {' ' * (column - 1 - start)}^"


def syntax_hint(problem: SyntaxProblem, door: Door, arguments: str = "context, sendResponse") -> str:
    """How to mend a syntax error, where there is something to say; `door` is where bundling is asked for."""
    line = _marked(problem)
    if _MODULES.search(problem.message):
        if _TYPED_IMPORT.search(problem.text):
            return _typescript(door)
        return (
            "Functions are CommonJS: write exports.main = … instead of export, and require(…) instead of import. A"
            f" bundle may have both: {door.modules}"
        )
    waits = problem.message == "Unexpected reserved word" and problem.text[max(0, problem.column - 1) :][:5] == "await"
    if waits or _AWAIT.search(problem.message):
        return (
            "await works within an async function only: move it from the top of the file into main, which is written"
            f" exports.main = async ({arguments}) => {{ … }};"
        )
    if any(message.search(problem.message) and pattern.search(line) for message, pattern in _TYPESCRIPT):
        return _typescript(door)
    return _JSX_HINT if "'<'" in problem.message and _JSX.search(line) else ""


def _marked(problem: SyntaxProblem) -> str:
    """The line, or the part of a long one where the error is, with a mark before that."""
    start, at = max(0, problem.column - _NEAR), max(0, problem.column - 1)
    parts = (problem.text[start:at], problem.text[at : at + _NEAR])
    before, after = (_QUOTED.sub(lambda found: '""' if found[0][0] in "'\"" else "", part) for part in parts)
    return f"{before}§{after}" if problem.column else after


def _typescript(door: Door) -> str:
    bundled = f" A file that ends in .ts is compiled by bundling: {door.modules}" if door.on_disk else ""
    return f"This looks like TypeScript, and Node runs JavaScript: take the types out, or compile it first.{bundled}"
