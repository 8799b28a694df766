"""Where an account's functions are served now, for those who show it: known without the server's libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..emulator.signals import Signal

if TYPE_CHECKING:
    from ..emulator.account import Account


@dataclass(frozen=True, slots=True)
class Address:
    """Base URLs without a slash at the end: on this machine, and from the notebook's browser where a proxy is between.

    The latter is a path alone where the hub does not tell its own address. `control_url`: the control pages, which are
    for this machine only and have a port of their own.
    """

    local: str
    proxied: str | None
    control_url: str | None

    @property
    def browser(self) -> str:
        """For the browser that shows the notebook."""
        return self.proxied or self.local


changed: Signal[Account] = Signal()
"""Tells the account whose server has started or ended."""

_addresses: WeakKeyDictionary[Account, Address] = WeakKeyDictionary()


def address_of(account: Account) -> Address | None:
    """None where no server runs."""
    return _addresses.get(account)


def put(account: Account, address: Address | None) -> None:
    """A server has started, or ended."""
    if address is not None:
        _addresses[account] = address
    else:
        _addresses.pop(account, None)
    changed.emit(account)
