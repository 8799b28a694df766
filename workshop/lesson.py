"""A lesson by several students at once: a JupyterLab server and a kernel for each, as on a hub."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError

import nbformat
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .estimate import Measured
from .sampling import Desk, Sampling

_CELL_SECONDS = 600
_START_SECONDS = 300


def held(notebook: Path, size: int) -> Measured:
    """Runs the lesson with so many students side by side, and says what it took."""
    with tempfile.TemporaryDirectory(prefix="hsfunc-workshop-") as place, ExitStack() as servers:
        folders = [_folder(Path(place), number, notebook) for number in range(size)]
        desks = [Desk(servers.enter_context(_server(folder))) for folder in folders]
        started = time.perf_counter()
        with Sampling(desks) as sampling:
            problems = asyncio.run(_all(desks, [folder / notebook.name for folder in folders], sampling))
        return Measured(
            students=size,
            seconds=time.perf_counter() - started,
            together=sampling.most,
            alone=max(desk.most for desk in desks),
            server=max(desk.parts["server"] for desk in desks),
            kernel=max(desk.parts["kernel"] for desk in desks),
            node=max(desk.parts["node"] for desk in desks),
            processor=sum(desk.seconds for desk in desks) / size,
            failed=tuple(filter(None, problems)),
        )


def _folder(place: Path, number: int, notebook: Path) -> Path:
    """A student's own: the notebook, and the folders beside it that it reads."""
    folder = place / str(number)
    folder.mkdir()
    shutil.copy(notebook, folder)
    for beside in notebook.parent.glob("*.functions"):
        shutil.copytree(beside, folder / beside.name)
    return folder


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    """A JupyterLab server that listens; its process's number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = ("DATA", "RUNTIME", "CONFIG")
    environment = {**os.environ, **{f"JUPYTER_{name}_DIR": str(folder / ".jupyter" / name) for name in names}}
    options = ["--no-browser", "--allow-root", "--ServerApp.token=", "--ServerApp.ip=127.0.0.1"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.port={port}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/lab")
            yield process.pid
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=_START_SECONDS):  # noqa: S310  # a server of ours
                return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


async def _all(desks: list[Desk], notebooks: list[Path], sampling: Sampling) -> list[str]:
    return await asyncio.gather(*(_attend(desk, path, sampling) for desk, path in zip(desks, notebooks, strict=True)))


class _ThisPython(KernelSpecManager):
    """A kernel of any name is one of this interpreter."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=make_ipkernel_cmd(extra_arguments=["--log-level=CRITICAL"]),
            display_name=kernel_name,
            language="python",
        )


async def _attend(desk: Desk, path: Path, sampling: Sampling) -> str:
    """Runs the notebook as one student; what failed, or nothing."""
    manager = AsyncKernelManager(kernel_spec_manager=_ThisPython())
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, km=manager, timeout=_CELL_SECONDS, resources=place)
    environment = {**os.environ, "IPYTHONDIR": str(path.parent / ".ipython")}
    try:
        async with client.async_setup_kernel(env=environment):
            provisioner = manager.provisioner
            assert isinstance(provisioner, LocalProvisioner)  # a kernel on this machine
            desk.kernel = provisioner.pid
            for number, cell in enumerate(notebook.cells):
                await client.async_execute_cell(cell, number)
            await asyncio.to_thread(sampling.look)  # while the kernel and its Node processes are there
            desk.kernel = None
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
        desk.kernel = None
        return f"{path.parent.name}: {str(problem).strip().splitlines()[-1]}"
    return ""
