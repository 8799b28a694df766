"""What a magic line expects at the cursor: a command, an option, or the value of an option or a place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from ..commands import COMMANDS, Command
from ..magics import hscall as call_magic
from ..magics import hsfunction as function_magic
from ..magics import hsmock as mock_magic
from ..magics.parser import MagicParser
from .line_words import Word

_PARSERS = {"hsfunction": function_magic.PARSER, "hscall": call_magic.PARSER, "hsmock": mock_magic.PARSER}


@dataclass(frozen=True, slots=True)
class Expected:
    """What may stand at the cursor.

    `text` is what is written of it. `commands` are words of `%hs` with the commands they lead to. `options` is whether
    an option may begin; `action` the option or place whose value it is; `given` the words before it, without options.
    """

    parser: MagicParser | None
    text: str
    quote: str
    options: bool
    action: argparse.Action | None
    given: tuple[str, ...]
    commands: dict[str, Command | None]
    command: Command | None = None


def expected(magic: str, before: list[Word], word: Word) -> Expected:
    """What belongs at a word of the line of a magic, after the words before it."""
    texts = [one.text for one in before]
    if magic.lstrip("%") == "hs":
        return _of_hs(texts, word)
    return _of_parser(_PARSERS[magic.lstrip("%")], texts, word)


def actions(parser: MagicParser) -> list[argparse.Action]:
    """The options and places of a parser, in order."""
    return parser._actions  # noqa: SLF001  # argparse has no other door to them


def _of_hs(texts: list[str], word: Word) -> Expected:
    paths = {tuple(path.split()): command for command in COMMANDS for path in (command.words, *command.aliases)}
    length = max((len(path) for path in paths if tuple(texts[: len(path)]) == path), default=0)
    further = {
        path[len(texts)]: None for path in paths if len(path) > len(texts) and path[: len(texts)] == tuple(texts)
    }
    names: dict[str, Command | None] = {name: paths.get((*texts, name)) for name in further}
    if not length:
        return Expected(None, word.text, word.quote, False, None, (), names)
    command = paths[tuple(texts[:length])]
    return _of_parser(command.parser(), texts[length:], word, names, command)


def _of_parser(
    parser: MagicParser,
    texts: list[str],
    word: Word,
    commands: dict[str, Command | None] | None = None,
    command: Command | None = None,
) -> Expected:
    by_name = {name: action for action in actions(parser) for name in action.option_strings}
    given: list[str] = []
    waiting: argparse.Action | None = None
    for text in texts:
        if waiting is not None:
            waiting = None
            continue
        option = by_name.get(text)
        if option is not None and option.nargs != 0:
            waiting = option
        elif option is None and not text.startswith("-"):
            given.append(text)
    common = (tuple(given), commands or {}, command)
    if waiting is not None:
        return Expected(parser, word.text, word.quote, False, waiting, *common)
    name, has_value, value = word.text.partition("=")
    if has_value and name in by_name and by_name[name].nargs != 0:
        return Expected(parser, value, word.quote, False, by_name[name], *common)
    return Expected(parser, word.text, word.quote, not word.quote, _place(parser, len(given)), *common)


def _place(parser: MagicParser, number: int) -> argparse.Action | None:
    """What takes the word of this number that is no option."""
    for place in _places(parser):
        if number == 0 or place.nargs in ("+", "*"):
            return place
        number -= 1
    return None


def _places(parser: MagicParser) -> Iterator[argparse.Action]:
    return (action for action in actions(parser) if not action.option_strings)
