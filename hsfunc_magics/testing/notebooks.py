"""What nbval needs to know of notebooks that use the package, so that `pytest --nbval` alone is enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

# The system chooses ports: in the address of a server, behind a proxy, and where it says whom it listens for.
SANITIZED = {
    r"\b(127\.0\.0\.1|localhost):\d+": r"\1:PORT",
    r"/proxy/\d+/": "/proxy/PORT/",
}
_OURS = "hsfunc_magics"


def prepare(config: pytest.Config) -> None:
    """Cells run in one kernel, in their order: where xdist shares tests out, a notebook stays in one process."""
    if getattr(config.option, "dist", "no") == "load":
        config.option.dist = "loadfile"


def settle(items: Iterable[pytest.Item], config: pytest.Config) -> None:
    """Settles what an option would: the kernel is this interpreter's, and a port is any port."""
    for notebook in {id(item.parent): item.parent for item in items if _is_cell(item)}.values():
        of_nbval: Any = notebook
        cells = of_nbval.nb.cells
        if not any(cell.cell_type == "code" and _OURS in cell.source for cell in cells):
            continue
        of_nbval.sanitize_patterns.update(SANITIZED)
        if config.option.nbval_current_env or config.option.nbval_kernel_name:
            continue
        kernel = of_nbval.nb.metadata.setdefault("kernelspec", {})
        if kernel.get("language", "python") == "python":
            from nbval.kernel import CURRENT_ENV_KERNEL_NAME

            # An installed kernel of the notebook's name may belong to another Python, without the package.
            kernel["name"] = CURRENT_ENV_KERNEL_NAME


def _is_cell(item: pytest.Item) -> bool:
    return hasattr(item.parent, "nb") and hasattr(item.parent, "sanitize_patterns")
