"""`%%hsfunction`: registering, replacing, refusing."""

from __future__ import annotations

import pytest

from hsfunc_magics import FunctionError, FunctionSyntaxError, ManifestError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

HELLO = "%%hsfunction hello\nsendResponse({ body: 'hello' });"


def test_a_cell_becomes_a_function_and_leaves_a_card(shell: Shell) -> None:
    shell.run("%%hsfunction events/update --method GET,POST --env K=V --secret NAME\nexports.main = (c, s) => s({});")
    (card,) = shell.shown()
    assert card["text/plain"] == (
        "GET POST https://123456.hs-sites.com/_hcms/api/events/update\n"
        "  endpoint events/update, file app.functions/events-update.js\n"
        "  environment: K\n"
        "  secrets: NAME\n"
        "  Warning: The account has no secret NAME: process.env.NAME is undefined. Add it: %hs secrets add NAME."
    )
    assert "<strong>POST</strong>" in card["text/html"]


def test_running_a_cell_again_replaces_and_never_duplicates(shell: Shell) -> None:
    for text in ("one", "two"):
        shell.run(f"%%hsfunction hello --method GET,POST\nsendResponse({{ body: '{text}' }});")
    shell.run("%%hsfunction hello\nsendResponse({ body: 'three' });")
    folder = current_account().functions.folders["app"]
    assert list(folder.files) == ["hello.js"]
    assert folder.manifest.data["endpoints"] == {"hello": {"method": "GET", "file": "hello.js"}}
    assert shell.call("hello").response.text == "three"


def test_methods_add_up_however_they_are_named(shell: Shell) -> None:
    shell.run("%%hsfunction f --method GET --method post,PUT\nsendResponse({ body: context.method });")
    assert [shell.call(f"{method} f").response.text for method in ("GET", "POST", "PUT")] == ["GET", "POST", "PUT"]


def test_several_endpoints_may_share_a_file(shell: Shell) -> None:
    shell.run("%%hsfunction a --file shared.js\nsendResponse({ body: context.endpoint });")
    shell.run("%hsfunction b --file shared.js")
    assert [shell.call(name).response.text for name in ("a", "b")] == ["a", "b"]


def test_a_file_of_another_cell_is_replaced_only_by_force(shell: Shell) -> None:
    shell.run("%%hsfunction a\nsendResponse({ body: 'A' });")
    with pytest.raises(FunctionError) as caught:
        shell.run("%%hsfunction b --file a.js\nsendResponse({ body: 'B' });")
    assert str(caught.value) == (
        "a.js in app.functions is the file of a, with another source. To share it as it is: %hsfunction b --file a.js."
        " To put this source in its place, for a too: --force. Otherwise name another file."
    )
    assert "b" not in current_account().functions and shell.call("a").response.text == "A"
    shell.run("%%hsfunction b --file a.js --force\nsendResponse({ body: 'B' });")
    assert "the file is shared: a has its new source, too" in shell.shown()[-1]["text/plain"]
    assert shell.call("a").response.text == "B"
    with pytest.raises(FunctionError, match="is the file of b"):
        shell.run("%%hsfunction a\nsendResponse({ body: 'A' });")


def test_the_cell_that_wrote_a_shared_file_may_change_it_and_says_for_whom(shell: Shell) -> None:
    shell.run("%%hsfunction a\nsendResponse({ body: 'A' });")
    shell.run("%hsfunction b --file a.js")
    assert "the file is shared: a runs it, too" in shell.shown()[-1]["text/plain"]
    shell.run("%hs function rename a c")
    shell.run("%%hsfunction c\nsendResponse({ body: 'new' });")
    assert "the file is shared: b has its new source, too" in shell.shown()[-1]["text/html"]
    shell.run("%%hsfunction b --file a.js\nsendResponse({ body: 'new' });")
    assert [shell.call(name).response.text for name in ("b", "c")] == ["new", "new"]


def test_javascript_is_never_expanded(shell: Shell) -> None:
    shell.ip.user_ns["name"] = "PYTHON"
    shell.run("%%hsfunction f\nconst name = 'js'; sendResponse({ body: `${name} {name} $name` });")
    assert shell.call("f").response.text == "js {name} $name"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("{name} $name", "PYTHON $name"),
        ("{{name}} {name}", "{name} PYTHON"),
        ("{order[id]}", "7"),
        ("{order}", '{"id": 7}'),
        ('{"a": {}, "b": "{name}"}', '{"a": {}, "b": "PYTHON"}'),
    ],
)
def test_an_environment_variable_has_python_values(shell: Shell, written: str, seen: str) -> None:
    shell.ip.user_ns |= {"name": "PYTHON", "order": {"id": 7}}
    shell.run(f"%%hsfunction f --env 'T={written}'\nsendResponse({{ body: process.env.T }});")
    assert shell.call("f").response.text == seen


def test_a_python_value_that_is_not_there_is_named_and_nothing_is_registered(shell: Shell) -> None:
    shell.ip.user_ns["word"] = "x"
    with pytest.raises(MagicError, match=r"no Python variable wrod.*Did you mean word"):
        shell.run("%%hsfunction f --env T={wrod}\nsendResponse({});")
    assert len(current_account().functions) == 0


def test_a_folder_of_its_own(shell: Shell) -> None:
    shell.run("%%hsfunction f --folder shop\nsendResponse({ body: 'x' });")
    assert list(current_account().functions.folders) == ["shop"]
    assert shell.shown()[0]["text/plain"].endswith("file shop.functions/f.js (the cell is the body of main)")


def test_a_warning_stands_on_the_card(shell: Shell) -> None:
    shell.run("%%hsfunction f --env A=1 --secret A\nsendResponse({});")
    assert "A is both a secret and an environment variable" in shell.shown()[0]["text/plain"]


@pytest.mark.parametrize(
    ("cell", "line", "column"),
    [
        ("const a = ;", 1, 11),
        ("\n\nsendResponse({ body: );", 3, 22),
        ("exports.main = () => {\n  const a = ;\n};", 2, 13),
    ],
)
def test_a_syntax_error_names_line_and_column_of_the_cell(shell: Shell, cell: str, line: int, column: int) -> None:
    with pytest.raises(FunctionSyntaxError) as caught:
        shell.run(f"%%hsfunction f\n{cell}")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"(line {line}, column {column})" in str(caught.value)


BAD_CELLS = {
    "an empty cell": ("%%hsfunction hello\n\n", MagicError, "The cell is empty"),
    "a syntax error": ("%%hsfunction hello\nfoo(", FunctionSyntaxError, "SyntaxError"),
    "binary garbage": ("%%hsfunction hello\n\x00\x01\x02\x7f\ufffe", FunctionSyntaxError, "SyntaxError"),
    "ES modules": ("%%hsfunction hello\nexport const main = 1;", FunctionSyntaxError, "exports.main"),
    "no endpoint": ("%%hsfunction\nx", MagicError, "ENDPOINT"),
    "an unknown option": ("%%hsfunction hello --methd GET\nx", MagicError, "Did you mean --method"),
    "a word too many": ("%%hsfunction hello there\nx", MagicError, "'there'"),
    "an unknown method": ("%%hsfunction hello --method FETCH\nx", ManifestError, "FETCH"),
    "no method": ("%%hsfunction hello --method ''\nx", ManifestError, "endpoints.hello.method"),
    "a broken variable": ("%%hsfunction hello --env K\nx", MagicError, "--env takes NAME=VALUE"),
    "an open quote": ("%%hsfunction hello --env 'K=V\nx", MagicError, "Close the quotes"),
    "a slash": ("%%hsfunction /hello\nx", ManifestError, "slash"),
    "a query": ("%%hsfunction hello?x=1\nx", ManifestError, "must not contain"),
    "a file outside": ("%%hsfunction hello --file ../x.js\nx", ManifestError, "outside the folder"),
    "a strange folder": ("%%hsfunction g --folder a/b\nx", FunctionError, "folder's name"),
    "the endpoint of another folder": (
        "%%hsfunction hello --folder other\nx",
        FunctionError,
        "in app.functions already",
    ),
    "a line without a file": ("%hsfunction hello", MagicError, "--file"),
    "a file that is not there": ("%hsfunction g --file helo.js", FunctionError, "Did you mean hello.js"),
}


@pytest.mark.parametrize("name", BAD_CELLS)
def test_bad_input_is_told_in_a_few_lines_and_changes_nothing(shell: Shell, name: str) -> None:
    cell, kind, words = BAD_CELLS[name]
    shell.run(HELLO)
    before = dict(current_account().functions.folders)
    with pytest.raises(kind) as caught:
        shell.run(cell)
    told = str(caught.value)
    assert words in told
    assert len(told.splitlines()) <= 4
    assert caught.value._render_traceback_() == [f"{kind.__name__}: {told}"]
    assert current_account().functions.folders == before
    assert shell.call("hello").response.text == "hello"


def test_a_cell_of_five_megabytes_is_taken(shell: Shell) -> None:
    filler = "// " + "x" * 97 + "\n"
    shell.run(f"%%hsfunction big\n{filler * 50_000}sendResponse({{ body: 'still here' }});")
    assert shell.call("big").response.text == "still here"


def test_help_is_shown_and_nothing_registered(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%%hsfunction --help\nx")
    assert "usage: %%hsfunction ENDPOINT" in capsys.readouterr().out
    assert len(current_account().functions) == 0
