"""What the view offers to copy: the request as a curl command."""

from __future__ import annotations

from ...emulator.call.execution import Execution
from ..copy_as import as_curl, outgoing

# A terminal takes no longer line, and an output is to stay small.
MOST_CHARACTERS = 4_000


def curl_of(execution: Execution) -> str | None:
    """The command, secrets masked; None where it is too long to be pasted: half of it would call something else."""
    command = as_curl(outgoing(execution.request, execution.masked))
    return command if len(command) <= MOST_CHARACTERS else None
