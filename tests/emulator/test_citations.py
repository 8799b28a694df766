"""Says who: every source that the package names is one that its users can look up (contract §11)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import hsfunc_magics
from hsfunc_magics.emulator.citations import Authority, chosen, standard

_NAMES = {"reference", "production", "observed", "standard", "chosen"}


def cited() -> Iterator[tuple[str, str]]:
    """Each place that a source is made of in the package: where, and its words."""
    for path in sorted(Path(hsfunc_magics.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
                for argument in node.args:
                    yield f"{path.name}:{node.lineno}", ast.unparse(argument)


def test_no_source_names_a_paper_that_users_have_not() -> None:
    found = list(cited())
    assert len(found) > 40
    assert [place for place in found if "contract" in place[1] or "§" in place[1]] == []


def test_a_source_is_told_with_what_its_letter_means() -> None:
    assert str(standard("Fetch, CORS check")) == "not stated by HubSpot: Fetch, CORS check"
    assert str(chosen("the kind of window")) == "not stated by HubSpot: the kind of window"
    assert len({authority.meaning for authority in Authority}) == len(Authority) == 4
