"""The recording and the cassette that an account uses: one at a time, and not both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ....runtime import forking
from ...errors import CassetteError
from ...process_bound import ProcessBound
from ...secrets.masking import Masker
from ..outside import OutsideWorld
from ..refusing import nothing_goes_out
from ..ways import BY_PYTHON, OutgoingWays

if TYPE_CHECKING:
    from ...settings import Settings
    from .cassette import Cassette
    from .recording import CassetteRecording


class CassettesInUse(ProcessBound):
    """What `account.record` and `account.replay` have begun. `ways` is how a person writes them."""

    def __init__(
        self,
        outside: OutsideWorld,
        masker: Callable[[], Masker],
        most_bytes: Callable[[], int],
        settings: Callable[[], Settings],
    ) -> None:
        self.ways: OutgoingWays = BY_PYTHON
        self.recording: CassetteRecording | None = None
        self.playing: Cassette | None = None
        self._outside = outside
        self._masker = masker
        self._most_bytes = most_bytes
        self._settings = settings
        forking.renew(self)

    def after_fork(self) -> None:
        """In a forked process nothing is recorded: its parent writes the file. What is replayed goes on, by itself."""
        self.recording = self._outside.recording = None
        if self.playing is not None:
            self.playing.after_fork()

    def record(self, file: str | Path) -> CassetteRecording:
        """Begins a recording; one that is on ends, and so does a replay. Raises `CassetteError`."""
        from .recording import CassetteRecording

        closed = nothing_goes_out(self._settings(), self.ways)
        if closed is not None:
            raise CassetteError(f"Nothing can be recorded in {file}: {closed}")

        def made() -> CassetteRecording:
            return CassetteRecording(file, self._masker, self._most_bytes, self._recorded)

        made()  # what cannot be recorded into ends nothing
        self.end()
        self.recording = made()  # the recording that has ended may be of this file
        self._outside.recording = self.recording
        return self.recording

    def replay(self, file: str | Path) -> Cassette:
        """Begins to play a cassette; one that is on ends, and so does a recording. Raises `CassetteError`."""
        from .cassette import Cassette

        if self.recording is None or not self.recording.writes_to(file):
            Cassette(file, self._masker, lambda: self.ways, self._played)  # as above
        self.end()
        self.playing = Cassette(file, self._masker, lambda: self.ways, self._played)
        self._outside.cassette = self.playing
        return self.playing

    def end(self) -> None:
        """Ends both. Raises `CassetteError` where a recording could not be written; both have ended."""
        try:
            if self.recording is not None:
                self.recording.stop()
        finally:
            if self.playing is not None:
                self.playing.stop()

    def close(self) -> None:
        """Ends both where nobody is there to be told."""
        with suppress(CassetteError):
            self.end()

    def _recorded(self, recording: CassetteRecording) -> None:
        if self.recording is recording:
            self.recording = self._outside.recording = None

    def _played(self, cassette: Cassette) -> None:
        if self.playing is cassette:
            self.playing = self._outside.cassette = None
