"""Faults: clients that break off or dawdle, bytes that are no HTTP, functions that fail, processes that are killed."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ...web.conftest import last_answer, read_answer
from ...web.test_malformed import MALFORMED
from .clients import SECONDS
from .folders import Folders
from .gate import Gate
from .gauges import nodes

_API = "/_hcms/api/"
_TOO_LARGE = 6 * 1024 * 1024 + 1


@dataclass
class Site:
    """The server that is wronged. `spared` gives the process that nobody kills."""

    pid: int
    port: int
    folders: Folders
    gate: Gate
    spared: Callable[[], int]
    random: random.Random
    version: int = 0

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)

    def call(self, endpoint: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, _API + endpoint, body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def expect(self, endpoint: str, *statuses: int) -> None:
        status, body = self.call(endpoint)
        # Where all instances are killed at this moment, the client gets what a crash gives.
        assert status in (*statuses, 500), (endpoint, status, body[:200])

    def text(self, endpoint: str) -> str:
        """What a function answers that must answer."""
        with self.gate.passing():
            status, body = self.call(endpoint)
        assert status == 200, (endpoint, status, body[:200])
        return body.decode()


Fault = Callable[[Site], None]

# ------------------------------------------------------------ clients


def _gzip(body: bytes) -> bytes:
    head = b"POST /_hcms/api/good?n=1 HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
    return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


def _zeros(megabytes: int) -> bytes:
    """The beginning of a gzip file that has so many of them."""
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    return head + (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes


_BOMBS = (_gzip(_zeros(300)), _gzip(zlib.compress(bytes(99), wbits=31) * 100_000))


def breaks_off(site: Site) -> None:
    """The connection is reset: within the headers, within the body, while the function runs, within the answer."""
    length = b"Host: x\r\nContent-Length: 5000\r\n\r\n"
    sent = site.random.choice(
        [
            b"GET /_hcms/api/go",
            b"POST /_hcms/api/good?n=1 HTTP/1.1\r\n" + length + bytes(100),
            b"GET /_hcms/api/slow HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /_hcms/api/big HTTP/1.1\r\nHost: x\r\n\r\n",
        ]
    )
    with site.connect() as connection:
        connection.sendall(sent)
        if b"big" in sent:
            connection.recv(1000)
        if site.random.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def sends_nonsense(site: Site) -> None:
    """What is no HTTP, or hardly; now and then a body of gzip that would be 300 MB, or a hundred thousand of them."""
    data, expected = site.random.choice([*MALFORMED.values(), *[(body, {413}) for body in _BOMBS]])
    with site.connect() as connection:
        status = last_answer(connection, data)
    assert status in {*expected, 500}, status


def sends_slowly(site: Site) -> None:
    """A byte now and then, and gone before the end."""
    head = b"POST /_hcms/api/good?n=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
    cut = site.random.choice([10, len(head)])
    with site.connect() as connection, suppress(OSError):
        connection.sendall(head[:cut])
        for byte in bytes(10):
            time.sleep(0.3)
            connection.sendall(bytes([byte + 97]))


def sends_too_much(site: Site) -> None:
    """Over 6 MB, announced or in chunks."""
    if site.random.random() < 0.5:
        assert site.call("good?n=1", "POST", bytes(_TOO_LARGE))[0] == 413
        return
    with site.connect() as connection:
        connection.sendall(b"POST /_hcms/api/good?n=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n%s\r\n" % (1_000_000, bytes(1_000_000))
        with suppress(OSError):
            for _ in range(7):
                connection.sendall(chunk)
        assert read_answer(connection).status == 413


# ------------------------------------------------------------ functions


def answers_much(site: Site) -> None:
    assert site.call("big")[0] in (200, 500)


def throws(site: Site) -> None:
    site.expect("throws", 500)


def rejects(site: Site) -> None:
    site.expect("rejects", 500)


def is_silent(site: Site) -> None:
    site.expect("silent", 500)


def exits(site: Site) -> None:
    """By `process.exit(3)` or `process.abort()`."""
    site.expect(site.random.choice(["exits", "aborts"]), 500)


def takes_all_memory(site: Site) -> None:
    site.expect("hungry", 500, 429)


def takes_too_long(site: Site) -> None:
    site.expect("sleeps", 429)


def loops(site: Site) -> None:
    site.expect("spins", 429)


# ------------------------------------------------------------ processes


def kills_the_busy(site: Site) -> None:
    """One that has answered and works on: it costs nobody anything."""
    status, body = site.call("works-on")
    if status == 200:
        kill(int(body))


def kills_the_idle(site: Site) -> None:
    """One that waits for its next call, which has to be answered all the same."""
    kill(int(site.text("idle")))
    assert site.text("idle").isdigit()


def kills_all(site: Site) -> None:
    """Every instance and spare, while no good request is under way."""
    with site.gate.closed():
        for pid in nodes(site.pid):
            if pid != site.spared():
                kill(pid)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


# ------------------------------------------------------------ files


def edits(site: Site) -> None:
    """A new version takes effect at the next call."""
    site.version += 1
    site.folders.edit(site.version, renaming=site.random.random() < 0.5)
    assert site.text("edited") == f"version {site.version}"


def breaks_files(site: Site) -> None:
    """What cannot take effect leaves the last version in force, until it is mended; a file that is gone fails alone."""
    site.version += 1
    site.folders.edit(site.version)
    assert site.text("edited") == f"version {site.version}"
    which = site.random.choice(["edited.js", "serverless.json"])
    file = site.folders.shop / which
    before = file.read_bytes()
    gone = site.random.random() < 0.3
    if gone:
        file.unlink()
    else:
        file.write_bytes(site.random.choice([b"", b"{", b"exports.main = (", b"\xff\xfe"]))
    try:
        for _ in range(3):
            if gone and which == "edited.js":
                with site.gate.passing():
                    assert site.call("edited") == (500, b"{}")
                assert site.text("ok") == '{"ok":true}'
            else:
                assert site.text("edited") == f"version {site.version}"
    finally:
        file.write_bytes(before)
    assert site.text("edited") == f"version {site.version}"


# By how much they cost; what takes ten seconds does not begin near the end of a cycle.
QUICK = (breaks_off, sends_nonsense, sends_too_much, throws, rejects, is_silent, exits, kills_the_idle)
COSTLY = (takes_all_memory, kills_the_busy, kills_all)
LONG = (takes_too_long, loops, sends_slowly)
LONGEST = 10.5  # seconds, of a call that runs into its limit
FILES = (edits, breaks_files)
