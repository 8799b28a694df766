"""The address by which a browser reaches a server beside a kernel: through JupyterHub or jupyter-server-proxy."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path


def proxied_url(port: int) -> str | None:
    """The URL that leads to the port from where the notebook is shown; None where nothing does.

    A path alone where the hub does not tell its own address.
    """
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if prefix is not None:
        public = os.environ.get("JUPYTERHUB_PUBLIC_URL") or prefix
        return f"{public.rstrip('/')}/proxy/{port}"
    if importlib.util.find_spec("jupyter_server_proxy") is None:
        return None
    server = _server()
    return f"{server.rstrip('/')}/proxy/{port}" if server is not None else None


def _server() -> str | None:
    """The address of the Jupyter server that has started this kernel, as the server itself has written it down."""
    parent = os.environ.get("JPY_PARENT_PID", "")
    if not parent.isdigit():
        return None
    from jupyter_core.paths import jupyter_runtime_dir

    file = Path(jupyter_runtime_dir()) / f"jpserver-{parent}.json"
    try:
        url = json.loads(file.read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) else None
