"""A cell that does not compile: its line, a mark under the column, and how to mend it."""

from __future__ import annotations

from ...runtime.outcome import SyntaxProblem
from ..errors import FunctionSyntaxError
from .javascript import SourceFile
from .package_needs import Door
from .syntax_hint import syntax_hint


def syntax_error(problem: SyntaxProblem, file: SourceFile, door: Door) -> FunctionSyntaxError:
    """The error of a cell that does not compile, with its line, a mark under the column, and what helps."""
    lines = file.cell_lines()
    line, column = cell_position(problem, file, len(lines))
    place = f"line {line}, column {column}" if column else f"line {line}"
    shown = _excerpt(lines[line - 1], column) if column and line else ""
    hint = syntax_hint(problem, door)
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
