"""What `import hsfunc_magics` offers, and what it must not load: notebooks, widgets and servers come when used."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import hsfunc_magics
from hsfunc_magics.emulator import errors

EXPORTED = [
    "Account",
    "BundleError",
    "CassetteError",
    "Clock",
    "Execution",
    "ExecutionError",
    "FolderError",
    "FunctionError",
    "FunctionSyntaxError",
    "HsfuncError",
    "LimitError",
    "Limits",
    "LogError",
    "MagicError",
    "ManifestError",
    "MockError",
    "ProcessBoundError",
    "RequestError",
    "RuntimeUnavailable",
    "SecretError",
    "SecretWarning",
    "SeedError",
    "ServerError",
    "Settings",
    "Status",
    "SwitchError",
    "Visitor",
    "VisitorError",
    "current_account",
    "load_ipython_extension",
    "unload_ipython_extension",
]
LOADED_LATER = [
    "IPython",
    "anywidget",
    "dask",
    "distributed",
    "ipykernel",
    "ipywidgets",
    "jupyterlab",
    "traitlets",
    "uvicorn",
]


def every_error(base: type[BaseException] = hsfunc_magics.HsfuncError) -> set[type[BaseException]]:
    """The error, and all that derive from it in the package."""
    own = {base} if base.__module__.startswith("hsfunc_magics.") else set()
    return own.union(*map(every_error, base.__subclasses__()))


def test_the_exported_names() -> None:
    assert sorted(hsfunc_magics.__all__) == EXPORTED
    assert [name for name in EXPORTED if not hasattr(hsfunc_magics, name)] == []


def test_in_a_browser_it_is_said_that_node_is_needed() -> None:
    code = "import sys; sys.platform = 'emscripten'; import hsfunc_magics"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60).stderr
    assert told.splitlines()[-1].startswith("ImportError: hsfunc_magics needs Node.js")


def test_importing_the_package_loads_no_notebook_and_no_server() -> None:
    code = f"import sys, hsfunc_magics; print([name for name in {LOADED_LATER} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout.strip() == "[]"


def test_every_error_is_exported_and_stands_in_the_tree() -> None:
    for face in ("cli.main", "notebook.magics.magics", "web.server"):  # loading them defines whatever errors they have
        import_module(f"hsfunc_magics.{face}")
    names = {error.__name__ for error in every_error()} | {"SecretWarning"}
    assert names - set(EXPORTED) == set()
    tree = errors.__doc__ or ""
    assert [name for name in sorted(names) if f" {name} " not in tree] == []
