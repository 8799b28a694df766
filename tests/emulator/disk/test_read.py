"""Reading `.functions` folders from disk: what is carried, what is ignored, what is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hsfunc_magics import Account, ManifestError
from hsfunc_magics.emulator.disk.load import import_folders
from hsfunc_magics.emulator.errors import FolderError, SecretError

from ..conftest import AccountMaker

MANIFEST = '{"endpoints": {"f": {"file": "f.js", "secrets": ["KEY"]}}}'
MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: String(process.env.KEY) });"
VALUE = "v4lue-that-nobody-sees"


def make(directory: Path, files: dict[str, str | bytes]) -> Path:
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return directory


def shop(directory: Path, **files: str | bytes) -> Path:
    return make(directory / "shop.functions", {"serverless.json": MANIFEST, "f.js": MODULE, **files})


def test_a_folder_is_there_with_its_subfolders_and_runs(account: Account, tmp_path: Path) -> None:
    manifest = '{"endpoints": {"f": {"file": "lib/f.js"}}}'
    folder = make(tmp_path / "a.functions", {"serverless.json": manifest, "lib/f.js": MODULE, "lib/deep/x.json": "{}"})
    told = str(import_folders(account, str(folder)))
    assert "a.functions: 3 files" in told
    assert "GET f (lib/f.js)" in told
    assert account.call("f").response.text == "undefined"
    assert sorted(account.functions.folders["a"].files) == ["lib/deep/x.json", "lib/f.js"]


def test_files_that_are_no_text_keep_their_bytes(account: Account, tmp_path: Path) -> None:
    latin = "exports.main = (c, send) => send({ body: 'caf\xe9' });".encode("latin-1")
    image = bytes(range(256))
    import_folders(account, str(shop(tmp_path, **{"f.js": latin, "logo.png": image})))
    files = account.functions.folders["shop"].files
    assert (files["f.js"].to_bytes(), files["logo.png"].to_bytes()) == (latin, image)
    assert account.call("f").response.text == "caf\ufffd", "as Node reads it"


def test_files_that_hubspots_cli_ignores_are_ignored(account: Account, tmp_path: Path) -> None:
    ignored = [".env", ".hidden", "npm.LOG", "a~", "x.swp", "node_modules/x/index.js", "package-lock.json", "Thumbs.DB"]
    ignored += [".git/config", "sub/.DS_Store", "hubspot.config.yml", "Icon\r"]
    found = import_folders(
        account, str(shop(tmp_path, **dict.fromkeys(ignored, "x"), **{"icon.js": "", "log.txt": ""}))
    )
    assert sorted(account.functions.folders["shop"].files) == ["f.js", "icon.js", "log.txt"]
    assert "node_modules/" in found.folders[0].ignored
    assert "Ignored, as by HubSpot's CLI" in str(found)


def test_hsignore_adds_to_the_rules_and_may_take_back(account: Account, tmp_path: Path) -> None:
    rules = "# ours\ndrafts/\n*.md\n!README.md\n!keep.log\n!.env\n"
    make(tmp_path, {".hsignore": rules, "shop.functions/drafts/d.js": "", "shop.functions/a.md": ""})
    kept = {"README.md": "x", "keep.log": "x", ".env": f"OTHER={VALUE}"}
    import_folders(account, str(shop(tmp_path, **kept)))
    assert sorted(account.functions.folders["shop"].files) == ["README.md", "f.js", "keep.log"]


def test_rules_above_a_folder_do_not_hide_the_folder(account: Account, tmp_path: Path) -> None:
    import_folders(account, str(shop(tmp_path / ".config" / "node_modules")))
    assert "f" in account.functions


@pytest.mark.parametrize("rule", ["!", "[", "\\", "a[", "///", "\xff"])
def test_an_odd_rule_harms_nothing(account: Account, tmp_path: Path, rule: str) -> None:
    make(tmp_path, {".hsignore": f"{rule}\nx.js\n"})
    import_folders(account, str(shop(tmp_path, **{"x.js": ""})))
    assert list(account.functions.folders["shop"].files) == ["f.js"]


def test_symbolic_links_are_left_out_with_a_warning(account: Account, tmp_path: Path) -> None:
    outside = make(tmp_path / "outside", {"secret.js": "x", "more/y.js": "x"})
    folder = shop(tmp_path)
    (folder / "link.js").symlink_to(outside / "secret.js")
    (folder / "tree").symlink_to(outside, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    told = import_folders(account, str(folder)).folders[0].warnings
    assert [text.split(":")[0] for text in told if "symbolic link" in text] == ["link.js", "loop", "tree"]
    assert list(account.functions.folders["shop"].files) == ["f.js"]


def test_a_pipe_is_left_out_and_not_waited_for(account: Account, tmp_path: Path) -> None:
    folder = shop(tmp_path)
    os.mkfifo(folder / "pipe.js")
    assert "pipe.js: is left out" in str(import_folders(account, str(folder)))


def test_all_folders_of_a_theme_come_together(account: Account, tmp_path: Path) -> None:
    other = MANIFEST.replace('"f"', '"g"')
    make(tmp_path, {"theme/sub/b.functions/serverless.json": other, "theme/sub/b.functions/f.js": MODULE})
    make(tmp_path, {"theme/node_modules/c.functions/serverless.json": "{"})
    shop(tmp_path / "theme")
    found = import_folders(account, str(tmp_path / "theme"))
    assert [one.folder.name for one in found.folders] == ["shop", "b"]
    assert list(account.functions) == ["f", "g"]


def test_every_problem_of_every_folder_is_told_and_nothing_is_changed(account: Account, tmp_path: Path) -> None:
    account.functions.add("taken", MODULE, folder="mine")
    make(tmp_path, {"a.functions/serverless.json": "{,}", "c.functions/other.json": "{}"})
    make(tmp_path, {"b.functions/serverless.json": '{"endpoints": {"x": {"file": "no.js", "method": "FETCH"}}}'})
    make(
        tmp_path, {"d.functions/serverless.json": '{"endpoints": {"taken": {"file": "f.js"}}}', "d.functions/f.js": ""}
    )
    shop(tmp_path)
    with pytest.raises(ManifestError) as caught:
        import_folders(account, str(tmp_path))
    told = str(caught.value)
    assert f"{tmp_path} has 5 problems" in told
    for words in (
        "a.functions: serverless.json (line 1)",
        "b.functions: endpoints.x.file (line 1): there is no file no.js",
        "b.functions: endpoints.x.method",
        "c.functions: serverless.json: is missing",
        "d.functions: endpoints.taken (line 1): the endpoint is in mine.functions already",
    ):
        assert words in told
    assert list(account.functions) == ["taken"]


def test_two_folders_of_one_name_are_refused(account: Account, tmp_path: Path) -> None:
    shop(tmp_path / "a")
    shop(tmp_path / "b")
    with pytest.raises(FolderError, match="the same name shop"):
        import_folders(account, str(tmp_path))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("shop.function", "Did you mean shop.functions"),
        ("shop.functions/f.js", "is a file: name the folder"),
        ("empty", "no serverless.json"),
        ("near", "Did you mean serveless.json"),
        ("shop.functions/sub", "The folder above it has one"),
        ("with\0nul", "There is no folder"),
    ],
)
def test_a_path_that_is_no_folder_names_what_is_near(account: Account, tmp_path: Path, given: str, words: str) -> None:
    shop(tmp_path, **{"sub/x.json": "{}"})
    make(tmp_path, {"empty/x.txt": "", "near/serveless.json": "{}"})
    with pytest.raises(FolderError) as caught:
        import_folders(account, f"{tmp_path}/{given}")
    assert words in str(caught.value)


def test_a_name_without_functions_is_understood(account: Account, tmp_path: Path) -> None:
    shop(tmp_path)
    import_folders(account, str(tmp_path / "shop"))
    make(tmp_path / "plain", {"serverless.json": '{"endpoints": {}}'})
    import_folders(account, str(tmp_path / "plain"))
    assert list(account.functions.folders) == ["shop", "plain"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"serverless.json": b"\xff"}, "is not UTF-8"),
        ({"big.txt": b"x" * (6 * 1024 * 1024 + 1)}, "more than the 6 MB"),
    ],
)
def test_a_fault_in_a_folder_is_told_and_adds_nothing(
    account: Account, tmp_path: Path, files: dict[str, str | bytes], words: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        import_folders(account, str(shop(tmp_path, **files)))
    assert words in str(caught.value)
    assert len(account.functions) == 0


def test_a_file_that_cannot_be_read_is_told(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shop(tmp_path)
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "f.js":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ManifestError, match=r"f\.js: cannot be read: permission denied"):
        import_folders(account, str(folder))


def test_a_file_that_does_not_compile_is_a_warning(account: Account, tmp_path: Path) -> None:
    told = import_folders(account, str(shop(tmp_path, **{"f.js": "\nexports.main = ("}))).folders[0].warnings
    assert told[0].startswith("f.js: SyntaxError")


def test_values_of_the_env_file_become_declared_secrets_once(account: Account, tmp_path: Path) -> None:
    before = dict(os.environ)
    account.secrets.add("OTHER", "of the account")
    text = f'export KEY="{VALUE}" # note\nOTHER=x\nUNDECLARED=$KEY\nEMPTY=\n= broken\n'
    manifest = MANIFEST.replace('"KEY"', '"KEY", "OTHER", "EMPTY"')
    told = str(import_folders(account, str(shop(tmp_path, **{".env": text, "serverless.json": manifest}))))
    assert account.secrets.names() == ["KEY", "OTHER"]
    assert account.secrets.reveal(("KEY", "OTHER")) == {"KEY": VALUE, "OTHER": "of the account"}
    assert "read from .env: KEY." in told
    assert "not changed: OTHER." in told
    assert VALUE not in told
    assert dict(os.environ) == before


def test_too_many_secrets_change_nothing(make_account: AccountMaker, tmp_path: Path) -> None:
    account = make_account()
    account.change_limits({"secrets": 1})
    account.secrets.add("OTHER", "value")
    with pytest.raises(SecretError, match="at most 1"):
        import_folders(account, str(shop(tmp_path, **{".env": "KEY=value"})))
    assert len(account.functions) == 0


def test_importing_again_tells_what_has_gone(account: Account, tmp_path: Path) -> None:
    folder = shop(tmp_path)
    import_folders(account, str(folder))
    make(folder, {"serverless.json": MANIFEST.replace('"f"', '"g"')})
    told = str(import_folders(account, str(folder)))
    assert "in place of the one that was there" in told
    assert "No longer there: f" in told


def test_too_many_endpoints_change_nothing(account: Account, tmp_path: Path) -> None:
    account.change_limits({"endpoints": 1})
    account.functions.add("g", MODULE)
    with pytest.raises(ManifestError, match="at most 1"):
        import_folders(account, str(shop(tmp_path)))
    assert list(account.functions) == ["g"]
