"""What answers a request that may not go out, as it is written where the account is used."""

from __future__ import annotations

import shlex
from typing import NamedTuple


class OutgoingWays(NamedTuple):
    """`{method}` and `{url}`, `{file}` and, for a command line, `{word}` are filled in."""

    mock: str
    record: str
    allow: str
    hubspot: str

    def mocking(self, method: str, url: str) -> str:
        """What mocks a request."""
        return self.mock.format(method=method, url=url)

    def recording(self, file: str = "") -> str:
        """What records real exchanges into a file; without one, how that is written."""
        return self.record.format(file=file or "FILE", word=shlex.quote(file) if file else "FILE")


BY_PYTHON = OutgoingWays(
    "account.mock({method!r}, {url!r}, …)",
    "account.record({file!r})",
    "Settings(outgoing='allow')",
    "account.mock_hubspot()",
)
BY_MAGIC = OutgoingWays(
    "%%hsmock {method} {url}", "%hs record {word}", "%config HsfuncMagics.outgoing = 'allow'", "%hs mock hubspot"
)
BY_COMMAND = OutgoingWays("--mocks FILE with {method} {url}", "--record {word}", "--outgoing allow", "--mock-hubspot")
