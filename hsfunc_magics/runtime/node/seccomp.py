"""A seccomp filter, the Linux kernel's fence around system calls: what Landlock has no rule for, without privileges.

It binds a thread, and every process that the thread starts, children of functions included. The program is written in
the kernel's classic BPF (seccomp(2)); numbers of calls below 424 differ between processors.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .landlock import c_library, gain_no_privileges

# Refused with EPERM, attributes with what a file system says that has none: programs expect that.
_OWNERS = "chown fchown lchown fchownat"
_ATTRIBUTES = (
    "setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr"
    " fremovexattr setxattrat getxattrat listxattrat removexattrat"
)
_MOUNTS = (
    "mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr open_tree_attr"
    " unshare setns swapon swapoff quotactl quotactl_fd name_to_handle_at open_by_handle_at fanotify_init"
)
_OTHER_PROCESSES = (
    "ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd process_madvise process_mrelease setpriority ioprio_set"
    " sched_setparam sched_setscheduler sched_setaffinity sched_setattr migrate_pages move_pages"
)
_KERNEL = (
    "keyctl add_key request_key bpf perf_event_open userfaultfd init_module finit_module delete_module kexec_load"
    " kexec_file_load reboot settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname syslog acct"
    " personality iopl ioperm"
)
# They outlive the process that made them, are shared with others, or have memory that is no process's.
_SHARED_MEMORY = (
    "memfd_create memfd_secret shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl mq_open"
    " mq_unlink"
)
# Answered with success, and nothing is done: copying a file sets its mode again, and must go on working in `/tmp`.
# Which file is meant cannot be seen here.
_MODES_AND_TIMES = "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat"
# Answered as by a kernel that lacks them, so that libraries take another way: io_uring does what is refused above
# unseen, and what clone3 is asked for cannot be looked at.
_LACKING = "io_uring_setup io_uring_enter io_uring_register clone3"

_SINCE_424 = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "clone3": 435, "pidfd_getfd": 438,
    "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "process_mrelease": 448, "fchmodat2": 452,
    "memfd_secret": 447, "setxattrat": 463, "getxattrat": 464, "listxattrat": 465, "removexattrat": 466,
    "open_tree_attr": 467,
}  # fmt: skip
_X86_64 = {
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260, "utime": 132,
    "utimes": 235, "futimesat": 261, "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
    "getxattr": 191, "lgetxattr": 192, "fgetxattr": 193, "listxattr": 194, "llistxattr": 195, "flistxattr": 196,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "mount": 165, "umount2": 166, "pivot_root": 155,
    "chroot": 161, "unshare": 272, "setns": 308, "swapon": 167, "swapoff": 168, "quotactl": 179,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "fanotify_init": 300, "ptrace": 101, "process_vm_readv": 310,
    "process_vm_writev": 311, "kcmp": 312, "setpriority": 141, "ioprio_set": 251, "sched_setparam": 142,
    "sched_setscheduler": 144, "sched_setaffinity": 203, "sched_setattr": 314, "migrate_pages": 256, "move_pages": 279,
    "keyctl": 250, "add_key": 248, "request_key": 249, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
    "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320,
    "reboot": 169, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305,
    "sethostname": 170, "setdomainname": 171, "syslog": 103, "acct": 163, "personality": 135, "iopl": 172,
    "ioperm": 173, "memfd_create": 319, "shmget": 29, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65,
    "semtimedop": 220, "semctl": 66, "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240,
    "mq_unlink": 241, "setrlimit": 160, "setsid": 112, "clone": 56, "socket": 41, "socketpair": 53, "prlimit64": 302,
    "fork": 57, "vfork": 58,
}  # fmt: skip
_AARCH64 = {
    "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "setxattr": 5, "lsetxattr": 6,
    "fsetxattr": 7, "getxattr": 8, "lgetxattr": 9, "fgetxattr": 10, "listxattr": 11, "llistxattr": 12,
    "flistxattr": 13, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "mount": 40, "umount2": 39,
    "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "swapon": 224, "swapoff": 225, "quotactl": 60,
    "name_to_handle_at": 264, "open_by_handle_at": 265, "fanotify_init": 262, "ptrace": 117, "process_vm_readv": 270,
    "process_vm_writev": 271, "kcmp": 272, "setpriority": 140, "ioprio_set": 30, "sched_setparam": 118,
    "sched_setscheduler": 119, "sched_setaffinity": 122, "sched_setattr": 274, "migrate_pages": 238, "move_pages": 239,
    "keyctl": 219, "add_key": 217, "request_key": 218, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
    "init_module": 105, "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294,
    "reboot": 142, "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266,
    "sethostname": 161, "setdomainname": 162, "syslog": 116, "acct": 89, "memfd_create": 279,
    "shmget": 194, "shmat": 196, "shmctl": 195, "semget": 190, "semop": 193, "semtimedop": 192, "semctl": 191,
    "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187, "mq_open": 180, "mq_unlink": 181, "setrlimit": 164,
    "setsid": 157, "personality": 92, "clone": 220,
    "socket": 198, "socketpair": 199, "prlimit64": 261,
}  # fmt: skip

_SET_MODE_FILTER = 1
# Without it kernels before 5.16 slow every process with a filter down, against attacks on its own speculation.
_ALLOW_SPECULATION = 4
# What is asked about goes to the descriptor that setting the filter gives; who waits for the answer can be killed.
_ASK, _KILLABLE = 8, 32

# Nothing looks at this limit: it marks the processes of an instance (descendants.py).
_RLIMIT_LOCKS = 10

# A clone of these asks for a namespace of its own, in which it would be root.
_NAMESPACES = 0x7E020000
# One of these makes a thread; memory weighs those.
_THREAD = 0x10000

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_BITS, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_ALLOW = 0x7FFF0000
_ASKED = 0x7FC00000
_NUMBER_AT, _ARCHITECTURE_AT, _CALLER_AT, _ARGUMENTS_AT = 0, 4, 8, 16
_FUNCTION_BYTES = 64  # of the C library's, at the most
_X32_BIT = 0x40000000


@dataclass(frozen=True, slots=True, eq=False)
class _Processor:
    """`audit` is the kernel's name for it, `seccomp` the number of the call that sets a filter.

    `call` are the bytes of the instruction that makes a call.
    """

    audit: int
    seccomp: int
    call: bytes
    numbers: dict[str, int]


PROCESSORS = {
    "x86_64": _Processor(0xC000003E, 317, b"\x0f\x05", _X86_64 | _SINCE_424),
    "aarch64": _Processor(0xC00000B7, 277, b"\x01\x00\x00\xd4", _AARCH64 | _SINCE_424),
}


@cache
def available() -> bool:
    """Whether this kernel takes a filter, on a processor whose calls are known."""
    processor = _processor()
    if processor is None:
        return False
    # A filter that is not there: the kernel looks for it only where it knows filters.
    return _set_filter(processor, None) == -errno.EFAULT


def asks() -> str:
    """Why the filter cannot ask before a process is started; empty where it can.

    Asked is whoever holds Python's lock while it starts an instance: that one start must be known by where it comes
    from, which is Python's own `vfork`.
    """
    processor = _processor()
    by_vfork = getattr(subprocess, "_USE_VFORK", False) and sysconfig.get_config_var("HAVE_VFORK")
    if processor is None or not by_vfork or not _function(processor, "vfork"):
        return "this Python does not start processes by vfork"
    return _asking_fails()


@cache
def _asking_fails() -> str:
    failed: list[OSError] = []

    def attempt() -> None:
        try:
            os.close(restrict_this_thread(network=True, ask=True))
        except OSError as problem:
            failed.append(problem)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return f"this kernel's filter cannot ask: {failed[0].strerror}" if failed else ""


def restrict_this_thread(*, network: bool, ask: bool) -> int:
    """From now on this thread, and every process that it starts, stays inside. There is no way back.

    `network`: False refuses sockets of every kind. `ask`: whoever starts a process waits until a reader of the
    descriptor that is returned has allowed it; it is -1 otherwise. Raises `OSError`.
    """
    processor = _processor()
    assert processor is not None
    gain_no_privileges()
    vfork = _function(processor, "vfork") if ask else None
    steps = instructions(platform.machine(), network=network, setsid=_function(processor, "setsid"), vfork=vfork)
    code = ctypes.create_string_buffer(steps, len(steps))
    # struct sock_fprog: how many instructions of eight bytes, and where they are.
    program = struct.pack("@HP", len(steps) // 8, ctypes.addressof(code))
    done = _set_filter(processor, program, _ASK | _KILLABLE if ask else 0)
    if done < 0:
        raise OSError(-done, os.strerror(-done))
    return done if ask else -1


def _processor() -> _Processor | None:
    if sys.platform != "linux" or sys.byteorder != "little" or sys.maxsize < 2**32:
        return None
    return PROCESSORS.get(platform.machine())


def _set_filter(processor: _Processor, program: bytes | None, flags: int = 0) -> int:
    """0, a descriptor where the flags ask for one, or the negative number of the error."""
    done: int = c_library().syscall(processor.seccomp, _SET_MODE_FILTER, _ALLOW_SPECULATION | flags, program)
    return -ctypes.get_errno() if done < 0 else done


@cache
def _function(processor: _Processor, name: str) -> int:
    """Where this process has a function of the C library; 0 where it is not the one that makes the call."""
    at = ctypes.cast(getattr(c_library(), name), ctypes.c_void_p).value or 0
    return at if processor.call in ctypes.string_at(at, _FUNCTION_BYTES) else 0


@cache
def instructions(machine: str, *, network: bool, setsid: int, vfork: int | None) -> bytes:
    """The filter for a processor, as the kernel reads it: eight bytes an instruction.

    `setsid`: where the function is by which the process that is started here gets a session; 0 leaves sessions alone.
    `vfork`: where the function is that may start a process unasked; None where nobody is asked.
    """
    processor = PROCESSORS[machine]
    numbers = processor.numbers
    families = (socket.AF_INET, socket.AF_INET6, getattr(socket, "AF_NETLINK", 16)) if network else ()
    code = [
        _step(_LOAD, _ARCHITECTURE_AT),
        # A program for another processor's calls, such as 32 bits on x86, has other numbers.
        _step(_JUMP_EQUAL, processor.audit, 1, 0),
        _refuse(errno.EPERM),
        _step(_LOAD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        code += [_step(_JUMP_GREATER_EQUAL, _X32_BIT, 0, 1), _refuse(errno.ENOSYS)]
    for names, problem in (
        (_OWNERS, errno.EPERM),
        (_ATTRIBUTES, errno.EOPNOTSUPP),
        (_MOUNTS, errno.EPERM),
        (_OTHER_PROCESSES, errno.EPERM),
        (_KERNEL, errno.EPERM),
        (_SHARED_MEMORY, errno.EPERM),
        (_MODES_AND_TIMES, 0),
        (_LACKING, errno.ENOSYS),
    ):
        for number in (numbers[name] for name in names.split() if name in numbers):
            code += [_step(_JUMP_EQUAL, number, 0, 1), _refuse(problem)]
    code += _where(numbers["socket"], 0, families)
    # Of pairs only streams: a pair of datagrams can be connected to another socket afterwards.
    code += _where(numbers["socketpair"], 1, (socket.SOCK_STREAM,), mask=0xF)
    code += _limits(numbers)
    code += _sessions(numbers, setsid) if setsid else []
    code += _clones(numbers, vfork)
    return b"".join([*code, _step(_RETURN, _ALLOW)])


def _sessions(numbers: dict[str, int], setsid: int) -> list[bytes]:
    """A session is made where we start an instance, and never again: its processes share the time of one.

    Another caller gets success, and no session.
    """
    return [_step(_JUMP_EQUAL, numbers["setsid"], 0, 7), *_unless_called_from(setsid, _refuse(0))]


def _clones(numbers: dict[str, int], vfork: int | None) -> list[bytes]:
    """No namespaces; threads as they like; processes where somebody has allowed each."""
    ask = _unless_called_from(vfork, _step(_RETURN, _ASKED)) if vfork is not None else [_step(_RETURN, _ALLOW)]
    others = [numbers[name] for name in ("fork", "vfork") if name in numbers]
    return [
        _step(_JUMP_EQUAL, numbers["clone"], 0, 4 if others else 4 + len(ask)),
        _step(_LOAD, _ARGUMENTS_AT),
        _step(_JUMP_BITS, _NAMESPACES, 0, 1),
        _refuse(errno.EPERM),
        _step(_JUMP_BITS, _THREAD, len(others) + len(ask), len(others)),
        *(_step(_JUMP_EQUAL, number, left, 0 if left else len(ask)) for left, number in _counted_down(others)),
        *ask,
    ]


def _counted_down(numbers: list[int]) -> list[tuple[int, int]]:
    """Each number with how many come after it."""
    return [(len(numbers) - 1 - index, number) for index, number in enumerate(numbers)]


def _unless_called_from(function: int, otherwise: bytes) -> list[bytes]:
    """Allows what a function of this process calls. Another program has its C library elsewhere."""
    high, low = function >> 32, function & 0xFFFFFFFF
    return [
        _step(_LOAD, _CALLER_AT + 4),
        _step(_JUMP_EQUAL, high, 0, 3),
        _step(_LOAD, _CALLER_AT),
        _step(_JUMP_GREATER_EQUAL, low, 0, 1),
        _step(_JUMP_GREATER_EQUAL, min(low + _FUNCTION_BYTES, 0xFFFFFFFF), 0, 1),
        otherwise,
        _step(_RETURN, _ALLOW),
    ]


def _limits(numbers: dict[str, int]) -> list[bytes]:
    """Limits of this process may be changed, not those of another one, nor the one that marks it as ours."""
    resource, value = _ARGUMENTS_AT + 8, _ARGUMENTS_AT + 16
    return [
        _step(_JUMP_EQUAL, numbers["setrlimit"], 0, 3),
        _step(_LOAD, _ARGUMENTS_AT),
        _step(_JUMP_EQUAL, _RLIMIT_LOCKS, 0, 1),
        _refuse(errno.EPERM),
        _step(_LOAD, _NUMBER_AT),
        _step(_JUMP_EQUAL, numbers["prlimit64"], 0, 10),
        _step(_LOAD, _ARGUMENTS_AT),
        _step(_JUMP_EQUAL, 0, 0, 6),
        _step(_LOAD, resource),
        _step(_JUMP_EQUAL, _RLIMIT_LOCKS, 0, 5),
        # It may be read: where the new value would be, there is nothing.
        _step(_LOAD, value),
        _step(_JUMP_EQUAL, 0, 0, 2),
        _step(_LOAD, value + 4),
        _step(_JUMP_EQUAL, 0, 1, 0),
        _refuse(errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]


def _where(number: int, argument: int, values: Sequence[int], *, mask: int = 0xFFFFFFFF) -> list[bytes]:
    """Refuses a call unless one of its arguments has one of these values; goes on with what is another call."""
    compared = [_step(_JUMP_EQUAL, value, len(values) - index, 0) for index, value in enumerate(values)]
    body = [
        _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
        _step(_AND, mask),
        *compared,
        _refuse(errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    return [_step(_JUMP_EQUAL, number, 0, len(body)), *body]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction (struct sock_filter); jumps count the instructions that are left out."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _refuse(problem: int) -> bytes:
    return _step(_RETURN, 0x00050000 | problem)
