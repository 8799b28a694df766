"""What the view offers to copy: another module of the notebook knows how it is written, and sets it here."""

from __future__ import annotations

from collections.abc import Callable

from ...emulator.execution import Execution

as_curl: Callable[[Execution], str] | None = None
"""The request as a curl command; where it is None the view does not offer it."""
