"""An answer goes out with the end of its execution where both come together, and otherwise before (contract §6)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics.runtime.instance.frames import FrameReader, FrameType, pack
from hsfunc_magics.runtime.instance.held_answer import HeldAnswer
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.outcome import Program, Sent
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import EACH_DESCRIPTOR, failure_kind, main, module, run, sent_text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has memory that has a descriptor")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[FrameType]:
    """The frames that come from instances."""
    types: list[FrameType] = []
    usual = FrameReader.next

    def following(reader: FrameReader) -> object:
        frame = usual(reader)
        if frame is not None:
            types.append(frame.type)
        return frame

    monkeypatch.setattr(FrameReader, "next", following)
    return types


@pytest.mark.parametrize(
    ("program", "frames"),
    [
        (module("exports.main = (c, send) => send({ body: 'x' });"), "e"),
        (main("await null; sendResponse({ body: 'x' });"), "e"),
        (main("sendResponse({ body: 'x' }); await Promise.resolve();"), "e"),
        (main("sendResponse({ body: 'x' }); console.log('y');"), "sle"),
        (main("console.log('y'); sendResponse({ body: 'x' });"), "le"),
        (main("sendResponse({ body: 'x' }); setTimeout(() => {}, 1);"), "se"),
        (main("setTimeout(() => sendResponse({ body: 'x' }), 1);"), "se"),
        (main("sendResponse({ body: Buffer.from('x') });"), "se"),
        (main("sendResponse({ body: 'x' }); throw new Error('y');"), "e"),
    ],
)
def test_an_answer_and_the_end_are_one_frame_where_they_come_together(
    pool: Pool, told: list[FrameType], program: Program, frames: str
) -> None:
    run(pool, program)
    told.clear()
    assert sent_text(run(pool, program)) == "x"
    assert "".join(map(chr, told)) == frames


def test_a_function_that_goes_on_at_once_is_answered_meanwhile(make_pool: PoolMaker, host_folder: Path) -> None:
    pool, file = make_pool(fence=Fence(closed=False)), host_folder / "answered"
    program = main(
        f"sendResponse({{ body: 'x' }}); const {{ existsSync }} = require('fs'); while (!existsSync('{file}'));"
    )

    def answered(sent: Sent) -> bool:
        file.write_bytes(sent.body)
        return True

    outcome = pool.run(program, {}, None, answered)
    assert (failure_kind(outcome), sent_text(outcome)) == (None, "x")


def test_an_answer_behind_bytes_that_are_no_frame_does_not_stand(pool: Pool) -> None:
    program = main(
        EACH_DESCRIPTOR + " try { if (fs.fstatSync(fd).isSocket())"
        " fs.writeSync(fd, Buffer.alloc(3)); } catch {}"
        " sendResponse({ body: 'x' }); process.kill(process.pid, 'SIGKILL');"
    )
    outcome = run(pool, program)
    assert (failure_kind(outcome), outcome.sent) == ("signal", None)


@pytest.mark.parametrize("end", ["process.reallyExit(3)", "process.abort()", "for (;;);"])
def test_an_answer_stands_however_its_function_ends(make_pool: PoolMaker, end: str) -> None:
    pool = make_pool(seconds=1)
    program = main(f"sendResponse({{ body: String(context.n) }}); if (context.n === 2) {end};")
    assert [sent_text(run(pool, program, {"n": n})) for n in (1, 2, 3)] == ["1", "2", "3"]


def test_the_answer_of_an_earlier_execution_is_not_taken_for_another(make_pool: PoolMaker) -> None:
    program = main("if (context.n === 2) process.abort(); sendResponse({ body: 'x' });")
    pool = make_pool()
    outcomes = [run(pool, program, {"n": n}) for n in (1, 2)]
    assert [outcome.sent is not None for outcome in outcomes] == [True, False]


def test_a_function_that_closes_the_memory_is_answered_all_the_same(pool: Pool) -> None:
    close = "try { if (fs.fstatSync(fd).isFile()) fs.closeSync(fd); } catch {}"
    program = main(f"{EACH_DESCRIPTOR} {close} sendResponse({{ body: 'x' }});")
    assert [sent_text(run(pool, program)) for _ in range(2)] == ["x", "x"]


@pytest.fixture(scope="module")
def held() -> Iterator[HeldAnswer]:
    answer = HeldAnswer()
    yield answer
    answer.close()


def _written(held: HeldAnswer, content: bytes) -> None:
    os.ftruncate(held.descriptor, 0)
    os.pwrite(held.descriptor, content, 0)


_FRAME = b"".join(pack(FrameType.SENT, {"kind": "text", "n": 7}, b"body"))


def test_what_the_memory_has_is_an_answer_only_to_its_end(held: HeldAnswer) -> None:
    whole = _FRAME + (7).to_bytes(4, "little")
    for length in range(len(whole)):
        _written(held, whole[:length])
        assert held.of(7) is None
    _written(held, whole)
    assert held.of(7) == ({"kind": "text", "n": 7}, b"body")
    assert held.of(8) is None


@given(st.binary(max_size=60), st.integers(0, 60))
@example(b"s\xff\xff\xff\xff\xff\xff\xff\xff", 0)
@example(b"[]", 9)
def test_whatever_a_function_writes_there_is_an_answer_or_none(held: HeldAnswer, junk: bytes, at: int) -> None:
    whole = bytearray(_FRAME + (7).to_bytes(4, "little"))
    whole[at : at + len(junk)] = junk
    _written(held, bytes(whole))
    found = held.of(7)
    assert found is None or found[0]["n"] == 7
