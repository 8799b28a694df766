"""An account that ends with its test."""

from __future__ import annotations

from ...emulator.conftest import account, make_account

__all__ = ["account", "make_account"]
