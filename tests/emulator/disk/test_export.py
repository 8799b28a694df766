"""Writing folders to disk: nothing unasked, whole or not at all, never a secret's value; and back again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.emulator.disk.export import Plan, plan_export, write_plan
from hsfunc_magics.emulator.disk.load import import_folders
from hsfunc_magics.emulator.errors import FolderError

from .test_read import make

MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: 'one' });\n"
VALUE = 'v4lue"that-nobody-sees'


def tree(directory: Path) -> dict[str, bytes]:
    """Every file of a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if not path.is_dir()
    }


def plan(account: Account, target: Path) -> Plan:
    return plan_export(account.functions.folders["app"], target, target.name, account.secrets)


@pytest.fixture
def exported(account: Account, tmp_path: Path) -> Path:
    """The directory that app.functions with one function was written to."""
    account.functions.add("f", MODULE)
    target = tmp_path / "deep" / "app.functions"
    write_plan(plan(account, target), overwrite=False)
    return target


def test_a_new_directory_has_the_files_and_nothing_is_left_beside_it(exported: Path) -> None:
    assert sorted(tree(exported)) == ["f.js", "serverless.json"]
    assert json.loads(tree(exported)["serverless.json"])["endpoints"] == {"f": {"method": "GET", "file": "f.js"}}
    assert [path.name for path in exported.parent.iterdir()] == ["app.functions"]
    assert exported.stat().st_mode & 0o777 == exported.parent.stat().st_mode & 0o777


def test_a_cell_that_is_the_body_of_main_is_written_as_a_module(account: Account, tmp_path: Path) -> None:
    account.functions.add("f", "sendResponse({ body: 'x' });")
    write_plan(plan(account, tmp_path / "app.functions"), overwrite=False)
    text = (tmp_path / "app.functions" / "f.js").read_text()
    assert text == "exports.main = async (context, sendResponse) => { sendResponse({ body: 'x' });\n};\n"


def test_files_that_differ_stay_unless_overwriting_is_asked_for(account: Account, exported: Path) -> None:
    make(exported, {"f.js": "mine", ".env": "A=b", "other.txt": "x", "node_modules/p/i.js": "y"})
    account.functions.add("g", MODULE)
    found = plan(account, exported)
    assert (found.new, found.changed, found.unchanged, found.others) == (
        ("g.js",),
        ("serverless.json", "f.js"),
        (),
        ("other.txt",),
    )
    write_plan(found, overwrite=False)
    assert tree(exported)["f.js"] == b"mine"
    write_plan(plan(account, exported), overwrite=True)
    assert tree(exported)["f.js"] == MODULE.encode()
    assert {name: tree(exported)[name] for name in (".env", "other.txt", "node_modules/p/i.js")} == {
        ".env": b"A=b",
        "other.txt": b"x",
        "node_modules/p/i.js": b"y",
    }
    assert [path.name for path in exported.parent.iterdir()] == ["app.functions"]


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_where_one_file_cannot_be_written_all_is_as_it_was(
    account: Account, exported: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    make(exported, {"f.js": "mine"})
    account.functions.add("g", MODULE, file="sub/g.js")
    found, before = plan(account, exported), tree(exported)
    real, count = Path.replace, 0

    def replace(source: Path, target: Path) -> Path:
        nonlocal count
        count += "/new/" in str(source)
        if "/new/" in str(source) and count == failing:
            raise OSError(28, "No space left on device")
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(FolderError, match="no space left on device"):
        write_plan(found, overwrite=True)
    assert tree(exported) == before
    assert not (exported / "sub").exists()
    assert [path.name for path in exported.parent.iterdir()] == ["app.functions"]


def test_a_swapped_file_keeps_its_mode(account: Account, exported: Path) -> None:
    (exported / "f.js").chmod(0o640)
    make(exported, {"f.js": "mine"})
    write_plan(plan(account, exported), overwrite=True)
    assert (exported / "f.js").stat().st_mode & 0o777 == 0o640


def test_a_link_in_the_way_is_replaced_and_never_written_through(
    account: Account, exported: Path, tmp_path: Path
) -> None:
    outside = make(tmp_path / "outside", {"f.js": "theirs"})
    (exported / "f.js").unlink()
    (exported / "f.js").symlink_to(outside / "f.js")
    found = plan(account, exported)
    assert found.changed == ("f.js",)
    write_plan(found, overwrite=True)
    assert tree(outside) == {"f.js": b"theirs"}
    assert not (exported / "f.js").is_symlink()


@pytest.mark.parametrize("obstacle", ["link", "file", "directory", "target"])
def test_an_obstacle_is_told_before_anything_is_written(account: Account, tmp_path: Path, obstacle: str) -> None:
    account.functions.add("f", MODULE, file="sub/f.js")
    target = make(tmp_path / "app.functions", {"x.txt": ""})
    outside = make(tmp_path / "outside", {"x.txt": ""})
    if obstacle == "link":
        (target / "sub").symlink_to(outside, target_is_directory=True)
    elif obstacle == "file":
        make(target, {"sub": ""})
    elif obstacle == "directory":
        make(target, {"sub/f.js/x": ""})
    else:
        target = make(tmp_path, {"b.functions": ""}) / "b.functions"
    with pytest.raises(FolderError, match="Nothing was written"):
        plan(account, target)
    assert tree(outside) == {"x.txt": b""}


@pytest.mark.parametrize("name", ["../x.js", "/x.js", "a/../../x.js", "a//x.js", ""])
def test_a_file_outside_the_folder_is_refused(account: Account, tmp_path: Path, name: str) -> None:
    account.functions.load("app", '{"endpoints": {}}', {name: "x"})
    with pytest.raises(FolderError, match="outside"):
        plan(account, tmp_path / "app.functions")


def test_env_files_are_never_written(account: Account, tmp_path: Path) -> None:
    account.functions.load("app", '{"endpoints": {}}', {".env": "A=b", "sub/.env.local": "A=b", "x.txt": "x"})
    write_plan(plan(account, tmp_path / "app.functions"), overwrite=True)
    assert sorted(tree(tmp_path / "app.functions")) == ["serverless.json", "x.txt"]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"f.js": f"// one\nconst key = '{VALUE}';"}, "app.functions/f.js, line 2"),
        ({"x.bin": b"\xff\n\n" + VALUE.encode()}, "app.functions/x.bin, line 3"),
        ({"x.json": json.dumps([VALUE])}, "app.functions/x.json, line 1"),
    ],
)
def test_a_secrets_value_is_never_written(
    account: Account, tmp_path: Path, files: dict[str, str | bytes], place: str
) -> None:
    account.secrets.add("KEY", VALUE)
    account.functions.load("app", '{"endpoints": {}}', files)
    with pytest.raises(FolderError) as caught:
        plan(account, tmp_path / "app.functions")
    assert f"{place}: the value of KEY" in str(caught.value)
    assert "that-nobody-sees" not in str(caught.value)
    assert not (tmp_path / "app.functions").exists()


def test_a_secrets_value_in_the_environment_is_found_too(account: Account, tmp_path: Path) -> None:
    account.secrets.add("KEY", VALUE)
    account.functions.add("f", MODULE, environment={"COPY": f"Bearer {VALUE}"})
    with pytest.raises(FolderError, match=r"serverless\.json, line \d+: the value of KEY"):
        plan(account, tmp_path / "app.functions")


def test_half_a_character_is_told(account: Account, tmp_path: Path) -> None:
    account.functions.load("app", '{"endpoints": {}}', {"x.txt": "\ud800"})
    with pytest.raises(FolderError, match="half a character"):
        plan(account, tmp_path / "app.functions")


PART = st.text("abcXYZ09_- é漢'$%", min_size=1, max_size=6).map(lambda name: f"n{name}n")
TREES = st.dictionaries(
    st.lists(PART, min_size=1, max_size=3).map("/".join), st.binary(max_size=200) | st.text(max_size=50).map(str.encode)
)


def _fits(names: list[str]) -> bool:
    """Whether no name is a directory of another."""
    return not any(one != other and other.startswith(f"{one}/") for one in names for other in names)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES.filter(lambda files: _fits(list(files))))
@example({"a.js": b"\xef\xbb\xbfexports.main = 1;\r\n", "empty": b"", "z/y/x.bin": bytes(range(256))})
def test_any_tree_comes_back_from_an_import_and_an_export(account: Account, files: dict[str, bytes]) -> None:
    manifest = b'{\n  "endpoints": {},\n  "version": "1.0"\n}\n'
    with tempfile.TemporaryDirectory() as place:
        source = make(Path(place) / "in" / "app.functions", {"serverless.json": manifest, **files})
        import_folders(account, str(source))
        target = Path(place) / "out" / "app.functions"
        write_plan(plan(account, target), overwrite=False)
        assert tree(target) == tree(source)
        assert plan(account, source).unchanged == plan(account, target).unchanged
        assert len(plan(account, source).unchanged) == len(files) + 1
