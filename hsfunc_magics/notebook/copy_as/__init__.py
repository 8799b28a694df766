"""A request copied as `%hscall`, curl, fetch or Python, for other people to run. Pure texts, secrets masked."""

from __future__ import annotations

from .curl import as_curl
from .fetch import as_fetch
from .hscall import as_hscall
from .portable_request import PortableRequest, portable
from .python import as_requests

FORMATS = {"%hscall": as_hscall, "curl": as_curl, "fetch": as_fetch, "Python requests": as_requests}
"""Each makes a text of an `PortableRequest`; `base_url` takes the place of the account's own protocol and domain."""

__all__ = ["FORMATS", "PortableRequest", "as_curl", "as_fetch", "as_hscall", "as_requests", "portable"]
