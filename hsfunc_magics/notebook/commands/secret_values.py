"""Where a secret's value comes from: the prompt, the environment, a `.env` file, a variable; never from the line."""

from __future__ import annotations

import getpass
import os
import warnings
from collections.abc import Iterable

from IPython.core.getipython import get_ipython

from ...emulator.secrets.secrets import is_name
from ...emulator.text import did_you_mean
from ..magics.errors import MagicError


def ask(name: str) -> str:
    """What is typed at a masked prompt. Raises `MagicError` at once where nobody can be asked."""
    try:
        with warnings.catch_warnings():
            # Without a terminal getpass would echo: nobody is asked then.
            warnings.simplefilter("error", getpass.GetPassWarning)
            value = getpass.getpass(f"Value of {name}: ")
    except (EOFError, OSError, RuntimeError, getpass.GetPassWarning):
        # A terminal without input raises EOFError; a kernel whose front end cannot ask, a RuntimeError of its own.
        raise MagicError(
            f"The value of {name} cannot be asked for here: nobody is there to type it.\n"
            "These need no prompt: --from-env VAR (an environment variable), --from-dotenv FILE (a .env file),"
            " --from-var PYVAR (a Python variable)."
        ) from None
    if not value:
        raise MagicError(f"No value was typed: {name} is as it was.")
    return value


def from_environment(variable: str) -> str:
    """The value of an environment variable of the notebook. Raises `MagicError`."""
    if variable not in os.environ:
        raise MagicError(f"There is no environment variable {variable}.{did_you_mean(variable, os.environ)}")
    return _not_empty(os.environ[variable], f"The environment variable {variable}")


def from_variable(variable: str) -> str:
    """The value of a Python variable of the notebook. Raises `MagicError`."""
    shell = get_ipython()
    variables = shell.user_ns if shell is not None else {}
    if variable not in variables:
        raise MagicError(f"There is no Python variable {variable}.{did_you_mean(variable, variables)}")
    value = variables[variable]
    if not isinstance(value, str):
        raise MagicError(f"The Python variable {variable} is no text but of type {type(value).__name__}: use str.")
    return _not_empty(value, f"The Python variable {variable}")


def pick(values: dict[str, str], name: str, file: str) -> str:
    """One value of a `.env` file. Raises `MagicError`."""
    if name not in values:
        raise MagicError(
            f"{file} has no {name}.{did_you_mean(name, values)} Its names: {_listed(filter(is_name, values))}."
        )
    return _not_empty(values[name], f"{name} in {file}")


def _not_empty(value: str, where: str) -> str:
    if not value:
        raise MagicError(f"{where} is empty.")
    return value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
