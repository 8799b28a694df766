"""Notebooks with outputs that were stored: JupyterLab draws them, and trusts none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import nbformat

from .patience import START_SECONDS
from .server import LabServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Of one cell JupyterLab draws the first 50.
MOST = 45
_DRAW_ALL = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: 'none' };
}"""
_TRUSTED = "() => window.jupyterapp.shell.currentWidget.content.widgets[0].model.trusted"


def in_cells(made: Sequence[Any]) -> list[Sequence[Any]]:
    """What each of several cells shows of them."""
    return [made[start : start + MOST] for start in range(0, len(made), MOST)]


def stored(outputs: Sequence[Any]) -> Any:
    """A notebook that holds them."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("# stored", outputs=part, execution_count=1) for part in in_cells(outputs)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def open_untrusted(page: Page, server: LabServer, name: str, outputs: Sequence[Any]) -> None:
    """Opens a notebook with these outputs, which nobody has run here."""
    nbformat.write(stored(outputs), server.folder / f"{name}.ipynb")
    address = f"{server.url}/lab/workspaces/{name}/tree/{name}.ipynb?token={server.token}"
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector(".hsfunc-execution", timeout=START_SECONDS * 1000)
    assert not is_trusted(page)


def is_trusted(page: Page) -> bool:
    """Whether the notebook's outputs are."""
    told: bool = page.evaluate(_TRUSTED)
    return told


def draw_all(page: Page, count: int) -> None:
    """Waits for so many views, also those that are not in sight: as much work as running all cells."""
    page.evaluate(_DRAW_ALL)
    page.wait_for_function(
        "(count) => document.querySelectorAll('.hsfunc-execution .hsfunc-card').length >= count",
        arg=count,
        polling=100,  # not with every frame that it draws
        timeout=START_SECONDS * 1000,
    )
