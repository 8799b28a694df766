"""nbval with the plugin: no option is needed where a port or the kernel's name differs, nor in several processes."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

pytest_plugins = ["pytester"]

CELLS = ("%load_ext hsfunc_magics", "%hs serve -o server", "print(server.local)", "%hs serve stop")


def test_nbval_needs_no_option(pytester: pytest.Pytester) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    # As it was saved in another environment, whose kernel is not here.
    notebook.metadata["kernelspec"] = {"name": "of-another-machine", "display_name": "Other", "language": "python"}
    assert "127.0.0.1:" in str(notebook)
    for name in ("one", "two"):
        nbformat.write(notebook, pytester.path / f"{name}.ipynb")
    told = pytester.runpytest_subprocess("--nbval", "-n2", "-p", "no:cacheprovider")
    told.assert_outcomes(passed=2 * len(CELLS))
