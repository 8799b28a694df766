"""Choices that HubSpot does not state, or that a lesson may want otherwise: each with its default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..runtime.outcome import Bounds
from .display import public_names, told_fields
from .limits.limits import MEGABYTE, Limits

Outgoing = Literal["auto", "allow", "refuse"]
"""Whether requests of functions may go out: `auto` refuses them where nobody sits in front of a notebook."""
OUTGOING: tuple[Outgoing, ...] = ("auto", "allow", "refuse")


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Settings of an account.

    allow_deprecated_runtime: accept a `runtime` that HubSpot does not deploy (below nodejs20.x since 2025-10-01, or
        above it); functions then need a Node of that major.
    runtime: run every folder on this runtime, such as nodejs20.x, whatever its serverless.json says.
    json_body_methods: methods whose JSON body becomes `context.body`; the reference names POST only.
    timeout_status: what the client gets of an execution over its time (reference: 429).
    nodes: paths of Node executables to use instead of the installed ones; each serves its own major.
    instances: the most instances at once; None stands for a number that follows the cores.
    fence: close the host's file system, other processes and Unix sockets to functions, as far as the system can;
        workers and child processes too, where it could not hold them.
    network: let functions reach the network; False closes every socket where the kernel has filters, else TCP only.
    outgoing: what no mock and no cassette answers may go out ("allow"), or fails at once ("refuse"). "auto" refuses it
        where `account.unattended` is set, as notebooks and commands do under CI; requests to this machine, and recorded
        ones, then go out all the same.
    file_bytes: the most of one file of a folder that is read from disk.
    log_file: keep the log in this file, which outlives the kernel; None keeps it in the kernel.
    secret_delay_seconds: how long functions see the old value of an updated secret (reference: about one minute).
    keyring: keep secrets in the operating system's keyring instead of in memory only.
    bundle_cache: the folder for packages that are bundled, and their bundler; None stands for the user's cache.
    npm_seconds: how long npm may take to install packages.

    Example::

        account = Account(settings=Settings(network=False, secret_delay_seconds=0))
    """

    allow_deprecated_runtime: bool = False
    runtime: str | None = None
    json_body_methods: frozenset[str] = frozenset({"POST"})
    timeout_status: int = 429
    nodes: tuple[str, ...] = ()
    instances: int | None = None
    fence: bool = True
    network: bool = True
    outgoing: Outgoing = "auto"
    file_bytes: int = 6 * MEGABYTE
    log_file: str | None = None
    secret_delay_seconds: float = 60.0
    keyring: bool = False
    bundle_cache: str | None = None
    npm_seconds: float = 300.0

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        return told_fields(self)


def bounds(limits: Limits) -> Bounds:
    """What the runtime needs to know of the limits."""
    return Bounds(
        seconds=limits.execution_seconds,
        memory_bytes=limits.memory_mb * MEGABYTE,
        console_bytes=limits.log_bytes,
        response_bytes=limits.payload_bytes,
        tmp_bytes=limits.tmp_mb * MEGABYTE,
        grace_seconds=limits.grace_seconds,
    )
