"""The JupyterLab extension as it is built: of the sources that are here, loadable from 4.2 on, naming no host."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "labextension"
PACKAGE = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))


def test_it_was_built_of_these_sources() -> None:
    stamp = FOLDER / "lib" / ".made-of"
    assert stamp.is_file(), "the extension is not built: pip install -e '.[test]'"
    made_of = dict(reversed(line.split("  ", 1)) for line in stamp.read_text(encoding="utf-8").splitlines())
    here = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for top in ("src", "style")
        for path in (FOLDER / top).rglob("*")
        if path.is_file()
    }
    built = {name: digest for name, digest in made_of.items() if name.startswith(("src/", "style/"))}
    assert built == here, "the extension was built of other sources: pip install -e '.[test]' builds it anew"


def test_the_built_extension_can_be_loaded() -> None:
    built = json.loads((FOLDER / "dist" / "package.json").read_text(encoding="utf-8"))["jupyterlab"]["_build"]
    assert (FOLDER / "dist" / built["load"]).is_file()
    assert built["extension"] == "./extension"
    assert built["mimeExtension"] == "./mimeExtension"


@pytest.mark.parametrize("name", [name for name in PACKAGE["dependencies"] if name.startswith("@jupyterlab/")])
def test_it_asks_for_no_newer_jupyterlab_than_4_2(name: str) -> None:
    # The minor versions that came with JupyterLab 4.2; the lock holds to them, so the compiler knows no newer API.
    of_4_2 = {"apputils": "4.3", "services": "7.2", "rendermime-interfaces": "3.10"}
    minor = of_4_2.get(name.removeprefix("@jupyterlab/"), "4.2")
    assert PACKAGE["dependencies"][name] == f"^{minor}.0"
    assert PACKAGE["resolutions"][name].startswith(f"{minor}.")


def test_the_locks_name_no_host() -> None:
    for lock in (FOLDER / "yarn.lock", FOLDER.parent / "package-lock.json"):
        assert not re.search(r"resolved|resolution: \".*https?:", lock.read_text(encoding="utf-8"))


def test_the_extension_styles_no_class_of_the_widgets() -> None:
    # Both are on one page. The badges of methods.css are meant for both.
    classes = re.compile(r"\.(hsfunc-[\w-]+)")
    own = {found for path in (FOLDER / "style").glob("*.css") for found in classes.findall(path.read_text("utf-8"))}
    widgets = FOLDER.parent / "hsfunc_magics" / "notebook" / "widgets" / "js" / "widgets.css"
    assert not own & set(classes.findall(widgets.read_text("utf-8")))


@pytest.mark.parametrize("path", sorted((FOLDER / "src").rglob("*.ts")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_file_is_small_and_says_what_lives_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("/** ")
    assert len(text.splitlines()) <= 300
