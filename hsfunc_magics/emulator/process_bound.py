"""Live parts of an account: bound to their process, neither to be pickled nor to be copied."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from .display import public_names
from .errors import ProcessBoundError


class ProcessBound:
    """Cannot be pickled or copied: it has sockets and locks of its process, or values of secrets."""

    __slots__ = ()

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, _: SupportsIndex) -> NoReturn:
        raise ProcessBoundError(type(self).__name__)
