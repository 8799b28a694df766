"""`%hs` with developer projects: read, followed, shown, listed, changed, written to disk, logged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError, ManifestError, current_account

from ...conftest import Shell

VALUE = "v4lue-that-nobody-sees"


def write_project(place: Path, **bodies: str) -> Path:
    """A project with an endpoint for each body of main; one of the name greet has a uid only."""
    functions = place / "src" / "app" / "functions"
    functions.mkdir(parents=True)
    files = {
        place / "hsproject.json": {"name": place.name, "srcDir": "src", "platformVersion": "2026.09"},
        functions.parent / "app-hsmeta.json": {
            "uid": "app",
            "type": "app",
            "config": {"distribution": "private", "auth": {"type": "static"}},
        },
        functions / "package.json": {"dependencies": {}},
    }
    for name, body in bodies.items():
        config: dict[str, object] = {"entrypoint": f"/app/functions/{name}.js"}
        if name != "greet":
            config["endpoint"] = {"path": name, "methods": ["GET"]}
        files[functions / f"{name}-hsmeta.json"] = {"uid": name, "type": "app-function", "config": config}
        (functions / f"{name}.js").write_text(f"exports.main = async (context) => {{ {body} }};\n")
    for file, data in files.items():
        file.write_text(json.dumps(data, indent=2))
    return place


@pytest.fixture
def shop(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project shop in the working folder, with the endpoint events and the function greet."""
    monkeypatch.chdir(tmp_path)
    return write_project(tmp_path / "shop", events="console.log('seen'); return 'disk';", greet="return 'hi';")


def told(shell: Shell, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, or the text of what it shows."""
    capsys.readouterr()
    shell.shown()
    shell.run(line)
    shown = [output["text/plain"] for output in shell.shown()]
    return "\n".join([*shown, *([capsys.readouterr().out] if not shown else [])])


def test_a_project_is_read_and_called(shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "shop (project 2026.09): 2 functions\n  GET /hs/serverless/events" in told(shell, "%hs import shop", capsys)
    assert shell.call("/hs/serverless/events").response.text == "disk"
    assert shell.call("--uid greet").response.json() == "hi"


def test_a_folder_with_both_forms_brings_both_or_none(
    shell: Shell, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "old.functions"
    folder.mkdir()
    (folder / "serverless.json").write_text(json.dumps({"endpoints": {"events": {"file": "e.js", "method": "GET"}}}))
    (folder / "e.js").write_text("exports.main = (c, send) => send({ body: 'folder' });")
    manifest = shop / "hsproject.json"
    whole = manifest.read_text()
    manifest.write_text("{")
    with pytest.raises(ManifestError, match=r"hsproject\.json"):
        shell.run("%hs import .")
    assert not current_account().functions.folders
    manifest.write_text(whole)
    shown = told(shell, "%hs import .", capsys)
    assert "old.functions: 2 files" in shown and "shop (project 2026.09)" in shown
    assert [shell.call(name).response.text for name in ("events", "/hs/serverless/events")] == ["folder", "disk"]
    listed = told(shell, "%hs function list", capsys)
    assert listed.splitlines()[0].split() == ["Route", "Method", "Secrets", "Platform"]
    assert [line.split()[-2:] for line in listed.splitlines()[1:]] == [
        ["design", "manager"],
        ["project", "2026.09"],
        ["project", "2026.09"],
    ]
    assert "uid:greet" in listed


def test_a_project_follows_the_disk_until_it_is_closed(
    shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "the project shop now follows shop on disk." in told(shell, "%hs open shop --watch", capsys)
    file = shop / "src/app/functions/events.js"
    file.write_text(file.read_text().replace("'disk'", "'changed'"))
    assert shell.call("/hs/serverless/events").response.text == "changed"
    with pytest.raises(HsfuncError, match="The project shop follows shop on disk"):
        shell.run("%%hsfunction f --project shop\nreturn 1;")
    with pytest.raises(HsfuncError, match="Did you mean shop"):
        shell.run("%hs close shap")
    assert told(shell, "%hs close shop", capsys).startswith("The project shop no longer follows the disk")
    shell.run("%%hsfunction f --project shop\nreturn 'cell';")
    assert shell.call("/hs/serverless/f").response.text == "cell"


def test_tree_and_show_have_projects(shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs import shop")
    tree = told(shell, "%hs tree", capsys)
    assert tree.startswith("shop  (project 2026.09)\n├── src/\n")
    assert "└── GET /hs/serverless/events" in tree and "└── uid:greet" in tree
    for name in ("/hs/serverless/events", "uid:events", "events.js", "shop/src/app/functions/events.js"):
        assert "console.log('seen')" in told(shell, f"%hs show {name}", capsys)
    with pytest.raises(HsfuncError, match="Did you mean /hs/serverless/events"):
        shell.run("%hs show /hs/serverless/evnts")


def test_a_function_is_deleted_brought_back_and_renamed(
    shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%hs import shop")
    before = dict(current_account().projects["shop"].files)
    card = told(shell, "%hs function delete /hs/serverless/events", capsys)
    assert "was deleted from the project shop (project 2026.09)" in card
    assert card.endswith("Undo: %hs function restore /hs/serverless/events")
    with pytest.raises(HsfuncError, match="It was deleted: %hs function restore /hs/serverless/events"):
        shell.run("%hscall /hs/serverless/events")
    shell.run("%hs function restore /hs/serverless/events")
    assert dict(current_account().projects["shop"].files) == before
    shown = told(shell, "%hs function rename /hs/serverless/events events/new", capsys)
    assert "/hs/serverless/events is /hs/serverless/events/new now." in shown
    assert shown.endswith("Undo: %hs function rename /hs/serverless/events/new /hs/serverless/events\n")
    assert shell.call("/hs/serverless/events/new").response.text == "disk"
    shell.run("%hs function rename /hs/serverless/events/new /hs/serverless/events")
    assert dict(current_account().projects["shop"].files) == before, "every byte is as it was"
    with pytest.raises(HsfuncError, match="Did you mean uid:greet"):
        shell.run("%hs function delete uid:great")


def test_an_export_writes_a_project_as_it_lies(
    shell: Shell, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "README.md").write_text("not read")
    shell.run("%hs import shop")
    shown = told(shell, "%hs export copy", capsys)
    assert shown.startswith("the project shop → copy\n") and "other files of" in shown
    wanted = {str(file.relative_to(shop)): file.read_bytes() for file in shop.rglob("*") if file.is_file()}
    del wanted["README.md"]
    copy = tmp_path / "copy"
    assert {str(one.relative_to(copy)): one.read_bytes() for one in copy.rglob("*") if one.is_file()} == wanted
    (copy / "hsproject.json").write_text("mine")
    with pytest.raises(HsfuncError, match=r"differ: hsproject\.json\. Nothing was written"):
        shell.run("%hs export copy --project shop")
    with pytest.raises(HsfuncError, match="Did you mean shop"):
        shell.run("%hs export copy --project shap")
    current_account().secrets.add("KEY", VALUE)
    shell.run(f"%%hsfunction leak --project shop\nreturn '{VALUE}';")
    with pytest.raises(HsfuncError, match="the value of KEY"):
        shell.run("%hs export other --project shop")


def test_a_project_of_cells_is_exported_and_read_again(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell.run("%%hsfunction hello --project mine\nreturn 'made of cells';")
    shell.run("%hs export mine")
    shell.run("%hs reset --yes")
    assert not current_account().projects
    shell.run("%hs reset --undo")
    assert shell.call("/hs/serverless/hello").response.text == "made of cells"
    shell.run("%hs reset --yes")
    shell.run("%hs import mine")
    assert shell.call("/hs/serverless/hello").response.text == "made of cells"


def test_the_log_is_asked_by_path_uid_and_name(shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs import shop")
    shell.run("%hscall /hs/serverless/events")
    shell.run("%hscall --uid greet")
    for name, expected in (("/hs/serverless/events", "seen"), ("events", "seen"), ("uid:greet", "uid:greet")):
        shown = told(shell, f"%hs logs {name}", capsys)
        assert expected in shown and "(project 2026.09)" in shown
    with pytest.raises(HsfuncError, match="Did you mean greet"):
        shell.run("%hs logs great")


def test_limits_say_what_is_not_known_of_projects(shell: Shell, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "developer projects" not in told(shell, "%hs limits", capsys)
    shell.run("%hs import shop")
    assert "In developer projects an execution may take 10 s" in told(shell, "%hs limits", capsys)


def test_commands_that_are_the_design_managers_say_so(shell: Shell, shop: Path) -> None:
    with pytest.raises(HsfuncError, match=r"hs project upload does\): %hs import shop"):
        shell.run("%hs upload shop x.functions")
    shell.run("%hs import shop")
    with pytest.raises(HsfuncError, match="%hs export shop writes it"):
        shell.run("%hs fetch shop")
    with pytest.raises(HsfuncError, match="bundled by themselves"):
        shell.run("%hs bundle events.js")
