"""An IPython shell of its own for each test, with the extension loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from hsfunc_magics.emulator.call.execution import Execution

from ..pools import SharedPool, serving_new_accounts


@dataclass
class Shell:
    """Runs cells as a notebook does."""

    ip: InteractiveShell

    def run(self, cell: str) -> Any:
        """The value of a cell; raises what the cell raises."""
        outcome = self.ip.run_cell(cell)
        if outcome.error_in_exec is not None:
            raise outcome.error_in_exec
        if outcome.error_before_exec is not None:
            raise outcome.error_before_exec
        return outcome.result

    def call(self, line: str) -> Execution:
        """The execution of `%hscall line`."""
        execution = self.run(f"%hscall {line}")
        assert isinstance(execution, Execution)
        return execution

    def shown(self) -> list[dict[str, Any]]:
        """The data of what was displayed since the last time."""
        published = self.ip.display_pub
        assert isinstance(published, CapturingDisplayPublisher)
        outputs = [output["data"] for output in published.outputs]
        published.outputs.clear()
        return outputs


@pytest.fixture
def shell(pool_of_accounts: SharedPool) -> Iterator[Shell]:
    """A shell with the extension loaded. Its account's instances may have been booted already."""
    InteractiveShell.clear_instance()
    ip = InteractiveShell.instance(display_pub_class=CapturingDisplayPublisher)
    with serving_new_accounts(pool_of_accounts):
        ip.run_line_magic("load_ext", "hsfunc_magics")
        yield Shell(ip)
        ip.run_line_magic("unload_ext", "hsfunc_magics")
    InteractiveShell.clear_instance()
