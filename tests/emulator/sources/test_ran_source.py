"""The sources of what ran, and their digests: of a cell, and of the files in a bundle."""

from __future__ import annotations

import json

from hsfunc_magics.emulator.sources.javascript import BundleOrigin, SourceFile, file_from_cell
from hsfunc_magics.emulator.sources.ran_source import RanSource, digest
from hsfunc_magics.runtime.bundling.sourcemap import SourceMap


def test_of_a_bundle_the_folders_own_files_are_sources_as_they_were_written() -> None:
    cell = "sendResponse({ body: require('./part.js') });"
    files = {"f.js": file_from_cell(cell), "part.js": SourceFile("module.exports = 1;\n"), "other.js": SourceFile("0")}
    told = json.dumps({"version": 3, "sources": ["part.js", "node_modules/a/a.js", "f.js"], "mappings": ""})
    bundle = SourceFile("…", origin=BundleOrigin("f.js", files, SourceMap(told), {}))
    ran = RanSource("app.functions/f.bundle.js", bundle)
    assert ran.texts() == {"app.functions/part.js": "module.exports = 1;\n", "app.functions/f.js": cell}
    assert ran.digests() == {path: digest(text) for path, text in ran.texts().items()}


def test_line_breaks_and_what_stands_at_the_end_do_not_count() -> None:
    assert digest("a\r\nb") == digest("a\nb \t\n\n") == digest("a\rb") != digest("ab") != digest(" ab")
    assert digest("123456789") == "cbf43926"  # what every CRC-32 gives
