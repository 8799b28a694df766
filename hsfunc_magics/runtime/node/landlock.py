"""Landlock, the Linux kernel's own fence: what a process and its children may reach, set without privileges."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import sys
from functools import cache

# System calls have these numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_PR_SET_NO_NEW_PRIVS = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_CHAR_DEVICE, _MAKE_BLOCK_DEVICE = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE | _IOCTL_DEV
_NET_TCP = 1 | 2
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 1 | 2

# The file system rights that each version of the interface knows, cumulated.
_RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_NET_SINCE, _SIGNALS_SINCE = 4, 6

_USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})


@cache
def c_library() -> ctypes.CDLL:
    """The C library of this process, with the number of its last error for each thread."""
    return ctypes.CDLL(None, use_errno=True)


@cache
def version() -> int:
    """The version of the interface; 0 where the kernel has none."""
    if sys.platform != "linux":
        return 0
    found = _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    return max(0, found)


def all_rights() -> int:
    """Every file system right that this kernel can withhold."""
    return _RIGHTS_OF_VERSION.get(version(), (1 << 16) - 1)


def rights_in_a_folder() -> int:
    """All but making devices, by which a child process of root would read a whole disk."""
    return all_rights() & ~(_MAKE_CHAR_DEVICE | _MAKE_BLOCK_DEVICE)


def closes_network() -> bool:
    return version() >= _NET_SINCE


def closes_signals() -> bool:
    return version() >= _SIGNALS_SINCE


class Ruleset:
    """What is allowed; everything else is closed. Kept as a descriptor until `close`."""

    def __init__(self, *, network: bool) -> None:
        net = _NET_TCP if not network and closes_network() else 0
        scope = _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if closes_signals() else 0
        attributes = struct.pack("=QQQ", all_rights(), net, scope)
        # Older kernels refuse a structure that is longer than theirs.
        size = 24 if closes_signals() else 16 if closes_network() else 8
        self.descriptor = _checked(_syscall(_CREATE_RULESET, attributes, size, 0))
        os.set_inheritable(self.descriptor, False)

    def allow(self, path: str | os.PathLike[str], rights: int) -> None:
        """Allows rights below a path. A path that is not there needs no rule."""
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError as problem:
            if problem.errno in _USED_UP:
                raise  # an instance without a rule that it needs would fail much later, and as long as it is warm
            return
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                rights &= _FILE_RIGHTS
            rule = struct.pack("=Qi", rights & all_rights(), descriptor)
            _checked(_syscall(_ADD_RULE, self.descriptor, _PATH_BENEATH, rule, 0))
        finally:
            os.close(descriptor)

    def restrict_this_thread(self) -> None:
        """From now on this thread, and every process that it starts, stays inside. There is no way back."""
        gain_no_privileges()
        _checked(_syscall(_RESTRICT_SELF, self.descriptor, 0))

    def close(self) -> None:
        os.close(self.descriptor)


def gain_no_privileges() -> None:
    """From now on no program gives this thread more rights; the kernel restricts nobody else. Raises `OSError`."""
    _checked(c_library().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _syscall(number: int, *arguments: object) -> int:
    return int(c_library().syscall(number, *arguments))


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
