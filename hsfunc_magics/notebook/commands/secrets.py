"""`%hs secrets`: names are shown, values are asked for without echo or read from elsewhere, and never told."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable

from ...emulator.account import Account
from ...emulator.secrets.dotenv_file import read_dotenv
from ...emulator.text import did_you_mean_word
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from . import secret_values

_ACTIONS = ("list", "add", "update", "delete")
_SOURCES = ("--from-env", "--from-dotenv", "--from-var")

SECRETS_PARSER = MagicParser(
    "%hs secrets",
    "list | add NAME [SOURCE] | update NAME [SOURCE] | delete NAME",
    "Manages the account's secrets. A value is typed at a prompt, or comes from a SOURCE: --from-env VAR,\n"
    "--from-dotenv FILE or --from-var PYVAR. Without a NAME, --from-dotenv takes every name of the file.\n"
    "Values are kept in memory only; %config HsfuncMagics.keyring = True keeps them in the system's keyring.",
    "%hs secrets add API_KEY --from-env MY_API_KEY",
)
SECRETS_PARSER.add_argument("action", metavar="list|add|update|delete")
SECRETS_PARSER.add_argument("name", metavar="NAME", nargs="?")
SECRETS_PARSER.add_argument(
    "--from-env", metavar="VAR", help="take the value from an environment variable of the notebook"
)
SECRETS_PARSER.add_argument("--from-dotenv", metavar="FILE", help="take the value of this name from a .env file")
SECRETS_PARSER.add_argument("--from-var", metavar="PYVAR", help="take the value from a Python variable")
SECRETS_PARSER.add_argument("-f", "--force", action="store_true", help="with delete, as in HubSpot's CLI: do not ask")


def secrets(account: Account, words: list[str]) -> str:
    """Does what the words say; returns what is to be printed, never a value. Raises `HsfuncError`."""
    _refuse_values(words)
    options = SECRETS_PARSER.read_words(words or ["list"])
    _check(options)
    if options.action == "list":
        return _list(account)
    if options.action == "delete":
        account.secrets.delete(options.name)
        return f"The secret {options.name} was deleted."
    if options.name is None:
        values = read_dotenv(options.from_dotenv, "--from-dotenv", whole=True)
        return (_add_all if options.action == "add" else _update_all)(account, values, options.from_dotenv)
    remarks: list[str] = []
    if options.action == "add":
        account.secrets.check_new(options.name)
        account.secrets.add(options.name, _value(options), remarks=remarks)
        return "\n".join([f"The secret {options.name} was added.", *remarks])
    account.secrets.check_update(options.name)
    waiting = account.secrets.update(options.name, _value(options), remarks=remarks)
    waited = _wait(account, [options.name] if waiting else [])
    return "\n".join([f"The secret {options.name} was updated.", *remarks, *waited])


def _refuse_values(words: list[str]) -> None:
    """A value in the cell is refused before anything could repeat it in an error."""
    names: list[str] = []
    rest = iter(words)
    for word in rest:
        option, has_value, _ = word.partition("=")
        if option in _SOURCES:
            if not has_value:
                next(rest, None)
        elif word not in ("-f", "--force", "-h", "--help"):
            names.append(word)
    action = names[0] if names else "list"
    if action not in _ACTIONS:
        known = did_you_mean_word(action, _ACTIONS)
        raise MagicError(f"%hs secrets has no {action!r}.{known} It has list, add, update and delete.")
    if action in ("add", "update") and (len(names) > 2 or any(re.search("^-|=", name) for name in names)):
        raise MagicError(
            f"%hs secrets {action} takes one NAME and no value: a value in a cell stays in the notebook and in the"
            f" history. Clear this cell, and change the value where it is in use.\n"
            f"Without a value you are asked for it; otherwise name its source: {', '.join(_SOURCES)}."
        )


def _check(options: argparse.Namespace) -> None:
    action, given = options.action, [source for source in _SOURCES if getattr(options, _attribute(source)) is not None]
    if given and action not in ("add", "update"):
        raise MagicError(f"{given[0]} goes with add and update, not with {action}.")
    if len(given) > 1:
        raise MagicError(f"A value has one source: {' and '.join(given)} were given.")
    if options.force and action != "delete":
        raise MagicError(f"--force goes with delete, not with {action}.")
    if action == "list" and options.name is not None:
        raise MagicError("%hs secrets list takes no name: it shows all of them.")
    if action != "list" and options.name is None and given != ["--from-dotenv"]:
        raise MagicError(f"Which secret? %hs secrets {action} NAME.")


def _attribute(source: str) -> str:
    return source.removeprefix("--").replace("-", "_")


def _value(options: argparse.Namespace) -> str:
    if options.from_env is not None:
        return secret_values.from_environment(options.from_env)
    if options.from_var is not None:
        return secret_values.from_variable(options.from_var)
    if options.from_dotenv is not None:
        values = read_dotenv(options.from_dotenv, "--from-dotenv")
        return secret_values.pick(values, options.name, options.from_dotenv)
    return secret_values.ask(options.name)


def _list(account: Account) -> str:
    waiting = account.secrets.waiting()
    names = [
        f"  {name}" + (" (updated; functions still see the old value)" if name in waiting else "")
        for name in account.secrets.names()
    ]
    return "\n".join(["Secrets of this account:", *names]) if names else "No secrets yet."


def _add_all(account: Account, values: dict[str, str], file: str) -> str:
    there = [name for name in values if values[name] and name in account.secrets]
    new = {name: value for name, value in values.items() if value and name not in there}
    remarks: list[str] = []
    account.secrets.add_all(new, remarks=remarks)
    told = _told(
        values,
        (f"Added from {file}", new),
        (f"Already there, left as they were (`%hs secrets update --from-dotenv {file}` changes them)", there),
    )
    return "\n".join([told, *remarks])


def _update_all(account: Account, values: dict[str, str], file: str) -> str:
    there = {name: value for name, value in values.items() if value and name in account.secrets}
    others = [name for name in values if values[name] and name not in there]
    remarks: list[str] = []
    waiting = account.secrets.update_all(there, remarks=remarks)
    told = _told(
        values,
        (f"Updated from {file}", there),
        (f"Not there, left out (`%hs secrets add --from-dotenv {file}` adds them)", others),
    )
    return "\n".join([told, *remarks, *_wait(account, waiting)])


def _told(values: dict[str, str], *groups: tuple[str, Iterable[str]]) -> str:
    rows = [*groups, ("Without a value, left out", [name for name in values if not values[name]])]
    told = [f"{title}: {', '.join(names)}." for title, listed in rows if (names := list(listed))]
    return "\n".join(told) or "The file has no names."


def _wait(account: Account, names: list[str]) -> list[str]:
    """What is to be said where functions see the old values for a while."""
    if not names:
        return []
    seconds = f"{account.secrets.delay:g}s"
    advance = f"%hs clock advance {seconds}"
    skip = advance if account.clock.frozen else f"%hs clock freeze, then {advance}"
    values = "the new value" if len(names) == 1 else "the new values"
    return [
        f"Functions see {values} after {seconds} of the account's clock: HubSpot caches them for about a minute.",
        f"To skip the wait: {skip}.",
    ]
