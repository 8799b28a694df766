"""The tree of an account's folders."""

from __future__ import annotations

from ...emulator.functions.tree import Branch, Tree
from .frame import code, escape, frame, visible


def tree_text(tree: Tree) -> str:
    """The tree as text, one line for each file and endpoint."""
    return "\n".join(line for folder in tree.folders for line in [_title(folder), *_below(folder, "")])


def tree_html(tree: Tree) -> str:
    """The tree as nested lists."""
    return frame([f"<ul>{''.join(map(_item, tree.folders))}</ul>"])


def _below(branch: Branch, indent: str) -> list[str]:
    lines: list[str] = []
    for child in branch.children:
        last = child is branch.children[-1]
        lines.append(f"{indent}{'└── ' if last else '├── '}{_title(child)}")
        lines += _below(child, indent + ("    " if last else "│   "))
    return lines


def _title(branch: Branch) -> str:
    return visible(f"{branch.name}  ({branch.remark})" if branch.remark else branch.name)


def _item(branch: Branch) -> str:
    remark = f" <small>({escape(branch.remark)})</small>" if branch.remark else ""
    below = f"<ul>{''.join(map(_item, branch.children))}</ul>" if branch.children else ""
    return f"<li>{code(branch.name)}{remark}{below}</li>"
