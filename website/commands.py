"""The reference of every magic, `%hs` command and `hsfunc` command, as Markdown, from the parsers that read them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib import import_module

from hsfunc_magics.cli.main import command_line
from hsfunc_magics.notebook.commands import COMMANDS
from hsfunc_magics.notebook.magics.magics import HsfuncMagics
from hsfunc_magics.notebook.magics.parser import MagicParser

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~])")


def magics() -> str:
    """`%%hsfunction`, `%hscall` and the others, but `%hs`."""
    kinds: dict[str, dict[str, object]] = HsfuncMagics.magics
    names = sorted({name for kind in kinds.values() for name in kind} - {"hs"})
    parsers = [import_module(f"hsfunc_magics.notebook.magics.{name}").PARSER for name in names]
    return "\n\n".join(["# Magics", *(told(parser, f"`{parser.prog}`") for parser in parsers), _settings()])


def hs_commands() -> str:
    """Every command of `%hs`, with the other words for it."""
    parts = ["# `%hs` commands", "Each of them explains itself in a notebook, too: `%hs tree --help`."]
    for command in COMMANDS:
        others = ", ".join(f"`%hs {alias}`" for alias in command.aliases)
        parts.append(told(command.parser(), f"`%hs {command.words}`"))
        parts += [f"Other words for it: {others}."] if others else []
    return "\n\n".join(parts)


def cli_commands() -> str:
    """Every command of `hsfunc`."""
    parts = ["# `hsfunc` commands", "Each of them explains itself in a terminal, too: `hsfunc serve --help`."]
    parts += [told(parser, f"`{parser.prog}`") for parser in _leaves(command_line())]
    return "\n\n".join(parts)


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of commands that do something; a group only has others."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    if not groups:
        yield parser
    for group in groups:
        for below in group.choices.values():
            yield from _leaves(below)


def told(parser: argparse.ArgumentParser, title: str) -> str:
    """One command: what it does, how it is written, what each word means, an example."""
    parts = [f"## {title}", _escaped(parser.description or "")]
    parts.append(_block(parser.format_usage().removeprefix("usage: ").strip()))
    parts += [_argument(action) for action in parser._actions if action.dest != "help"]  # noqa: SLF001
    example = parser.example if isinstance(parser, MagicParser) else _example(parser.epilog or "")
    return "\n\n".join(part for part in (*parts, _block(example)) if part)


def _argument(action: argparse.Action) -> str:
    """A definition: the option or the word as it is written, and its meaning."""
    value = action.metavar if isinstance(action.metavar, str) else (action.dest if not action.option_strings else "")
    if action.option_strings and action.nargs != 0 and not value:
        value = action.dest.upper()
    written = " ".join(filter(None, (", ".join(action.option_strings), value)))
    meaning = (action.help or "") % vars(action)
    chosen = f" One of {', '.join(map(str, action.choices))}." if action.choices is not None else ""
    return f"`{written}`\n: {_escaped(meaning + chosen) or '—'}"


def _settings() -> str:
    """`%config HsfuncMagics`, whose settings explain themselves."""
    traits = HsfuncMagics.class_own_traits(config=True)
    meanings = [f"`{name}`\n: {_escaped(trait.help)}" for name, trait in sorted(traits.items())]
    return "\n\n".join(["## `%config HsfuncMagics`", HsfuncMagics.__doc__ or "", *meanings])


def _example(epilog: str) -> str:
    return "\n".join(line.strip() for line in epilog.partition("\n")[2].splitlines())


def _block(text: str) -> str:
    return f"```text\n{text}\n```" if text else ""


def _escaped(text: str) -> str:
    """A text as it stands, whatever Markdown would make of it."""
    return _MARKUP.sub(r"\\\1", text)
