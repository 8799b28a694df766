"""`%hs record` and `%hs replay`: exchanges with the real network, in a file that answers afterwards."""

from __future__ import annotations

from ....emulator.account import Account
from ....emulator.display import counted
from ...magics.errors import MagicError
from ...magics.parser import MagicParser

_STOP = "stop"

RECORD_PARSER = MagicParser(
    "%hs record",
    "[FILE | stop]",
    "Records what functions exchange with the real network into FILE, a cassette: JSON that people read and review.\n"
    "Secrets and credentials are not written. Requests that FILE has already are replaced once they are made again,\n"
    "others stay. %hs record stop ends it, %hs record alone says what is on. In Python: account.record(FILE).",
    "%hs record shop.cassette.json",
)
RECORD_PARSER.add_argument("file", metavar="FILE", nargs="?", help="the cassette; stop ends the recording")

REPLAY_PARSER = MagicParser(
    "%hs replay",
    "[FILE | stop]",
    "Answers functions from FILE, a cassette of %hs record, and refuses what it does not have. One request that was\n"
    "recorded several times is answered in the recorded order, with the last one again and again. Mocks go before\n"
    "it. %hs replay alone says how many exchanges were used. In Python: account.replay(FILE).",
    "%hs replay shop.cassette.json",
)
REPLAY_PARSER.add_argument("file", metavar="FILE", nargs="?", help="the cassette; stop ends the replay")


def record(account: Account, words: list[str]) -> str:
    """Does what the words say; what is to be printed. Raises `HsfuncError`."""
    file = RECORD_PARSER.read_words(words).file
    if file is None:
        return state(account)
    if file == _STOP:
        recording = account.cassettes.recording
        if recording is None:
            raise MagicError("No recording is on: %hs record FILE begins one.")
        recording.stop()
        return str(recording)
    ended = _ended_by(account)
    account.record(file)
    return "\n".join([*ended, f"Requests that go out are recorded in {file}, until %hs record stop."])


def replay(account: Account, words: list[str]) -> str:
    """Does what the words say; what is to be printed. Raises `HsfuncError`."""
    file = REPLAY_PARSER.read_words(words).file
    if file is None:
        return state(account)
    if file == _STOP:
        cassette = account.cassettes.playing
        if cassette is None:
            raise MagicError("No cassette is replayed: %hs replay FILE begins that.")
        cassette.stop()
        return str(cassette)
    ended = _ended_by(account)
    begun = account.replay(file)
    told = f"Requests are answered from {file}, which has {counted(begun.exchanges, 'exchange')}"
    return "\n".join([*ended, f"{told}; what it does not have is refused, until %hs replay stop."])


def state(account: Account) -> str:
    """What is on."""
    recording, cassette = account.cassettes.recording, account.cassettes.playing
    if recording is not None:
        return f"A recording is on. {recording}"
    if cassette is not None:
        return f"A cassette is replayed. {cassette}"
    return "Neither a recording nor a replay is on: %hs record FILE begins one, %hs replay FILE the other."


def _ended_by(account: Account) -> list[str]:
    """What is told of what ends now; it has ended once this is printed."""
    recording, cassette = account.cassettes.recording, account.cassettes.playing
    return [f"What was on has ended. {ended}" for ended in (recording, cassette) if ended is not None]
