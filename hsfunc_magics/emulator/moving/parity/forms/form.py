"""A form of the functions, to which requests are sent under given switches."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from ....projects.switches import Switches
from ..asked.planned import PlannedRequest

if TYPE_CHECKING:
    from ....call.execution import Execution


class Form(Protocol):
    """The functions of a design manager, or of a project."""

    def begin(self, switches: Switches, heard_as: Collection[str] = ()) -> None:
        """Everything is as at first, and the switches stand so. Raises `RuntimeUnavailable`.

        `heard_as` are rows of the mapping: of what they tell, the function hears what a project's function would.
        """
        ...

    def send(self, request: PlannedRequest) -> Execution:
        """What it answers."""
        ...
