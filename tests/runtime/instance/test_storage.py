"""The bound of an instance's `/tmp`: what is written there is counted, also when it is hidden, and the end is told."""

from __future__ import annotations

import sys

import pytest

from hsfunc_magics.runtime.instance.instance import TICK
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import BOUNDS, MEGABYTE, OK, failure_kind, main, module, run, sent_json

_UNTIL_ENDED = "await new Promise((r) => setInterval(() => {}, 1000));"


@pytest.fixture
def small(make_pool: PoolMaker) -> Pool:
    """A pool whose instances may keep 8 MB."""
    return make_pool(tmp_bytes=8 * MEGABYTE)


FILLS = {
    "many files": "for (let i = 0; i < 10; i += 1) fs.writeFileSync(`f${i}`, megabyte);",
    "folders": "for (let i = 0; i < 10; i += 1) { fs.mkdirSync(`d${i}/e`, { recursive: true });"
    " fs.writeFileSync(`d${i}/e/f`, megabyte); }",
    "empty files": "for (let i = 0; i < 3000; i += 1) fs.writeFileSync(`f${i}`, '');",
    "hidden under a path too long": "for (let i = 0; i < 3; i += 1) {"
    " const d = Array(1500).fill('d').join('/'); fs.mkdirSync(d, { recursive: true }); process.chdir(d); }"
    " fs.writeFileSync('f', megabyte);",
}
if sys.platform == "linux":
    FILLS["removed while open"] = (
        "for (let i = 0; i < 10; i += 1) { const fd = fs.openSync('f', 'w'); fs.writeSync(fd, megabyte);"
        " fs.unlinkSync('f'); }"
    )


@pytest.mark.parametrize("fill", [pytest.param(code, id=name) for name, code in FILLS.items()])
def test_an_execution_that_fills_its_folder_ends(small: Pool, fill: str) -> None:
    program = main(f"const fs = require('fs'), megabyte = Buffer.alloc(1048576, 1); {fill} {_UNTIL_ENDED}")
    outcome = run(small, program)
    assert failure_kind(outcome) == "storage"
    assert outcome.seconds < BOUNDS.seconds
    assert sent_json(run(small, OK)) == {"ok": True}
    assert sent_json(run(small, main("sendResponse({ body: require('fs').readdirSync('.') });"))) == []


def test_files_within_the_bound_are_left_alone(small: Pool) -> None:
    program = main(
        "const fs = require('fs'); for (let i = 0; i < 6; i += 1) fs.writeFileSync(`f${i}`, Buffer.alloc(1e6, 1));"
        " fs.truncateSync('f0', 7e6); await new Promise((r) => setTimeout(r, 100)); sendResponse({ body: [1] });"
    )
    for _ in range(3):
        outcome = run(small, program)
        assert (failure_kind(outcome), sent_json(outcome)) == (None, [1])


def test_brief_executions_add_up(small: Pool) -> None:
    program = module(
        "const fs = require('fs'); let n = 0;"
        " exports.main = (c, s) => { fs.writeFileSync(`f${n += 1}`, Buffer.alloc(131072, 1)); s({ body: [n] }); };"
    )
    kinds = []
    for _ in range(200):
        outcome = run(small, program)
        kinds.append(failure_kind(outcome))
        if kinds[-1] is not None:
            break
        assert outcome.seconds < TICK * 1000
    assert kinds[-1] == "storage"
    assert sent_json(run(small, program)) == [1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the size of a file from outside")
def test_a_single_file_grows_no_further_and_node_says_so(small: Pool) -> None:
    program = main(
        "const fs = require('fs'); const fd = fs.openSync('f', 'w'); let code = null;"
        " try { for (let i = 0; i < 20; i += 1) fs.writeSync(fd, Buffer.alloc(1048576)); }"
        " catch (error) { code = error.code; } fs.rmSync('f'); sendResponse({ body: [code] });"
    )
    assert sent_json(run(small, program)) == ["EFBIG"]


def test_folders_in_folders_without_end_are_removed(make_pool: PoolMaker) -> None:
    pool = make_pool()
    program = main(
        "require('fs').mkdirSync(Array(1900).fill('d').join('/'), { recursive: true }); sendResponse({ body: [1] });"
    )
    assert sent_json(run(pool, program)) == [1]
