"""The folders that the soak serves: functions that answer, one that lives through it all, and those that fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# Tells all that a good client has sent, so that an answer that belongs to another request is noticed.
_GOOD = """exports.main = async (context, sendResponse) => {
  const { n, part } = context.params;
  console.log('good', n[0]);
  if (Number(n[0]) % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  sendResponse({ body: { n: n[0], part: part?.[0], body: context.body, pid: process.pid } });
};
"""
_SOURCES = {
    "good": _GOOD,
    "ok": "exports.main = (context, sendResponse) => sendResponse({ body: { ok: true } });",
    "throws": "exports.main = () => { throw new Error('on purpose'); };",
    "rejects": "exports.main = async () => { await null; throw new TypeError('on purpose'); };",
    "silent": "exports.main = () => {};",
    "exits": "exports.main = () => process.exit(3);",
    "aborts": "exports.main = () => process.abort();",
    "hungry": "exports.main = () => { const kept = []; for (;;) kept.push(Buffer.alloc(4e6, 1)); };",
    "sleeps": "exports.main = () => setTimeout(() => {}, 60000);",
    "spins": "exports.main = () => { for (;;) ; };",
    "slow": "exports.main = (context, sendResponse) => setTimeout(() => sendResponse({ body: 'late' }), 300);",
    "big": "exports.main = (context, sendResponse) => sendResponse({ body: Buffer.alloc(5e6, 'x') });",
    "works-on": """exports.main = (context, sendResponse) => {
  sendResponse({ body: String(process.pid) });
  setTimeout(() => console.log('never'), 5000);
};
""",
    **dict.fromkeys(("one", "two", "three", "four"), "exports.main = (context, sendResponse) => sendResponse({});"),
    "idle": "exports.main = (context, sendResponse) => sendResponse({ body: String(process.pid) });",
}
# More than a server keeps warm: once all are called, it keeps as many as it ever does. Not `good`: it has parameters.
KEPT_WARM = ("ok", "throws", "rejects", "silent", "slow", "big", "idle", "edited", "one", "two", "three", "four")
METHODS = ["GET", "POST", "PUT"]


class Folders:
    """`shop.functions` with all of them, `steady.functions` with one that nobody disturbs, both below `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shop = path / "shop.functions"
        self._write(self.shop, _SOURCES)
        self._write(path / "steady.functions", {"steady": _GOOD})
        self.edit(0)

    @staticmethod
    def _write(folder: Path, sources: dict[str, str]) -> None:
        folder.mkdir()
        for name, source in sources.items():
            (folder / f"{name}.js").write_text(source)
        manifest = {"endpoints": {name: {"file": f"{name}.js", "method": METHODS} for name in sources}}
        (folder / "serverless.json").write_text(json.dumps(manifest))

    def edit(self, version: int, *, renaming: bool = False) -> None:
        """Changes `edited.js` as an editor does, in its place or by renaming another file."""
        source = f"exports.main = (context, sendResponse) => sendResponse({{ body: 'version {version}' }});"
        file = self.shop / "edited.js"
        if renaming:
            other = file.with_suffix(".tmp")
            other.write_text(source)
            other.replace(file)
        else:
            file.write_text(source)
        if version == 0:
            self.change(lambda manifest: manifest["endpoints"].update(edited={"file": "edited.js"}))

    def renew(self, number: int) -> None:
        """Changes the environment of every function in the shop, so that their instances end."""
        self.change(lambda manifest: manifest.update(environment={"CYCLE": str(number)}))

    def change(self, how: Any) -> None:
        """Changes serverless.json in one step."""
        manifest = json.loads((self.shop / "serverless.json").read_text())
        how(manifest)
        other = self.shop / "serverless.tmp"
        other.write_text(json.dumps(manifest))
        other.replace(self.shop / "serverless.json")
