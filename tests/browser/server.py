"""JupyterLab's server, with our extension as it was built last, and without what only costs its pages time."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from .patience import START_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PACKAGE = Path(__file__).parents[2]
_NAME = "hsfunc-magics"
_OVERRIDES = {
    # No pop-ups over the notebook, nothing that asks the network.
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    # Some releases take the cells that are out of sight from the page, and with them what a test looks for.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
}
# What costs time with every page, and has nothing to do with ours: asking Node whether JupyterLab is to be built anew,
# the formats of nbconvert, a list of extensions, a debugger, terminals, other people's servers.
_PAGE = {
    "buildAvailable": False,
    "buildCheck": False,
    "disabledExtensions": dict.fromkeys(
        (
            "@jupyterlab/notebook-extension:export",
            "@jupyterlab/extensionmanager-extension",
            "@jupyterlab/debugger-extension",
            "@jupyterlab/terminal-extension",
            "@jupyterhub/jupyter-server-proxy",
        ),
        True,
    ),
}


def _extensions(folder: Path, *, own: bool) -> Path:
    """The extensions that are installed, and ours as it was built last, not as it was installed."""
    from jupyter_core.paths import jupyter_path

    found = folder / "labextensions"
    found.mkdir()
    if own:
        (found / _NAME).symlink_to(_PACKAGE / "labextension" / "dist", target_is_directory=True)
    for path in map(Path, jupyter_path("labextensions")):
        for extension in path.iterdir() if path.is_dir() else ():
            if extension.name != _NAME and not (found / extension.name).exists():
                (found / extension.name).symlink_to(extension, target_is_directory=True)
    return found


class LabUnavailable(Exception):
    """JupyterLab is not installed."""


class LabServer:
    """JupyterLab in `folder`, on a free port of 127.0.0.1.

    Without `extension` it does not know ours; a `whole` one also has what only costs its pages time.
    """

    def __init__(self, folder: Path, *, extension: bool = True, whole: bool = False) -> None:
        for module in ("jupyterlab", "ipywidgets", "anywidget"):
            if importlib.util.find_spec(module) is None:
                raise LabUnavailable(f"{module} is not installed: pip install 'hsfunc-magics[test]'")
        self.numbers = count()  # of its notebooks
        self.spare_pages: list[Page] = []  # of JupyterLab, that tests have left in order
        self.folder = folder / "notebooks"
        self.folder.mkdir()
        settings = folder / "config" / "labconfig"
        settings.mkdir(parents=True)
        (settings / "default_setting_overrides.json").write_text(json.dumps(_OVERRIDES), encoding="utf-8")
        if not whole:
            (settings / "page_config.json").write_text(json.dumps(_PAGE), encoding="utf-8")
        self.token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        extensions = _extensions(folder, own=extension)
        arguments = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.folder,
            "LabApp.labextensions_path": extensions,
            "LabApp.expose_app_in_browser": True,
            "LabApp.workspaces_dir": folder / "workspaces",
            "LabApp.user_settings_dir": folder / "settings",
            # Notebook, where it is installed: the same server's.
            "JupyterNotebookApp.labextensions_path": extensions,
            "JupyterNotebookApp.expose_app_in_browser": True,
            "JupyterNotebookApp.user_settings_dir": folder / "settings",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
        command += [f"--{name}={value}" for name, value in arguments.items()]
        if os.geteuid() == 0:
            command.append("--allow-root")
        self._log = (folder / "lab.log").open("w+", encoding="utf-8")
        environment = {
            **os.environ,
            "JUPYTER_TOKEN": self.token,  # not on the command line, where everybody reads it
            "JUPYTER_CONFIG_PATH": str(folder / "config"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH")))),
        }
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/api", timeout=10).close()
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.2)
            else:
                return
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{(self.folder.parent / 'lab.log').read_text(encoding='utf-8')}")

    def close(self) -> None:
        """Ends the server, and with it its kernels."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
