"""A Chromium to test in: one that is installed, else one that is got; and the whole reason where neither can be had."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_VERSION_SECONDS = 30
_DOWNLOAD_SECONDS = 300
_INSTALL_SECONDS = 600
# Where the network swallows what is asked, each of Playwright's tries ends after ten seconds.
_IMPATIENT = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
_APT_GET = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")  # another one may be at work
_ERROR = re.compile(r"E: |\w*Error: ")
_NO_DIALOGUE = {"DEBIAN_FRONTEND": "noninteractive"}


class NoChromium(Exception):
    """None is installed, and none can be had. The message says what was tried, and what came of it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended; the status is None where it did not end in time, or could not begin."""

    status: int | None
    said: str

    @property
    def why(self) -> str:
        """The line that tells why it failed: the first that is called an error, else the last."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        return next(filter(_ERROR.match, lines), lines[-1] if lines else "it said nothing")


def run(command: Sequence[str], seconds: float, environment: Mapping[str, str]) -> Ran:
    """Runs a command with these variables besides our own; after the time it is ended, with all that it started."""
    try:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as problem:
        return Ran(None, str(problem))
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(PermissionError):  # what sudo started is not ours to end
            os.killpg(process.pid, signal.SIGKILL)
        return Ran(None, f"it did not end within {seconds:g} seconds")
    return Ran(process.returncode, said)


@dataclass(frozen=True, slots=True)
class Machine:
    """What the search asks of a machine. `own` is where Playwright keeps its Chromium, `say` tells who waits."""

    own: Path
    say: Callable[[str], None]
    which: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str], float, Mapping[str, str]], Ran] = run
    root: bool = field(default_factory=lambda: os.geteuid() == 0)


def this_machine(say: Callable[[str], None] = print) -> Machine:
    """The machine that we are on, which has Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Machine(Path(playwright.chromium.executable_path), say)


def installed(machine: Machine) -> str | None:
    """The path of a Chromium that is there."""
    return _installed(machine, [])


def chromium(machine: Machine) -> str:
    """The path of a Chromium that is there, or is there from now on. Raises `NoChromium`."""
    tried: list[str] = []
    found = _installed(machine, tried)
    if found is not None:
        return found
    for get in (_download, _install):
        if get(machine, tried) and (found := _installed(machine, tried)) is not None:
            machine.say(f"The browser tests run in {found}")
            return found
    raise NoChromium(" ".join(["There is no Chromium, and none could be had.", *tried]))


def _installed(machine: Machine, tried: list[str]) -> str | None:
    for path in _candidates(machine):
        # Ubuntu's chromium-browser may only tell of a snap, and Playwright's own may miss libraries.
        ran = machine.run([path, "--version"], _VERSION_SECONDS, {})
        if ran.status == 0:
            return path
        complaint = f"{path} does not run: {ran.why}."
        if complaint not in tried:
            tried.append(complaint)
    return None


def _candidates(machine: Machine) -> Iterator[str]:
    if machine.own.exists():
        yield str(machine.own)
    yield from filter(None, map(machine.which, _NAMES))


def _download(machine: Machine, tried: list[str]) -> bool:
    """Gets what Playwright is tested with, into the user's cache."""
    machine.say("No Chromium is installed: playwright install chromium …")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return _done("playwright install chromium", machine.run(command, _DOWNLOAD_SECONDS, _IMPATIENT), tried)


def _install(machine: Machine, tried: list[str]) -> bool:
    """Gets Debian's, where that asks for no password."""
    if machine.which("apt-get") is None:
        tried.append("There is no apt-get to install one with.")
        return False
    apt_get: tuple[str, ...] = _APT_GET
    if not machine.root:
        if machine.which("sudo") is None or machine.run(["sudo", "-n", "true"], 10, {}).status != 0:
            tried.append("apt-get install chromium asks for root.")
            return False
        # sudo hands no variables on.
        apt_get = ("sudo", "-n", "env", *(f"{name}={value}" for name, value in _NO_DIALOGUE.items()), *_APT_GET)
    machine.say("That did not work: apt-get install chromium …")
    # Its status says nothing here: one list of many may be out of reach.
    machine.run([*apt_get, "update"], _INSTALL_SECONDS, _NO_DIALOGUE)
    command = [*apt_get, "install", "-y", "--no-install-recommends", "chromium"]
    return _done("apt-get install chromium", machine.run(command, _INSTALL_SECONDS, _NO_DIALOGUE), tried)


def _done(name: str, ran: Ran, tried: list[str]) -> bool:
    if ran.status != 0:
        tried.append(f"{name} failed: {ran.why}.")
    return ran.status == 0
