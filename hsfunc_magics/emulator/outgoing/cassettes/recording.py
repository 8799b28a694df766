"""Records exchanges with the real network into a cassette."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from ....runtime.outgoing import Exchange
from ...display import counted
from ...errors import CassetteError, SecretError
from ...process_bound import ProcessBound
from ...secrets.masking import Masker
from .bodies import UnreadableBodyError, header
from .exchange import RecordedExchange
from .file import read_cassette, write_cassette
from .header_lines import without_counters
from .hiding import Hiding, credentials_in, worth_hiding
from .matching import Requests, compared
from .reading import read_request, read_response

_MEGABYTE = 1024 * 1024
# The file is written with each exchange, of a large one with each tenth of it.
_PART = 10
_NOT_THE_NETWORK = {
    "mock": "a mock answered",
    "hubspot": "the small HubSpot answered",
    "cassette": "a cassette answered",
    "refused": "not sent: refused",
}
WRITER = "hsfunc-cassette"
"""The name of the thread that writes."""


class CassetteRecording(ProcessBound):
    """Keeps exchanges with the real network. Thread-safe; `stop` ends it, as the end of a `with` does.

    The file is written as exchanges come, beside the functions, and has no value of a secret at any time. What it has
    of other requests stays; what is recorded of a request takes the place of what it had of that.
    """

    def __init__(
        self,
        file: str | Path,
        masker: Callable[[], Masker],
        most_bytes: Callable[[], int],
        on_stop: Callable[[CassetteRecording], None],
    ) -> None:
        self.shown = str(file)
        self._path = Path(file).expanduser()
        if self._path.is_dir():
            raise CassetteError(
                f"{self.shown} is a folder: name a file, such as {self.shown.rstrip('/')}/cassette.json."
            )
        self._before = read_cassette(self._path, self.shown) if self._path.exists() else []
        self._masker = masker
        self._most_bytes = most_bytes
        self._on_stop = on_stop
        self._new: list[RecordedExchange] = []
        self._credentials: set[str] = set()
        self._tried = 0
        self._writer: threading.Thread | None = None
        self._looked_for: tuple[Masker | None, int] = (None, 0)
        self._hiding = Hiding()
        self._hidden_before: list[RecordedExchange] = []
        self._hidden_new: list[RecordedExchange] = []
        self._left_out: dict[str, int] = {}
        self._failure: CassetteError | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<CassetteRecording {self.shown}: {counted(self.recorded, 'exchange')}>"

    def __str__(self) -> str:
        """`2 exchanges recorded in shop.json; 1 left out (no response came).`."""
        with self._lock:
            told = f"{counted(len(self._new), 'exchange')} recorded in {self.shown}"
            if not self._new:
                told = f"Nothing was recorded, and {self.shown} is as it was"
            left = "".join(f"; {number} left out ({why})" for why, number in self._left_out.items())
        return f"{told}{left}."

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def kept_bytes(self) -> int:
        """The most of a body that is kept: no more comes from an instance than a response may have."""
        return self._most_bytes()

    @property
    def recorded(self) -> int:
        """How many exchanges were recorded."""
        return len(self._new)

    def writes_to(self, file: str | Path) -> bool:
        """Whether this is its file."""
        return self._path.resolve() == Path(file).expanduser().resolve()

    def exchanged(self, exchange: Exchange) -> None:
        """One is over. Never raises: what cannot be written is told when the recording stops."""
        with self._lock:
            if self._stopped:
                return
            recorded = self._read(exchange)
            if recorded is None:
                return
            if not self._new:
                atexit.register(self._stop_at_exit)
            self._new.append(recorded)
            if self._is_due() and self._writer is None:
                # A function waits for its response meanwhile; what is read through may be large.
                self._writer = threading.Thread(target=self._write_what_is_due, name=WRITER)
                self._writer.start()

    def stop(self) -> None:
        """Ends it. Raises `CassetteError` where the file could not be written; stopping twice changes nothing."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
            writer = self._writer
        if writer is not None:
            writer.join()
        if self._tried < len(self._new):
            self._try_to_write(list(self._new))
        atexit.unregister(self._stop_at_exit)
        self._on_stop(self)
        if self._failure is not None:
            raise self._failure

    def _stop_at_exit(self) -> None:
        with suppress(CassetteError):
            self.stop()

    def _read(self, exchange: Exchange) -> RecordedExchange | None:
        """The exchange as it is kept, its secrets still in it; None where it is left out."""
        why = _why_left_out(exchange, self.kept_bytes)
        if why is None and exchange.response is not None:
            try:
                return RecordedExchange(read_request(exchange.request), read_response(exchange.response))
            except UnreadableBodyError as problem:
                why = f"a body in the encoding {problem} cannot be looked through for secrets"
        self._left_out[why or ""] = self._left_out.get(why or "", 0) + 1
        return None

    def _is_due(self) -> bool:
        return (len(self._new) - self._tried) * _PART >= len(self._new) > self._tried

    def _write_what_is_due(self) -> None:
        while True:
            with self._lock:
                if not self._is_due():
                    self._writer = None
                    return
                new = list(self._new)
            self._try_to_write(new)

    def _try_to_write(self, new: list[RecordedExchange]) -> None:
        """Writes the file, in one thread at a time; what fails is told when the recording stops."""
        try:
            write_cassette(self._path, self.shown, merged(*self._without_secrets(new)))
        except CassetteError as problem:
            self._failure = problem
        except SecretError as problem:  # a keyring that fails: what nobody knows cannot be left out
            self._failure = CassetteError(f"{self.shown} cannot be written without the secrets in it: {problem}")
        else:
            self._failure = None
        self._tried = len(new)

    def _without_secrets(self, new: list[RecordedExchange]) -> tuple[list[RecordedExchange], list[RecordedExchange]]:
        """What the file had, and what is new. What was looked through is so again where there is more to look for."""
        for exchange in new[self._tried :]:
            self._credentials |= worth_hiding(credentials_in(exchange))
        secrets = self._masker()
        if self._looked_for != (secrets, len(self._credentials)):
            self._looked_for = (secrets, len(self._credentials))
            self._hiding = Hiding(secrets, Masker(self._credentials))
            self._hidden_before = [self._hiding.known(exchange) for exchange in self._before]
            self._hidden_new = []
        self._hidden_new += [self._hiding.exchange(exchange) for exchange in new[len(self._hidden_new) :]]
        return self._hidden_before, self._hidden_new


def merged(before: Iterable[RecordedExchange], new: Iterable[RecordedExchange]) -> list[RecordedExchange]:
    """What a file has of other requests, in the place of the rest what was recorded of these, and what is new."""
    groups: list[list[RecordedExchange]] = []
    requests: Requests[int] = Requests()
    of_new: list[tuple[int, RecordedExchange]] = []
    for exchange in new:
        request = compared(exchange.request)
        index = requests.find(request)
        if index is None:
            index = len(groups)
            groups.append([])
            requests.add(request, index)
        groups[index].append(exchange)
        of_new.append((index, exchange))
    had: dict[int, list[RecordedExchange]] = {}
    placed: list[int | RecordedExchange] = []
    for exchange in before:
        again = requests.find_alike(compared(exchange.request))
        if again is None:
            placed.append(exchange)
        elif again in had:
            had[again].append(exchange)
        else:
            had[again] = [exchange]
            placed.append(again)
    made: list[RecordedExchange] = []
    for entry in placed:
        if isinstance(entry, int):
            old, group = had[entry], groups[entry]
            # Only counters have moved: the file stays as it is, and so does the diff of whoever reviews it.
            made += old if list(map(_steady, old)) == list(map(_steady, group)) else group
        else:
            made.append(entry)
    return [*made, *(exchange for index, exchange in of_new if index not in had)]


def _steady(exchange: RecordedExchange) -> tuple[object, ...]:
    response = exchange.response
    return exchange.request, response.status, without_counters(response.headers), response.body


def _why_left_out(exchange: Exchange, most: int) -> str | None:
    """Half of a body would be played as if it were the whole."""
    request, response = exchange.request, exchange.response
    if exchange.by != "network":
        return _NOT_THE_NETWORK[exchange.by]
    if response is None:
        return "no response came"
    coding = header(response.headers, "content-encoding")
    if exchange.response_bytes and not response.body:
        return f"a body in the encoding {coding or 'unknown'} could not be read"
    # What was decoded has another size than what came.
    cut = max(exchange.response_bytes, len(response.body)) >= most
    if (
        cut
        or exchange.request_bytes > len(request.body)
        or (not coding and exchange.response_bytes > len(response.body))
    ):
        return f"a body has more than {most / _MEGABYTE:g} MB"
    return None
