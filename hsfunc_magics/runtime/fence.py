"""What a function may reach beside its own memory: as little as the system lets us say."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from . import landlock
from .node import Node

_T = TypeVar("_T")

# The harness and the preloaded packages.
_OURS = tuple(Path(__file__).parent / name for name in ("js", "packages"))
# What Node reads of the system: libraries, certificates, names of hosts, time zones, the number of cores.
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/nix/store")
_READABLE = (
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/etc/resolv.conf",
    "/run/systemd/resolve",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/nsswitch.conf",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/proc/cpuinfo",
    "/proc/stat",
    "/dev/urandom",
    "/dev/random",
)


@dataclass(frozen=True, slots=True)
class FencePart:
    """One part of the fence: what it closes, by what, and whether it does so here."""

    name: str
    active: bool
    means: str


class Fence:
    """Closes the host's file system, child processes, signals and, if asked, the network to functions.

    closed: False opens all of it. network: False cuts TCP, where the kernel can.
    """

    def __init__(self, *, closed: bool = True, network: bool = True) -> None:
        self.closed = closed
        self.network = network
        self._landlock = closed and landlock.version() > 0

    def flags(self, node: Node, folder: Path) -> list[str]:
        """Node's own permission flags for an instance that may write in `folder`."""
        if not self.closed or node.major < 20:
            return []
        name = "--permission" if node.version >= (22, 13, 0) else "--experimental-permission"
        if self._landlock:
            # The kernel guards the files, more exactly than Node can.
            return [name, "--allow-fs-read=*", "--allow-fs-write=*"]
        read = [f"--allow-fs-read={path}/*" for path in (*_OURS, folder)]
        return [name, *read, f"--allow-fs-write={folder}/*"]

    def spawn(self, node: Node, folder: Path, start: Callable[[], _T]) -> _T:
        """What `start` returns, its process being fenced. Raises what `start` raises."""
        if not self._landlock:
            return start()
        rules = landlock.Ruleset(network=self.network)
        try:
            self._allow(rules, node, folder)
            return _in_restricted_thread(rules, start)
        finally:
            rules.close()

    def parts(self, node: Node) -> list[FencePart]:
        """Which parts are active here."""
        flags = self.closed and node.major >= 20
        version = landlock.version()
        lack = "which this kernel lacks" if sys.platform == "linux" else "which only Linux has"
        by_kernel = f"Landlock, version {version}" if version else f"Landlock, {lack}"
        files = by_kernel if self._landlock else "Node's permission flags"
        return [
            FencePart("file system", self._landlock or flags, files),
            FencePart("child processes, workers, inspector", flags, "Node's permission flags"),
            FencePart("signals to other processes", self._landlock and landlock.closes_signals(), by_kernel),
            FencePart("network (TCP)", self._landlock and not self.network and landlock.closes_network(), by_kernel),
        ]

    def _allow(self, rules: landlock.Ruleset, node: Node, folder: Path) -> None:
        for library in _LIBRARIES:
            rules.allow(library, landlock.READ | landlock.EXECUTE)
        for path in _READABLE:
            rules.allow(path, landlock.READ)
        rules.allow(node.path.resolve(), landlock.READ | landlock.EXECUTE)
        for ours in _OURS:
            rules.allow(ours, landlock.READ)
        rules.allow("/dev/null", landlock.READ | landlock.WRITE_FILE)
        # Listing shows numbers of processes; reading what is below stays closed, also /proc/self.
        rules.allow("/proc", landlock.READ_DIR)
        rules.allow(folder, landlock.all_rights())


def _in_restricted_thread(rules: landlock.Ruleset, start: Callable[[], _T]) -> _T:
    """Landlock binds the thread that asks for it, for good: a throwaway one, and the process that it starts."""
    done: list[_T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            rules.restrict_this_thread()
            done.append(start())
        except BaseException as problem:  # noqa: BLE001 - raised again in the thread that asked
            failed.append(problem)

    thread = threading.Thread(target=work, name="hsfunc-spawn")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]
