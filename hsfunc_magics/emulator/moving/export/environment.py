"""`environment` and `secrets` of an old function: what an entry file sets, what is a secret, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...projects.reading.formats.endpoint import RESERVED
from ...secrets.detect import looks_like_secret
from ...secrets.secrets import is_name
from .old_functions import OldFunction


@dataclass(frozen=True, slots=True)
class Variables:
    """What a function finds in process.env: `values` by its entry file, `secrets` by its secretKeys.

    `hidden` are variables that looked like secrets, and are secrets now, with the values that are written nowhere.
    """

    values: Mapping[str, str]
    secrets: tuple[str, ...]
    hidden: Mapping[str, str]
    remarks: Sequence[str]


def variables_of(function: OldFunction, is_secret: Callable[[str], bool]) -> Variables:
    """Takes the two apart. `is_secret` tells of a text whether it holds a secret's value of the account."""
    remarks: list[str] = []
    values, hidden = dict[str, str](), dict[str, str]()
    for name, value in function.environment.items():
        (hidden if looks_like_secret(value, name) or is_secret(value) else values)[name] = value
    secrets: list[str] = []
    for name in function.secrets:
        if name == RESERVED:
            remarks.append(
                f"The secret {RESERVED} is left out of secretKeys: HubSpot refuses the name there. Nobody knows whether"
                " endpoints find it in process.env all the same."
            )
        elif looks_like_secret(name) or not is_name(name):
            remarks.append(
                "A declared secret has a name that no secret can have: it may be a value in the wrong place. It is left"
                " out."
            )
        elif name in values:
            remarks.append(
                f"{name} is a secret and an environment variable: the function sees the variable, and goes on to. The"
                " secret is left out of secretKeys."
            )
        else:
            secrets.append(name)
    for name in hidden:
        clash = " It is declared as a secret as well: see that this one has the variable's value." * (name in secrets)
        remarks.append(
            f"The environment variable {name} looks like a secret's value, which is written nowhere: it is in"
            f" secretKeys now. Add it as a secret.{clash}"
        )
    names = tuple(dict.fromkeys([*secrets, *hidden]))
    return Variables(values, names, hidden, tuple(remarks))
