"""Pygments lexers for cells of ours, for pages that are made of notebooks: nbconvert, nbsphinx, documentation.

`jupyter_nbconvert_config.json` names them to `jupyter nbconvert`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.lexers.data import JsonLexer
from pygments.lexers.javascript import JavascriptLexer
from pygments.lexers.special import TextLexer
from pygments.token import Name, String, Text, _TokenType

_MAGIC = re.compile(r"(\s*)(%%?\w+)([^\n]*\n?)")
# Quotes may stand inside a word: --header='K: V'.
_WORD = re.compile(r"""\s+|(?:'[^']*'?|"(?:\\.|[^"\\])*"?|\\.?|[^\s'"\\])+""", re.DOTALL)
_CONTENT_TYPE = re.compile(r"content-type\s*:\s*([^\s;'\"]+)", re.IGNORECASE)
_JSON = re.compile(r".*[/+]json", re.IGNORECASE)

Token = tuple[int, _TokenType, str]


class _CellLexer(Lexer):  # type: ignore[misc]  # Pygments has no types
    """A magic line, and below it another language."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[Token]:
        """Positions, types and texts."""
        found = _MAGIC.match(text)
        line = found[3] if found is not None else ""
        if found is not None:
            yield found.start(1), Text, found[1]
            yield found.start(2), Name.Decorator, found[2]
            yield from _words(line, found.start(3))
        begin = found.end() if found is not None else 0
        for position, kind, value in self.body(line, text[begin:]).get_tokens_unprocessed(text[begin:]):
            yield begin + position, kind, value

    def body(self, line: str, text: str) -> Any:
        """The lexer of the text that stands below the magic line."""
        raise NotImplementedError


class FunctionLexer(_CellLexer):
    """`%%hsfunction`: JavaScript."""

    name = "HubSpot serverless function cell"
    aliases: ClassVar[list[str]] = ["hsfunction"]

    def body(self, line: str, text: str) -> Any:  # noqa: ARG002 - whatever stands there
        return JavascriptLexer()


class CallLexer(_CellLexer):
    """`%%hscall`: JSON, as long as no other content type is named."""

    name = "HubSpot serverless function call"
    aliases: ClassVar[list[str]] = ["hscall"]

    def body(self, line: str, text: str) -> Any:  # noqa: ARG002 - whatever stands below
        kind = _CONTENT_TYPE.search(line)
        return JsonLexer() if kind is None or _JSON.fullmatch(kind[1]) else TextLexer()


class MockLexer(_CellLexer):
    """`%%hsmock`: JavaScript that answers, or what a call has."""

    name = "HubSpot serverless function mock"
    aliases: ClassVar[list[str]] = ["hsmock"]

    def body(self, line: str, text: str) -> Any:
        from ..emulator.outgoing.mocks.javascript import is_javascript

        return JavascriptLexer() if is_javascript(text) else CallLexer().body(line, text)


def _words(line: str, begin: int) -> Iterator[Token]:
    for word in _WORD.finditer(line):
        text = word[0]
        kind = Text if text.isspace() else Name.Attribute if text[0] == "-" else String if text[0] in "'\"" else Name
        yield begin + word.start(), kind, text
