"""`-q`: a call gives its Execution, and a cell that ends with the call shows nothing, as one that ends with `;`.

What a cell shows is decided by its expression statements alone, so they are where it is looked for: in
`r = %hscall one -q`, and where `r` is shown later, nothing is taken away.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_MAGIC_CALLS = ("run_line_magic", "run_cell_magic")
# No name of the notebook's is used: it may stand for something else there.
_SHOWN = f"__import__({__name__!r}, fromlist=['shown']).shown"

_quiet: list[object] = []


def mark(value: object) -> None:
    """What the latest call of a magic gave, where it was a quiet one; None where it was not."""
    _quiet[:] = [value]


def shown(value: Any) -> Any:
    """What a cell shows of the value of a magic: nothing of a quiet call's."""
    return None if _quiet and _quiet.pop() is value else value


class QuietStatements(ast.NodeTransformer):
    """Of a cell's statements those that are a magic's call ask `shown` what is to be shown."""

    def visit(self, node: ast.AST) -> ast.AST:
        """The same tree, with those statements wrapped."""
        if isinstance(node, ast.Expression):
            if _is_ours(node.body):
                node.body = _wrapped(node.body)
        elif isinstance(node, ast.Module | ast.Interactive):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and _is_ours(statement.value):
                    statement.value = _wrapped(statement.value)
        return node


def register(shell: InteractiveShell) -> None:
    """Wraps the statements of cells from now on."""
    shell.ast_transformers.append(QuietStatements())


def unregister(shell: InteractiveShell) -> None:
    """Leaves the shell as it was."""
    shell.ast_transformers[:] = [one for one in shell.ast_transformers if not isinstance(one, QuietStatements)]


def _is_ours(value: Any) -> bool:
    """Whether a magic is called, ours or one that measures ours."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in _MAGIC_CALLS
        and any(isinstance(one, ast.Constant) and "hscall" in str(one.value) for one in value.args)
    )


def _wrapped(call: ast.expr) -> ast.expr:
    shown = ast.parse(_SHOWN, mode="eval").body
    for node in ast.walk(shown):
        ast.copy_location(node, call)
    made = ast.Call(shown, [call], [])
    # The call keeps its own places; what is around it stands where it does.
    return ast.fix_missing_locations(ast.copy_location(made, call))
