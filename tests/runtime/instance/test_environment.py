"""`process.env` as a function meets it, and the time zone, which Node takes from it (contract §4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.node.node import find_node
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import lines, main, module, run, sent_json

ZONE = "Intl.DateTimeFormat().resolvedOptions().timeZone"


@pytest.fixture
def abroad(make_pool: PoolMaker, tmp_path: Path) -> Pool:
    """A pool on a machine whose time zone is Tokyo's."""
    node = tmp_path / "node"
    node.write_text(f'#!/bin/sh\nTZ="${{TZ:-Asia/Tokyo}}" exec "{find_node(20).path}" "$@"\n')
    node.chmod(0o755)
    return make_pool(nodes=(str(node),), fence=Fence(closed=False))


def test_the_time_zone_is_utc_wherever_the_machine_is(abroad: Pool) -> None:
    body = f"sendResponse({{ body: [{ZONE}, new Date(2026, 0, 1).toISOString(), String(new Date(0))] }});"
    assert sent_json(run(abroad, main(body))) == [
        "UTC",
        "2026-01-01T00:00:00.000Z",
        "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",
    ]


def test_a_function_can_have_a_time_zone_of_its_own(abroad: Pool) -> None:
    declared = module(f"exports.main = (c, s) => s({{ body: [{ZONE}, process.env] }});", {"TZ": "Europe/Rome"})
    assert sent_json(run(abroad, declared)) == ["Europe/Rome", {"TZ": "Europe/Rome"}]
    changes = (
        f"process.env.TZ = 'Europe/Rome'; const set = [{ZONE}, process.env.TZ];"
        f" delete process.env.TZ; sendResponse({{ body: [set, {ZONE}, process.env.TZ ?? null, 'TZ' in process.env] }});"
    )
    assert sent_json(run(abroad, main(changes))) == [["Europe/Rome", "Europe/Rome"], "UTC", None, False]


def test_the_time_zone_is_no_variable_of_the_function(abroad: Pool) -> None:
    body = (
        "console.log(process.env); process.env.A = '1'; const copy = { ...process.env };"
        " sendResponse({ body: [copy, Object.keys(process.env), JSON.stringify(process.env),"
        " process.env.TZ ?? null] });"
    )
    outcome = run(abroad, main(body))
    assert lines(outcome) == [("INFO", "{}")]
    assert sent_json(outcome) == [{"A": "1"}, ["A"], '{"A":"1"}', None]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("env.A = 1; typeof env.A", "string"),
        ("env.A = undefined; env.A", "undefined"),
        ("env.A = null; env.A", "null"),
        ("env.A = '1'; delete env.A; 'A' in env", False),
        ("delete env.ABSENT", True),
        ("env.constructor = 'c'; env.constructor", "c"),
        ("env.__proto__ = 'p'; Object.keys(env)", ["__proto__"]),
        ("env.A = 'x'; Object.getOwnPropertyDescriptor(env, 'A').enumerable", True),
        ("env.A = 'x'; env.hasOwnProperty('A') && Object.hasOwn(env, 'A')", True),
        ("Object.assign(env, { A: 1, B: 2 }); Object.entries(env)", [["A", "1"], ["B", "2"]]),
        ("try { env[Symbol('s')] = 1; } catch (error) { error.name }", "TypeError"),
        ("try { env.A = Symbol('s'); } catch (error) { error.name }", "TypeError"),
        ("try { Object.defineProperty(env, 'A', { value: 1 }); } catch (error) { error.code }",
         "ERR_INVALID_OBJECT_DEFINE_PROPERTY"),
        ("Object.defineProperty(env, 'A', { value: 1, configurable: true, writable: true, enumerable: true }); env.A",
         "1"),
        ("process.env = { own: true }; process.env", {"own": True}),
    ],
)  # fmt: skip
def test_variables_behave_as_in_node(pool: Pool, code: str, value: object) -> None:
    program = module(
        f"const env = process.env; const seen = eval({code!r});\nexports.main = (c, s) => s({{ body: [seen] }});"
    )
    assert sent_json(run(pool, program)) == [value]
