"""Frames are cut right wherever the bytes fall apart, and what is no frame is told."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.runtime.instance import frames as wire
from hsfunc_magics.runtime.instance.frames import MAX_ENVELOPE, Frame, FrameReader, FrameType, ProtocolError, pack

MOST = 1_000_000


class Chunks:
    """A socket that gives its bytes in pieces of chosen sizes; who does not want to wait gets none for an odd one."""

    def __init__(self, data: bytes, sizes: Iterator[int]) -> None:
        self._data = data
        self._sizes = sizes

    def recv(self, most: int, _: int = 0) -> bytes:
        size = min(next(self._sizes, most), most)
        chunk, self._data = self._data[:size], self._data[size:]
        return chunk

    def recv_into(self, buffer: memoryview, _: int = 0, flags: int = 0) -> int:
        most = min(next(self._sizes, len(buffer)), len(buffer))
        if flags & socket.MSG_DONTWAIT and most % 2:
            raise BlockingIOError
        chunk, self._data = self._data[:most], self._data[most:]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def read_all(data: bytes, sizes: Iterator[int]) -> list[Frame]:
    source, reader, frames = Chunks(data, sizes), FrameReader(MOST), []
    while reader.receive(source) > 0:  # type: ignore[arg-type]
        while (frame := reader.next()) is not None:
            frames.append(frame)
    return frames


frames = st.lists(
    st.tuples(
        st.sampled_from([FrameType.LINE, FrameType.SENT, FrameType.ENDED]),
        st.dictionaries(st.text(max_size=5), st.integers(-5, 5) | st.text(max_size=50), max_size=4),
        st.one_of(st.binary(max_size=30), st.integers(65_000, 140_000).map(lambda size: b"x" * size)),
    ),
    max_size=6,
)


@given(
    frames=frames, sizes=st.lists(st.one_of(st.integers(1, 40), st.integers(65_000, 66_000)), min_size=1, max_size=60)
)
def test_frames_arrive_whole_and_in_order_wherever_the_bytes_fall_apart(
    frames: list[tuple[FrameType, dict[str, object], bytes]], sizes: list[int]
) -> None:
    data = b"".join(b"".join(pack(*frame)) for frame in frames)
    assert read_all(data, iter(sizes)) == [Frame(*frame) for frame in frames]


def test_frames_arrive_byte_by_byte() -> None:
    sent = [(FrameType.SENT, {"n": 1}, b"body"), (FrameType.ENDED, {"é": "😀"}, b"")]
    data = b"".join(b"".join(pack(*frame)) for frame in sent)
    assert read_all(data, iter([1] * len(data))) == [Frame(*frame) for frame in sent]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<BII", ord("s"), MAX_ENVELOPE + 1, 0),
        struct.pack("<BII", ord("s"), 2, MOST + 1) + b"{}",
        struct.pack("<BII", ord("?"), 2, 0) + b"{}",
        struct.pack("<BII", ord("s"), 2, 0) + b"[]",
        struct.pack("<BII", ord("s"), 2, 0) + b"no",
        struct.pack("<BII", ord("s"), 0, 0),
        b"this is no frame at all",
    ],
)
def test_bytes_that_are_no_frame_are_told(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_all(data + b"\0" * 20, iter([]))


@given(data=st.binary(max_size=400))
def test_any_bytes_are_frames_or_told(data: bytes) -> None:
    reader, source = FrameReader(MOST), Chunks(data, iter([]))
    try:
        reader.receive(source)  # type: ignore[arg-type]
        while reader.next() is not None:
            pass
    except ProtocolError:
        pass


def test_values_that_orjson_refuses_are_packed_all_the_same() -> None:
    head, *_ = pack(FrameType.RUN, {"broken": "a\udce9b", "large": 2**70})
    assert json.loads(head[9:]) == {"broken": "a?b", "large": 2**70}


def test_a_large_body_is_not_copied() -> None:
    body = b"x" * MOST
    assert pack(FrameType.RUN, {}, body)[1] is body


def test_a_large_envelope_arrives_whole() -> None:
    sent = [(FrameType.LINE, {"text": "é" * 200_000}, b""), (FrameType.SENT, {"text": "x" * 70_000}, b"y" * 70_000)]
    data = b"".join(b"".join(pack(*frame)) for frame in sent)
    assert read_all(data, iter([])) == [Frame(*frame) for frame in sent]


def test_both_tables_of_types_are_the_same() -> None:
    script = (Path(wire.__file__).parents[1] / "js" / "wire.js").read_text()
    for frame_type in FrameType:
        assert f"{frame_type.name}: {int(frame_type):#04x}" in script


def test_a_closed_socket_reads_as_the_end() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        assert FrameReader(MOST).receive(ours) == 0
