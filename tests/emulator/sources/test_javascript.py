"""Is a cell a module or the body of main, and what does it require (contract §4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.sources.javascript import BODY_PREFIX, file_from_cell, is_module, required_packages

PACKAGES = ("@hubspot/api-client", "axios", "request", "requests")
WEBPACK = """(() => { "use strict"; var __webpack_exports__ = {};
__webpack_exports__.main = (context, sendResponse) => sendResponse({});
var __webpack_export_target__ = exports;
for (var i in __webpack_exports__) __webpack_export_target__[i] = __webpack_exports__[i];
})();"""
UMD = """(function (root, factory) {
  if (typeof exports === 'object' && typeof module === 'object') module.exports = factory();
  else { var a = factory(); for (var i in a) (typeof exports === 'object' ? exports : root)[i] = a[i]; }
})(this, function () { return { main: function () {} }; });"""


@pytest.mark.parametrize(
    "source",
    [
        "exports.main = () => {};",
        "module.exports = { main };",
        "module.exports.main = () => {};",
        "exports['main'] = () => {};",
        "exports = module.exports = { main };",
        "module['exports'] = { main };",
        'module [ "exports" ].main = main;',
        "const e = module['exports']; e.main = main;",
        "if (x) { exports.main = y; }",
        "Object.assign(exports, { main });",
        'Object.defineProperty(exports, "__esModule", { value: true });',
        'Object.defineProperty(module.exports, "main", {});',
        "export const main = () => {};",
        "export default main;",
        "import x from 'x';",
        WEBPACK,
        UMD,
        "(function (e) { e.main = () => {}; })(exports);",
        "const e = module.exports; e.main = () => {};",
    ],
)
def test_source_that_exports_something_is_a_module(source: str) -> None:
    assert is_module(source)
    assert file_from_cell(source).text == source


@pytest.mark.parametrize(
    "source",
    [
        "sendResponse({});",
        "// exports.main = () => {};",
        "const text = 'exports.main = 1';",
        "/* module.exports = 1 */ sendResponse({});",
        "`exports.main = ${1}`;",
        "const main = 5;",
        "exportsX.main = 1; my.exports.main = 2; module.export = 3;",
        "module['exportsX'] = 1; module[exports] = 2;",
        "await import('fs');",
        "context.exports.main = 1;",
        "if (exports.main === undefined) sendResponse({});",
        "",
    ],
)
def test_source_that_exports_nothing_is_the_body_of_main(source: str) -> None:
    assert not is_module(source)
    file = file_from_cell(source)
    assert file.text.startswith(BODY_PREFIX + source.rstrip())
    assert file.first_column == len(BODY_PREFIX)


def test_the_wrapped_body_keeps_its_lines() -> None:
    cell = "first();\nsecond(); // the last line is a comment"
    lines = file_from_cell(cell).text.splitlines()
    assert lines[0].endswith("first();")
    assert lines[1] == "second(); // the last line is a comment"


@given(source=st.text())
def test_any_text_is_read(source: str) -> None:
    file = file_from_cell(source)
    assert source.rstrip() in file.text
    required_packages(source, PACKAGES)


@pytest.mark.parametrize(
    ("source", "packages"),
    [
        ("const axios = require('axios');", {"axios"}),
        (
            'const { Client } = require("@hubspot/api-client"), r = require(`request`);',
            {"@hubspot/api-client", "request"},
        ),
        ("require('axios/lib/core/settle');", {"axios"}),
        ("require('requests');", {"requests"}),
        ("require('axiosx'); require('request-promise');", set()),
        ("// require('axios')\nconst text = \"require('axios')\";", set()),
        ("require(name); require('ax' + 'ios'); require(`${name}`); my.require('axios'); require('axios', 1);", set()),
        ("exports.main = async () => { const { default: axios } = require('axios'); };", {"axios"}),
    ],
)
def test_packages_are_those_required_by_a_literal_name(source: str, packages: set[str]) -> None:
    assert required_packages(source, PACKAGES) == packages
