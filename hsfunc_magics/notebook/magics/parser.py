"""Magic lines as arguments: shell words, options that are named when mistyped, help that is printed."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from ...emulator import clock
from ...emulator.text import did_you_mean
from .errors import MagicError

_MISSING = "the following arguments are required: "


class HelpShown(Exception):
    """`--help` was asked for and printed: nothing else is to be done."""


class MagicParser(argparse.ArgumentParser):
    """argparse that raises `MagicError`, and takes no abbreviations."""

    def __init__(self, prog: str, usage: str, description: str, example: str) -> None:
        self.example = example
        # argparse formats its usage with %: the magic's own signs are doubled.
        super().__init__(
            prog=prog,
            usage=f"{prog} {usage}".replace("%", "%%"),
            description=description,
            epilog=f"Example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            exit_on_error=False,
        )

    def read(self, line: str) -> argparse.Namespace:
        """The arguments of a magic line. Raises `MagicError`, and `HelpShown` after `--help`."""
        return self.read_words(split_line(line))

    def read_words(self, words: Sequence[str]) -> argparse.Namespace:
        """The arguments of words. Raises `MagicError`, and `HelpShown` after `--help`."""
        try:
            found, rest = self.parse_known_intermixed_args(words)
        except argparse.ArgumentError as problem:  # from Python 3.13 on also where one is missing
            raise self._refusal(str(problem)) from None
        if rest:
            self._refuse_rest(rest)
        return found

    def error(self, message: str) -> NoReturn:
        raise self._refusal(message)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise HelpShown(f"{status} {message or ''}")

    def _refuse_rest(self, rest: list[str]) -> NoReturn:
        word = rest[0].partition("=")[0]
        if word.startswith("-"):
            known = [name for action in self._actions for name in action.option_strings]
            raise MagicError(
                f"{self.prog} has no option {word}.{did_you_mean(word, known)} `{self.prog} --help` shows them."
            )
        raise MagicError(f"{self.prog} does not know what to do with {rest[0]!r}.\n{self.say_example()}")

    def _refusal(self, message: str) -> MagicError:
        missing = message.partition(_MISSING)[2].split(", ") if message.startswith(_MISSING) else []
        return MagicError(f"{self._lacks(missing) if missing else _sentence(message)}\n{self.say_example()}")

    def _lacks(self, missing: list[str]) -> str:
        """Which arguments are missing, and what they are."""
        meanings = {action.metavar: action.help for action in self._actions if not action.option_strings}
        told = [f"{name} ({meanings[name]})" if meanings.get(name) else name for name in missing]
        return f"{self.prog} needs {' and '.join(told)}."

    def say_example(self) -> str:
        """The last line of an error: an example, and where there is more."""
        return f"Such as: {self.example}  ({self.prog} --help says more)"


def split_line(line: str) -> list[str]:
    """The words of a line, as a POSIX shell splits them."""
    try:
        return shlex.split(line, posix=True)
    except ValueError as problem:
        raise MagicError(
            f"The line cannot be read: {str(problem).lower()}. Close the quotes, as in -d '{{\"a\": 1}}'."
        ) from None


def name_and_value(text: str, option: str, separator: str = "=") -> tuple[str, str]:
    """`K=V` in two."""
    name, found, value = text.partition(separator)
    if not found or not name.strip():
        raise MagicError(f"{option} takes NAME{separator}VALUE, not {text!r}.")
    return name.strip(), value


def assignments(texts: Sequence[str] | None, option: str) -> dict[str, Any]:
    """Several `K=V` as a mapping."""
    return dict(name_and_value(text, option) for text in texts or ())


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def read_time(text: str) -> datetime:
    """An ISO time; without a zone it is UTC. Raises `MagicError`."""
    try:
        return clock.read_time(text)
    except ValueError as problem:
        raise MagicError(str(problem)) from None


def read_duration(text: str) -> float:
    """Seconds of `61s`, `100ms`, `5m`, `1h`, `90d`. Raises `MagicError`."""
    try:
        return clock.read_duration(text)
    except ValueError as problem:
        raise MagicError(str(problem)) from None
