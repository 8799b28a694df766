"""The filter alone, as a child process of a function would meet it: each call by its number, in a real process."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime.node import seccomp

pytestmark = pytest.mark.skipif(not seccomp.available(), reason="needs a Linux kernel with seccomp filters")

_CHILD = """
import ctypes, json, os, resource, socket, subprocess, sys, threading
X86 = os.uname().machine == "x86_64"
libc = ctypes.CDLL(None, use_errno=True)
def tried(work):
    try:
        return repr(work())
    except OSError as problem:
        return problem.errno
def called(name, *arguments):
    ctypes.set_errno(0)
    done = getattr(libc, name)(*arguments)
    return ctypes.get_errno() if done < 0 else 0
def told(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
target, parent = sys.argv[1:]
parent = int(parent)
print(json.dumps({
    "chmod": tried(lambda: os.chmod(target, 0o777)),
    "fchmod": tried(lambda: os.fchmod(os.open(target, os.O_RDONLY), 0o777)),
    "utime": tried(lambda: os.utime(target, (1, 1))),
    "chown": tried(lambda: os.chown(target, 1, 1)),
    "lchown": tried(lambda: os.lchown(target, 1, 1)),
    "setxattr": tried(lambda: os.setxattr(target, "user.a", b"1")),
    "listxattr": tried(lambda: os.listxattr(target)),
    "mount": called("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "chroot": tried(lambda: os.chroot("/")),
    "unshare": called("unshare", 0x10000000),
    "ptrace": called("ptrace", 16, parent, 0, 0),
    "priority": tried(lambda: os.setpriority(os.PRIO_PROCESS, parent, 10)),
    "affinity": tried(lambda: os.sched_setaffinity(parent, {0})),
    "limits of another": tried(lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE, (10, 10))),
    "own limits": tried(lambda: resource.prlimit(0, resource.RLIMIT_CORE, (0, 0)) and None),
    "own mark": tried(lambda: resource.prlimit(0, 10, (1, 1))),
    "own mark, read": tried(lambda: resource.prlimit(0, 10)),
    "own mark, the old way": called("syscall", 160 if X86 else 164, 10, ctypes.create_string_buffer(16)),
    "session": told("setsid", sys.executable, "-c", "import os; print(os.getsid(0) == os.getpid())"),
    "shared memory": called("shmget", 0, 4096, 0o1600),
    "messages": called("msgget", 0, 0o1600),
    "file in memory": tried(lambda: os.memfd_create("a")),
    "keyctl": called("syscall", 250 if X86 else 219, 0, -3, 1),
    "io_uring": called("syscall", 425, 1, ctypes.create_string_buffer(256)),
    "unix": tried(lambda: socket.socket(socket.AF_UNIX)),
    "unix datagrams": tried(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)),
    "packets": tried(lambda: socket.socket(17, socket.SOCK_RAW)),
    "pair": tried(lambda: socket.socketpair() and None),
    "udp": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM) and None),
    "netlink": tried(lambda: socket.socket(16, socket.SOCK_RAW) and None),
    "process": tried(lambda: os.system("exit 3") >> 8),
    "thread": tried(lambda: threading.Thread(target=lambda: None).start()),
}))
"""


def restricted(target: Path, *, network: bool) -> dict[str, Any]:
    """What each call gave in a process behind the filter: an error's number, or its value."""
    told: list[subprocess.CompletedProcess[str]] = []

    def work() -> None:
        seccomp.restrict_this_thread(network=network, ask=False)
        command = [sys.executable, "-c", _CHILD, str(target), str(os.getpid())]
        told.append(subprocess.run(command, capture_output=True, text=True, check=False))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told[0].returncode == 0, told[0].stderr
    answers: dict[str, Any] = json.loads(told[0].stdout)
    return answers


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "private.txt"
    path.write_text("private")
    path.chmod(0o600)
    os.utime(path, (1_000, 1_000))
    return path


REFUSED = (
    "chown", "lchown", "mount", "chroot", "unshare", "ptrace", "priority", "affinity",
    "limits of another", "own mark", "own mark, the old way", "shared memory", "messages", "file in memory", "keyctl",
    "unix", "unix datagrams", "packets",
)  # fmt: skip
DONE = ("own limits", "pair", "process", "thread")


def test_the_filter_refuses_its_calls_and_no_others(target: Path) -> None:
    before, affinity = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
    answers = restricted(target, network=True)
    assert {name: answers[name] for name in REFUSED} == dict.fromkeys(REFUSED, errno.EPERM)
    assert (answers["setxattr"], answers["listxattr"]) == (errno.EOPNOTSUPP, errno.EOPNOTSUPP)
    assert answers["io_uring"] == errno.ENOSYS
    # The mark may be read, for `ulimit -a`; a session is made in appearance.
    assert answers["own mark, read"] == "(-1, -1)"
    assert answers["session"] == "False"
    assert {name: answers[name] for name in DONE} == {
        "own limits": "None",
        "pair": "None",
        "process": "3",
        "thread": "None",
    }
    assert (answers["udp"], answers["netlink"]) == ("None", "None")
    assert (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)) == (before, affinity)


def test_modes_and_times_are_left_as_they_are_without_an_error(target: Path) -> None:
    answers = restricted(target, network=True)
    assert [answers[name] for name in ("chmod", "fchmod", "utime")] == ["None"] * 3
    status = target.stat()
    assert (oct(status.st_mode & 0o777), status.st_mtime) == ("0o600", 1_000)


def test_a_closed_network_refuses_every_socket(target: Path) -> None:
    answers = restricted(target, network=False)
    assert {answers[name] for name in ("unix", "udp", "netlink", "packets")} == {errno.EPERM}
    assert answers["pair"] == "None"


@pytest.mark.parametrize("machine", seccomp.PROCESSORS)
def test_the_filter_fits_the_kernel_on_every_known_processor(machine: str) -> None:
    steps = seccomp.instructions(machine, network=True, setsid=1 << 40, vfork=1 << 41)
    assert len(steps) % 8 == 0
    assert len(steps) // 8 <= 4096
    assert steps != seccomp.instructions(machine, network=False, setsid=1 << 40, vfork=1 << 41)
    assert steps != seccomp.instructions(machine, network=True, setsid=1 << 40, vfork=None)
