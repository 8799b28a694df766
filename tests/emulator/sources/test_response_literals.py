"""What the literals of a source say of its responses, and what it uses of Node that is gone later."""

from __future__ import annotations

import pytest

from hsfunc_magics.emulator.sources.removed_apis import find_removed_apis
from hsfunc_magics.emulator.sources.response_literals import find_response_literals


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("send({ body: 1, 'Set-Cookie': 'a=1' })", {"top cookie"}),
        ("send({ headers: { 'Set-Cookie': 'a=1' } })", set()),
        ("response['set-cookie'] = 'a=1'; send(response)", {"top cookie"}),
        ("const headers = { 'Set-Cookie': ['a', 'b'] }; send({ headers })", {"several cookies"}),
        ("send({ multiValueHeaders: { 'Set-Cookie': ['a', 'b'] } })", {"multi values", "several cookies"}),
        ("send({ statusCode: found ? 200 : 302 })", {"redirect"}),
        ("send({ body: Buffer.from(x) })", {"bytes"}),
        ("send({ body: Buffer.from(x).toString('base64') })", set()),
        ("axios.get(url, { responseType: 'arraybuffer' })", {"bytes"}),
        ("send({ statusCode: 200, body: { location: 301 } })", set()),
    ],
)
def test_kinds_of_responses(source: str, kinds: set[str]) -> None:
    assert set(find_response_literals(source)) == kinds


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("const c = require('crypto'); c.createCipher('x')", ["crypto.createCipher"]),
        ("const { isDate, log: say } = require('node:util')", ["util.isDate", "util.log"]),
        ("require('util').isArray(1); require('util').isDate(1)", ["util.isDate"]),
        ("import { createCipher } from 'crypto'", ["crypto.createCipher"]),
        ("process.assert(1); other.assert(1)", ["process.assert"]),
        ("util.isDate(1); const crypto = {}; crypto.createCipher()", []),
    ],
)
def test_what_later_versions_of_node_have_removed(source: str, names: list[str]) -> None:
    assert [api.name for api in find_removed_apis(source)] == names
