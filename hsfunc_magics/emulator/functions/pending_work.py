"""What an execution had under way when its instance was frozen, named for the person who wrote the function."""

from __future__ import annotations

from ...runtime.outcome import PendingWork
from .deployments import Deployment

# What Node calls the resources that keep its event loop alive.
_RESOURCES = {
    "FSReqCallback": "a file operation",
    "FSReqPromise": "a file operation",
    "GetAddrInfoReqWrap": "a DNS look-up",
    "QueryReqWrap": "a DNS look-up",
    "TCPSocketWrap": "a connection",
    "TCPConnectWrap": "a connection",
    "TLSWrap": "a connection",
    "TCPServerWrap": "a server that listens",
    "UDPWrap": "a UDP socket",
    "Timeout": "a timer",
    "Immediate": "a setImmediate",
    "FSEventWrap": "a watcher of files",
    "StatWatcher": "a watcher of files",
    "ProcessWrap": "a child process",
    "MessagePort": "a worker",
    "Worker": "a worker",
}


def name_of(work: PendingWork, deployment: Deployment) -> str:
    """`POST api.hubapi.com/x`, `a timer of 200 ms (f.js:3)`, `a connection`."""
    if work.kind == "request":
        return work.what
    if work.kind == "resource":
        return _RESOURCES.get(work.what, work.what) or "work in a thread, such as crypto or zlib"
    named = f"{'an interval' if work.kind == 'interval' else 'a timer'} of {work.seconds * 1000:g} ms"
    position = deployment.position(work.line, work.column)
    found = position.in_source() if position is not None else None
    return f"{named} ({found[0].partition('.functions/')[2] or found[0]}:{found[1]})" if found is not None else named
