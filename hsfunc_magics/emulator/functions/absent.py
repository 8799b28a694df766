"""What is said of an endpoint that is not there: one like it, those that there are, or why it did not come to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..display import listed
from ..errors import FunctionSyntaxError, HsfuncError, ManifestError
from ..text import did_you_mean

NONE_REFUSED: Mapping[str, str] = MappingProxyType({})


def absent(name: str, known: Iterable[str], refused: Mapping[str, str] = NONE_REFUSED) -> str:
    """One or two sentences; `refused` has why the registration of a name was refused the last time."""
    if name in refused:
        return f"There is no endpoint {name}: {refused[name]}"
    names = list(known)
    near = did_you_mean(name, names)
    if near or not names:
        return f"There is no endpoint {name}.{near}"
    return f"There is no endpoint {name}. There {'is' if len(names) == 1 else 'are'} {listed(names)}."


def why_refused(error: HsfuncError) -> str:
    """Why a registration was refused, as the end of a sentence."""
    if isinstance(error, FunctionSyntaxError):
        return f"its source does not compile. {str(error).splitlines()[0].rstrip('.')}."
    told = str(error.problems[0]) if isinstance(error, ManifestError) else str(error).splitlines()[0]
    return f"it was refused. {told}"
