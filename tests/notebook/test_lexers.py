"""Cells of ours have colours in pages that are made of notebooks, without configuration."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String

FUNCTION = "%%hsfunction events --env KEY='a b'\n// a comment\nconst one = await 1;"


def tokens(name: str, text: str) -> list[tuple[object, str]]:
    return [(kind, value) for kind, value in get_lexer_by_name(name).get_tokens(text) if value.strip()]


def test_a_function_is_javascript_below_its_magic() -> None:
    found = tokens("hsfunction", FUNCTION)
    assert found[:3] == [(Name.Decorator, "%%hsfunction"), (Name, "events"), (Name.Attribute, "--env")]
    assert (Comment.Single, "// a comment") in found
    assert (Keyword.Declaration, "const") in found


def test_the_body_of_a_call_is_json_unless_its_content_type_says_otherwise() -> None:
    body = '{"a": 1}'
    assert (Number.Integer, "1") in tokens("hscall", f"%%hscall POST f\n{body}")
    assert (Number.Integer, "1") in tokens("hscall", f"%%hscall f -H 'Content-Type: application/ld+json'\n{body}")
    plain = tokens("hscall", f"%%hscall f -H 'Content-Type: text/plain'\n{body}")
    assert (String, "'Content-Type: text/plain'") in plain
    assert plain[-1][1].strip() == body


def test_the_body_of_a_mock_is_javascript_where_it_answers() -> None:
    assert (Number.Integer, "1") in tokens("hsmock", '%%hsmock GET https://x.org/\n{"a": 1}')
    answers = tokens("hsmock", "%%hsmock GET https://x.org/\n// a comment\nasync (request) => 1")
    assert answers[0] == (Name.Decorator, "%%hsmock")
    assert (Comment.Single, "// a comment") in answers


@given(st.sampled_from(["hsfunction", "hscall", "hsmock"]), st.text())
def test_no_character_is_lost(name: str, text: str) -> None:
    written = f"%%{name} {text}"
    lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    assert "".join(value for _, value in lexer.get_tokens(written)) == re.sub(r"\r\n?", "\n", written)


def test_nbconvert_gives_the_cells_their_colours(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in (FUNCTION, '%%hscall POST events\n{"a": true}')]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "n.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "n.ipynb", "--log-level", "ERROR"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=100)
    page = (tmp_path / "n.html").read_text(encoding="utf-8")
    assert '<span class="c1">// a comment</span>' in page
    assert '<span class="kd">const</span>' in page
    assert '<span class="kc">true</span>' in page
