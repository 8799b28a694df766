"""A place outside that counts how often each call has come there, and ends the worker that runs a certain one."""

from __future__ import annotations

import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qsl, urlsplit

SOURCE = """const http = require('http');
exports.main = (context, sendResponse) => {
  const { n: [n], at: [at] } = context.params;
  http.get(`${at}/?n=${n}&worker=${process.ppid}`, (answer) => {
    answer.resume();
    answer.on('end', () => sendResponse({ body: { n, worker: process.ppid } }));
  });
};
"""


class Counting:
    """`came` has how often each number came, `workers` from which workers, `deadly` how often it ends who brings it."""

    def __init__(self) -> None:
        self.came: Counter[int] = Counter()
        self.workers: defaultdict[int, list[int]] = defaultdict(list)
        self.deadly: dict[int, int] = {}
        self.url = ""
        self._lock = Lock()

    def call(self, number: int) -> str:
        """The target of a call with this number."""
        return f"counted?n={number}&at={self.url}"

    def come(self, number: int, worker: int) -> None:
        with self._lock:
            self.came[number] += 1
            self.workers[number].append(worker)
            if self.deadly.get(number, 0):
                self.deadly[number] -= 1
                os.kill(worker, signal.SIGKILL)


@contextmanager
def counting() -> Iterator[Counting]:
    """One that is reached until the end of the `with`."""
    place = Counting()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = dict(parse_qsl(urlsplit(self.path).query))
            place.come(int(told["n"]), int(told["worker"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
