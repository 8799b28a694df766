"""`%hs import, export, open, close, upload, fetch`: folders between the notebook and the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError, current_account

from ..conftest import Shell

VALUE = "v4lue-that-nobody-sees"


@pytest.fixture
def here(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and a function events in app.functions."""
    monkeypatch.chdir(tmp_path)
    shell.run("%%hsfunction events\nsendResponse({ body: 'cell' });")
    return tmp_path


def test_a_function_goes_to_disk_and_comes_back(shell: Shell, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs export app.functions")
    shell.run("%hs export app.functions")
    shown = capsys.readouterr().out
    assert "app.functions → app.functions\n  new: serverless.json, events.js\n" in shown
    assert "unchanged: serverless.json, events.js\nNothing had to be written." in shown
    file = here / "app.functions" / "events.js"
    file.write_text(file.read_text().replace("cell", "disk"))
    shell.run("%hs import app.functions")
    assert "GET events (events.js)" in capsys.readouterr().out
    assert shell.call("events").response.text == "disk"


def test_an_export_overwrites_only_with_force(shell: Shell, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs export app")
    file = here / "app.functions" / "events.js"
    file.write_text("mine")
    with pytest.raises(HsfuncError, match=r"differ: events\.js\. Nothing was written"):
        shell.run("%hs export app.functions")
    shell.run("%hs export app.functions --dry-run --force")
    assert "changed: events.js" in capsys.readouterr().out
    assert file.read_text() == "mine"
    shell.run("%hs export app.functions --force")
    assert "cell" in file.read_text()


def test_an_export_says_which_folder(shell: Shell, here: Path) -> None:
    shell.run("%hs export copy.functions")
    shell.run("%%hsfunction other --folder shop\nsendResponse({});")
    with pytest.raises(HsfuncError, match="Say which with --folder: app, shop"):
        shell.run("%hs export third.functions")
    with pytest.raises(HsfuncError, match="Did you mean shop"):
        shell.run("%hs export third.functions --folder shp")
    shell.run("%hs export third.functions --folder shop")
    assert (here / "copy.functions" / "events.js").is_file()
    assert (here / "third.functions" / "other.js").is_file()


def test_a_secrets_value_reaches_neither_disk_nor_output(
    shell: Shell, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%hs export app.functions")
    manifest = '{"endpoints": {"events": {"file": "events.js", "secrets": ["KEY"]}}}'
    (here / "app.functions" / "serverless.json").write_text(manifest)
    (here / "app.functions" / ".env").write_text(f"KEY={VALUE}")
    shell.run("%hs import app.functions")
    shell.run("%hs export other.functions")
    assert not (here / "other.functions" / ".env").exists()
    shell.run(f"%%hsfunction leaky\nsendResponse({{ body: '{VALUE}' }});")
    with pytest.raises(HsfuncError) as caught:
        shell.run("%hs export third.functions")
    assert "app.functions/leaky.js, line 1: the value of KEY" in str(caught.value)
    captured = capsys.readouterr()
    assert VALUE not in str(caught.value) + captured.out + captured.err
    assert not (here / "third.functions").exists()


def test_an_open_folder_follows_the_disk_until_it_is_closed(
    shell: Shell, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%hs export app.functions")
    shell.run("%hs open app.functions --watch")
    assert "app.functions now follows app.functions on disk." in capsys.readouterr().out
    file = here / "app.functions" / "events.js"
    file.write_text("exports.main = (context, send) => send({ body: 'two' });")
    assert shell.call("events").response.text == "two"
    file.write_text("exports.main = (context, send) => send({ body: 'three' );")
    execution = shell.call("events")
    assert execution.response.text == "two"
    assert "events.js: SyntaxError" in str(execution.notes[0])
    with pytest.raises(HsfuncError, match="%hs close app"):
        shell.run("%%hsfunction events\nsendResponse({});")
    shell.run("%hs close app.functions")
    shell.run("%%hsfunction events\nsendResponse({ body: 'cell' });")
    assert shell.call("events").response.text == "cell"


def test_without_watch_a_folder_is_read_once(shell: Shell, here: Path) -> None:
    shell.run("%hs export app.functions")
    shell.run("%hs open app.functions")
    (here / "app.functions" / "events.js").write_text("exports.main = (context, send) => send({ body: 'two' });")
    assert shell.call("events").response.text == "cell"


@pytest.mark.parametrize("words", ["fetch", "cms fetch"])
def test_fetch_skips_what_is_there(shell: Shell, here: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    shell.run(f"%hs {words} my-theme/app.functions")
    file = here / "app.functions" / "events.js"
    file.write_text("mine")
    shell.run("%%hsfunction new\nsendResponse({});")
    shell.run(f"%hs {words} app.functions app.functions")
    assert file.read_text() == "mine"
    assert (here / "app.functions" / "new.js").is_file()
    assert "skipped, as they are there and differ (--overwrite): serverless.json, events.js" in capsys.readouterr().out
    shell.run(f"%hs {words} app.functions --overwrite")
    assert "cell" in file.read_text()
    shell.run(f"%hs {words} / all")
    assert (here / "all" / "app.functions" / "events.js").is_file()
    with pytest.raises(HsfuncError, match=r"Did you mean app\.functions"):
        shell.run(f"%hs {words} ap.functions")


@pytest.mark.parametrize("words", ["upload", "cms upload"])
def test_upload_takes_the_name_of_its_destination_and_leaves_out_what_hubspot_would(
    shell: Shell, here: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    folder = here / "src" / "shop.functions"
    folder.mkdir(parents=True)
    (folder / "serverless.json").write_text('{"endpoints": {"cart": {"file": "cart.js"}}}')
    (folder / "cart.js").write_text("exports.main = (context, send) => send({ body: 'cart' });")
    (folder / "data.bin").write_text("x")
    shell.run(f"%hs {words} src/shop.functions my-theme/basket.functions")
    shown = capsys.readouterr().out
    assert "basket.functions: 2 files" in shown
    assert "Ignored, as by HubSpot's CLI: data.bin" in shown
    assert "the folder basket.functions counts here" in shown
    assert shell.call("cart").response.text == "cart"
    with pytest.raises(HsfuncError, match=r"Name it: %hs upload src/shop\.functions my-theme/shop\.functions"):
        shell.run(f"%hs {words} src/shop.functions my-theme")
    shell.run("%hs fetch basket.functions")
    current_account().functions.remove("cart")
    shell.run(f"%hs {words} src my-theme")
    assert "shop" in current_account().functions.folders


def test_help_and_errors_change_nothing(shell: Shell, here: Path) -> None:
    for line in ("import", "export", "open", "close", "upload x", "fetch", "import nowhere", "open nowhere --watch"):
        with pytest.raises(HsfuncError):
            shell.run(f"%hs {line}")
    assert list(current_account().functions) == ["events"]
    assert list(here.iterdir()) == []
