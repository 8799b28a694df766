"""Every measurement by its name, with what it needs; run so that what goes wrong becomes a sentence in its row."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hsfunc_magics.emulator.errors import HsfuncError
from hsfunc_magics.runtime.errors import PoolError
from hsfunc_magics.runtime.node.node import NodeNotFoundError

from .first_call import first_call
from .goals import judged
from .http.comparison import http, http_floor
from .http.save import save
from .http.servers import no_rival
from .http.workers import http_workers
from .http.wrk import no_wrk
from .install import BUILDER, install
from .kill import kill
from .memory import memory
from .needs import NODE, NPM_PACKAGES, PROC, ROOM, CannotMeasure, Need
from .notebook.hscall_cell import hscall_cell
from .notebook.jupyterlab import jupyterlab
from .notebook.lab import BROWSER
from .notebook.load_ext import load_ext
from .notebook.repeat import repeat
from .payload import payload
from .rows import Row
from .sizes.accounts import accounts
from .sizes.endpoints import endpoints
from .sizes.kernel import kernel_size
from .sizes.log import log
from .sizes.outputs import outputs
from .warm import floor_socket, warm

WRK = Need("wrk", no_wrk)
RIVAL = Need("HubSpot's own runtime", no_rival)

_EXPECTED = (CannotMeasure, HsfuncError, NodeNotFoundError, PoolError, OSError, subprocess.SubprocessError)


class Run(Protocol):
    """Measures, and yields each row as soon as it has it."""

    def __call__(self, *, quick: bool) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Measurement:
    """One name of the command line: what it needs, and what measures it."""

    run: Run
    needs: tuple[Need, ...]

    @property
    def told(self) -> str:
        """What is done, in one sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]

    def rows(self, name: str, *, quick: bool) -> Iterator[Row]:
        """Its rows with their goals; where it cannot be measured, or not to its end, one row that says why."""
        return (judged(row, name) for row in self._rows(name, quick=quick))

    def _rows(self, name: str, *, quick: bool) -> Iterator[Row]:
        missing = [sentence for need in self.needs if (sentence := need.lack()) is not None]
        if missing:
            yield Row(name, problem=" ".join(missing))
            return
        try:
            yield from self.run(quick=quick)
        except _EXPECTED as problem:
            yield Row(name, problem=" ".join(str(problem).split()) or type(problem).__name__)


MEASUREMENTS: dict[str, Measurement] = {
    "warm": Measurement(warm, (PROC, NODE)),
    "floor-socket": Measurement(floor_socket, (PROC, NODE)),
    "first-call": Measurement(first_call, (PROC, NODE, NPM_PACKAGES)),
    "save": Measurement(save, (PROC, NODE, RIVAL)),
    "payload": Measurement(payload, (PROC, NODE)),
    "kill": Measurement(kill, (PROC, NODE)),
    "memory": Measurement(memory, (PROC, NODE)),
    "load-ext": Measurement(load_ext, ()),
    "hscall-cell": Measurement(hscall_cell, (NODE, NPM_PACKAGES)),
    "jupyterlab": Measurement(jupyterlab, (NODE, BROWSER)),
    "repeat": Measurement(repeat, (NODE,)),
    "install": Measurement(install, (NODE, NPM_PACKAGES, BUILDER)),
    "endpoints": Measurement(endpoints, (PROC, NODE)),
    "accounts": Measurement(accounts, (PROC, NODE)),
    "kernel-size": Measurement(kernel_size, (PROC, NODE, ROOM)),
    "outputs": Measurement(outputs, (NODE, NPM_PACKAGES, BROWSER)),
    "log": Measurement(log, (NODE,)),
    "http": Measurement(http, (PROC, NODE, NPM_PACKAGES, WRK, RIVAL)),
    "http-workers": Measurement(http_workers, (PROC, NODE, NPM_PACKAGES, WRK)),
    "http-floor": Measurement(http_floor, (PROC, NODE, WRK, RIVAL)),
}
