"""What a function may reach beside its own memory: as little as the system lets us say."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from . import landlock, seccomp
from .node import Node

_T = TypeVar("_T")

# The harness and the preloaded packages.
_OURS = tuple(Path(__file__).parents[1] / name for name in ("js", "packages"))
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
# What child processes need besides: the system's programs, and what these share.
_PROGRAMS = ("/bin", "/usr/bin", "/usr/libexec")
_SHARED = ("/usr/share", "/etc/ld.so.cache", "/etc/fonts", "/etc/mime.types", "/dev/zero")


@dataclass(frozen=True, slots=True)
class FencePart:
    """One part of the fence: what it closes, by what, and whether it does so here."""

    name: str
    active: bool
    means: str


class Fence:
    """Closes the host's file system, child processes, other processes and, if asked, the network to functions.

    Up to three layers, each where the system has it: Node's own permission flags, Landlock, and a seccomp filter.
    closed: False opens all of it. network: False closes sockets, as far as the kernel can.
    """

    def __init__(self, *, closed: bool = True, network: bool = True) -> None:
        self.closed = closed
        self.network = network
        self._inspected = False
        self._landlock = closed and landlock.version() > 0
        self._seccomp = closed and seccomp.available()

    def inspected(self) -> Fence:
        """The same for an instance whose inspector opens, which Node's own flags do not let it: the kernel's layers."""
        other = Fence(closed=self.closed, network=self.network)
        other._inspected = True
        return other

    @property
    def closed_workers(self) -> str:
        """Why a function can have no workers here; empty where it can."""
        if not self.closed:
            return ""
        lacking = [
            name for name, there in (("Landlock", self._landlock), ("a seccomp filter", self._seccomp)) if not there
        ]
        return f"only the kernel can hold them, and this one lacks {' and '.join(lacking)}" if lacking else ""

    @property
    def closed_children(self) -> str:
        """Why a function can have no child processes here; empty where it can."""
        if self.closed_workers or not self.closed:
            return self.closed_workers
        if not self._closes_signals:
            return "this kernel cannot keep their signals from other processes, which Linux 6.12 can"
        uncounted = seccomp.asks()
        return f"nothing here bounds how many they become: {uncounted}" if uncounted else ""

    def flags(self, node: Node, folder: Path) -> list[str]:
        """Node's own permission flags for an instance that may write in `folder`.

        They stand beside Landlock, which knows nothing of modes, owners, times and of whether a file exists.
        """
        if self._inspected:
            return ["--inspect-publish-uid=http", *(["--no-addons"] if self.closed else [])]
        if not self._has_flags(node):
            return []
        name = "--permission" if node.version >= (22, 13, 0) else "--experimental-permission"
        read = [f"--allow-fs-read={path}/*" for path in (*_OURS, folder)]
        workers = [] if self.closed_workers else ["--allow-worker"]
        children = [] if self.closed_children else ["--allow-child-process"]
        return [name, *read, f"--allow-fs-write={folder}/*", *workers, *children]

    def spawn(self, node: Node, folder: Path, start: Callable[[], _T]) -> tuple[_T, int]:
        """What `start` returns, its process being fenced, and where it asks before it starts another; -1 for nowhere.

        Raises what `start` raises.
        """
        restrictions: list[Callable[[], int | None]] = []
        with contextlib.ExitStack() as opened:
            if self._landlock:
                rules = landlock.Ruleset(network=self.network)
                opened.callback(rules.close)
                self._allow(rules, node, folder)
                restrictions.append(rules.restrict_this_thread)
            if self._seccomp:
                ask = not self.closed_children
                restrictions.append(partial(seccomp.restrict_this_thread, network=self.network, ask=ask))
            return _in_restricted_thread(restrictions, start) if restrictions else (start(), -1)

    def parts(self, node: Node) -> list[FencePart]:
        """Which parts are active here."""
        flags = self._has_flags(node)
        version = landlock.version()
        lack = "which this kernel lacks" if sys.platform == "linux" else "which only Linux has"
        by_landlock = f"Landlock, version {version}" if version else f"Landlock, {lack}"
        by_filter = "a seccomp filter" if seccomp.available() else f"a seccomp filter, {lack}"
        by_flags = "Node's permission flags" if node.major >= 20 else "Node's permission flags, which only Node 20 has"
        files = _all_of((by_flags, flags), (by_landlock, self._landlock))
        others = _all_of((by_landlock, self._closes_signals), (by_flags, flags))
        seen = f"{by_flags}; child processes see which exist" if flags and not self.closed_children else by_flags
        return [
            FencePart("file system", self._landlock or flags, files),
            FencePart("modes, owners and times of files, which files exist", flags, seen),
            FencePart("inspector, add-ons", flags, by_flags),
            self._processes_part("workers", self.closed_workers),
            self._processes_part("child processes", self.closed_children),
            FencePart("signals to other processes", self._closes_signals or flags, others),
            FencePart("priority and memory of other processes", self._seccomp, by_filter),
            FencePart("Unix sockets: ssh-agent, Docker, D-Bus", self._seccomp, by_filter),
            self._network_part(by_filter, by_landlock),
        ]

    def _processes_part(self, name: str, why_closed: str) -> FencePart:
        if why_closed:
            return FencePart(name, True, why_closed)
        return FencePart(name, False, "open, within the fence" if self.closed else "open")

    def _network_part(self, by_filter: str, by_landlock: str) -> FencePart:
        if self.network:
            return FencePart("network", False, "open unless the setting network is False")
        if self._seccomp:
            return FencePart("network", True, by_filter)
        closed = self._landlock and landlock.closes_network()
        return FencePart("network: TCP only, UDP stays open", closed, by_landlock)

    @property
    def _closes_signals(self) -> bool:
        return self._landlock and landlock.closes_signals()

    def _has_flags(self, node: Node) -> bool:
        return self.closed and node.major >= 20

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
        if not self.closed_children:
            for path in _PROGRAMS:
                rules.allow(path, landlock.READ | landlock.EXECUTE)
            for path in _SHARED:
                rules.allow(path, landlock.READ)
        rules.allow(folder, landlock.rights_in_a_folder())


def _all_of(*layers: tuple[str, bool]) -> str:
    """The layers that are active; where none is, what each would be."""
    active = [means for means, there in layers if there]
    return " and ".join(active or [means for means, _ in layers])


def _in_restricted_thread(restrictions: Iterable[Callable[[], int | None]], start: Callable[[], _T]) -> tuple[_T, int]:
    """What is closed to a thread stays closed, for good: a throwaway one, and the process that it starts."""
    done: list[tuple[_T, int]] = []
    failed: list[BaseException] = []

    def work() -> None:
        asking = -1
        try:
            for restrict in restrictions:
                made = restrict()
                asking = asking if made is None else made
            done.append((start(), asking))
        except BaseException as problem:  # noqa: BLE001 - raised again in the thread that asked
            if asking >= 0:
                os.close(asking)
            failed.append(problem)

    thread = threading.Thread(target=work, name="hsfunc-spawn")
    with _NO_COLLECTION:
        try:
            thread.start()
        except RuntimeError:  # the system has no room for another thread
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
        thread.join()
    if failed:
        raise failed[0]
    return done[0]


class _NoCollection:
    """Puts off garbage collection: a finalizer of somebody else's could not do its work in that thread. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            self._count += 1
            if self._count == 1:
                self._was_on = gc.isenabled()
                gc.disable()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._count -= 1
            if self._count == 0 and self._was_on:
                gc.enable()


_NO_COLLECTION = _NoCollection()
