"""What the side panel of JupyterLab and Notebook knows of the account, told over a comm while the panel is open.

The panel opens a comm to `TARGET`. It gets messages whose keys are the parts of the state that are new (`state.PARTS`),
first all of them, and answers: `view`, `told` with `undo`, `refused`. It sends `{"view": ID}` and what `requests` has.
The comm closes when the extension is unloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .comm import PanelComms

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ...emulator.account import Account
    from ...emulator.signals import Signal
    from ..executions import Recent

TARGET = "hsfunc.panel"

_links: dict[InteractiveShell, PanelComms] = {}


def register(shell: InteractiveShell, account_made: Signal[Account], recent: Recent) -> None:
    """Lets panels open, where the shell is a kernel's. The account is not made for them."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return
    links = _links[shell] = PanelComms(recent)
    account_made.connect(links.follow)
    shell.events.register("post_run_cell", links.cell_ran)
    kernel.comm_manager.register_target(TARGET, links.opened)


def unregister(shell: InteractiveShell) -> None:
    """Lets no more panels open; those that are open are told."""
    links = _links.pop(shell, None)
    if links is None:
        return
    shell.events.unregister("post_run_cell", links.cell_ran)
    shell.kernel.comm_manager.targets.pop(TARGET, None)  # type: ignore[attr-defined]  # a kernel's shell has it
    links.close()
