"""How a secret is added or updated, as it is written where a folder came from."""

from __future__ import annotations

from typing import NamedTuple


class SecretWays(NamedTuple):
    """`{name}` is filled in."""

    add: str
    update: str

    def adding(self, name: str) -> str:
        """What adds a secret."""
        return self.add.format(name=name)

    def updating(self, name: str) -> str:
        """What gives it another value."""
        return self.update.format(name=name)


BY_PYTHON = SecretWays("account.secrets.add('{name}', …)", "account.secrets.update('{name}', …)")
BY_MAGIC = SecretWays("%hs secrets add {name}", "%hs secrets update {name}")
BY_COMMAND = SecretWays(
    "{name}=… in a file for --env-file, or hsfunc secrets add {name} and --keyring",
    "its line in the file of --env-file, or hsfunc secrets update {name}",
)
