"""Writing a project: never over anything unasked, whole or not at all; and what is refused before that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import Account, HsfuncError
from hsfunc_magics.emulator.errors import FolderError, ManifestError
from hsfunc_magics.emulator.moving.export.export_project import write_export

from ...disk.test_export import tree
from ...disk.test_read import make
from .conftest import Exported, plan

MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: 1 });\n"
MANIFEST = '{"endpoints": {"f": {"file": "f.js"}}}'


def test_what_is_there_stays_unless_it_is_asked_for(account: Account, export: Exported) -> None:
    account.functions.add("f", MODULE)
    project = export()
    make(project, {"src/app/functions/f.js": "mine", "src/app/functions/gone-hsmeta.json": "{}", "README.md": "mine"})
    before = tree(project)
    with pytest.raises(FolderError, match=r"is there already. It would replace src/app/functions/f.js") as refused:
        write_export(plan(account, project), overwrite=False)
    assert "Nothing was written" in str(refused.value) and tree(project) == before
    again = plan(account, project)
    assert "Stays, and goes on to be part of the project: src/app/functions/gone-hsmeta.json" in str(again)
    assert "changed: src/app/functions/f.js" in str(again)
    write_export(again, overwrite=True)
    assert tree(project) == {**before, "src/app/functions/f.js": MODULE.encode()}


def test_an_empty_folder_that_is_there_is_there(account: Account, tmp_path: Path) -> None:
    account.functions.add("f", MODULE)
    with pytest.raises(FolderError, match="is there already"):
        write_export(plan(account, tmp_path), overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_where_a_file_cannot_be_written_nothing_is(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.functions.add("f", MODULE)
    made = plan(account, tmp_path / "deep" / "project")
    write = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if path.name == "MOVING.md":
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(FolderError, match="no space left on device"):
        write_export(made, overwrite=False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_does_not_check_is_told_whole(account: Account, tmp_path: Path) -> None:
    endpoints = {"a": {"file": "gone.js"}, "b": {"file": "f.js", "method": "GETT"}}
    bad = make(tmp_path / "a.functions", {"serverless.json": json.dumps({"endpoints": endpoints}), "f.js": MODULE})
    with pytest.raises(ManifestError) as refused:
        plan(account, tmp_path / "project", str(bad))
    assert "gone.js" in str(refused.value) and "GETT" in str(refused.value)
    make(bad, {"serverless.json": '{"endpoints": {"a": {"file": "f.js"}}}', "f.js": "exports.main = (\n"})
    with pytest.raises(ManifestError, match=r"f.js.*SyntaxError"):
        plan(account, tmp_path / "project", str(bad))
    make(bad, {"f.js": " "})
    with pytest.raises(ManifestError, match=r"f.js: the file is empty"):
        plan(account, tmp_path / "project", str(bad))
    make(bad, {"serverless.json": '{"appFunctions": {"a": {"file": "gone.js"}}}'})
    with pytest.raises(ManifestError, match=r"gone.js"):
        plan(account, tmp_path / "project", str(bad))
    assert not (tmp_path / "project").exists()


def test_the_runtime_is_of_no_weight(account: Account, tmp_path: Path) -> None:
    old = make(
        tmp_path / "a.functions",
        {
            "serverless.json": '{"runtime": "nodejs12.x", "version": "2", "endpoints": {"f": {"file": "f.js"}}}',
            "f.js": MODULE,
        },
    )
    made = plan(account, tmp_path / "project", str(old))
    texts = {name: data.decode() for name, data in made.files.contents.items()}
    assert "its runtime nodejs12.x is dropped" in texts.pop("MOVING.md")
    assert "nodejs" not in "".join(texts.values())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"platform": "2025.2"}, "2025.2 has no functions"),
        ({"platform": "2026.9"}, "Did you mean 2026.09"),
        ({"name": " "}, "Give --name"),
        ({"name": "a\nb"}, "control characters"),
    ],
)
def test_what_cannot_be_a_project_is_refused(
    account: Account, tmp_path: Path, options: dict[str, str], told: str
) -> None:
    account.functions.add("f", MODULE)
    with pytest.raises(FolderError) as refused:
        plan(account, tmp_path / "project", **options)
    assert told in str(refused.value) and len(str(refused.value).splitlines()) <= 3


def test_it_is_not_written_into_the_folder_itself(account: Account, tmp_path: Path) -> None:
    given = make(tmp_path / "a.functions", {"serverless.json": MANIFEST, "f.js": MODULE})
    with pytest.raises(FolderError, match=r"lies in .*a.functions"):
        plan(account, given / "project", str(given))
    with pytest.raises(HsfuncError, match="named twice"):
        plan(account, tmp_path / "project", str(given), str(given))


def test_no_dotenv_is_written_and_its_values_are_known(account: Account, tmp_path: Path) -> None:
    given = make(
        tmp_path / "a.functions",
        {
            "serverless.json": '{"endpoints": {"f": {"file": "f.js", "secrets": ["KEY"]}}}',
            "f.js": MODULE,
            ".env": "KEY=a-value-that-is-known\n",
        },
    )
    made = plan(account, tmp_path / "project", str(given))
    assert b"a-value-that-is-known" not in b"".join(made.files.contents.values())
    make(given, {"f.js": f"// a-value-that-is-known\n{MODULE}"})
    with pytest.raises(FolderError, match=r"f.js, line 1: the value of KEY"):
        plan(account, tmp_path / "project", str(given))
