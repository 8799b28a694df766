"""`%hs secrets`: names are shown, values are asked for without echo and stay in memory."""

from __future__ import annotations

import getpass
import os
import warnings

from ...emulator.account import Account
from ...emulator.errors import did_you_mean
from ..arguments import MagicParser
from ..failure import MagicError

_ACTIONS = ("list", "add", "delete")

PARSER = MagicParser(
    "%hs secrets",
    "list | add NAME [--from-env VAR] | delete NAME",
    "Manages the account's secrets. Values are kept in memory only.",
    "%hs secrets add API_KEY --from-env MY_API_KEY",
)
PARSER.add_argument("action", metavar="list|add|delete")
PARSER.add_argument("name", metavar="NAME", nargs="?")
PARSER.add_argument("--from-env", metavar="VAR", help="take the value from an environment variable of the notebook")


def run(account: Account, words: list[str]) -> str:
    """Does what the words say; returns what is to be printed, never a value. Raises `HsfuncError`."""
    options = PARSER.read_words(words or ["list"])
    if options.action not in _ACTIONS:
        known = did_you_mean(options.action, _ACTIONS)
        raise MagicError(f"%hs secrets has no {options.action!r}.{known} It has list, add and delete.")
    if options.from_env is not None and options.action != "add":
        raise MagicError(f"--from-env goes with add, not with {options.action}.")
    if options.action == "list":
        if options.name is not None:
            raise MagicError("%hs secrets list takes no name: it shows all of them.")
        names = account.secrets.names()
        return "\n".join(["Secrets of this account:", *(f"  {name}" for name in names)]) if names else "No secrets yet."
    if options.name is None:
        raise MagicError(f"Which secret? %hs secrets {options.action} NAME.")
    if options.action == "delete":
        account.secrets.delete(options.name)
        return f"The secret {options.name} was deleted."
    account.secrets.check_new(options.name)
    account.secrets.add(options.name, _value(options.name, options.from_env))
    return f"The secret {options.name} was added."


def _value(name: str, variable: str | None) -> str:
    if variable is not None:
        if variable not in os.environ:
            raise MagicError(f"There is no environment variable {variable}.{did_you_mean(variable, os.environ)}")
        return os.environ[variable]
    try:
        with warnings.catch_warnings():
            # Without a terminal getpass would echo: nobody is asked then.
            warnings.simplefilter("error", getpass.GetPassWarning)
            value = getpass.getpass(f"Value of {name}: ")
    except KeyboardInterrupt:
        raise
    except (EOFError, OSError, RuntimeError, getpass.GetPassWarning) as problem:
        # A terminal without input raises EOFError; a kernel whose front end cannot ask, a RuntimeError of its own.
        raise MagicError(
            f"The value of {name} cannot be asked for here ({type(problem).__name__}): nobody is there to type it."
            f" Take it from the environment: %hs secrets add {name} --from-env VAR."
        ) from None
    if not value:
        raise MagicError(f"No value was typed: {name} was not added.")
    return value
