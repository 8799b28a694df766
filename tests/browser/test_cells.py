"""Cells of `%%hsfunction` and `%%hscall` in JupyterLab's editor: colours, comments, indentation, completion, help."""

from __future__ import annotations

from playwright.sync_api import expect

from .lab import Lab, OpenNotebook
from .looks import THEMES
from .patience import eventually

FUNCTION = """%%hsfunction events/update --method POST --env 'MODE=test run'
// a comment
const { name = `${1 + 1} "none"` } = context.body ?? {};
exports.main = async (context, sendResponse) => {
  if (/ab+/.test(name)) { return; }
  sendResponse({ statusCode: 200, body: { name } });
};"""
BARE = '%%hsfunction hello\nconst two = 2;\nsendResponse({ body: "x" });'
CALL = '%%hscall POST events/update\n{"name": "Ann", "old": [1, null]}'
PYTHON = 'def twice(number):\n    """Doc."""\n    # a comment\n    return f"{number}" % 2'

_COLOUR = """([index, text]) => {
  const cell = document.querySelectorAll(".jp-CodeCell .cm-content")[index];
  const found = [...cell.querySelectorAll("span")].find(
    (span) => span.children.length === 0 && span.textContent === text);
  const colour = found && getComputedStyle(found).color;
  return colour === "rgb(0, 0, 0)" ? null : colour; // the page's own, until the editor's style is there
}"""


def colour(notebook: OpenNotebook, index: int, text: str) -> str:
    """The colour of a token of a cell, once it is one: CodeMirror parses in steps."""
    found: str = notebook.page.wait_for_function(_COLOUR, arg=[index, text]).json_value()
    return found


def is_token(notebook: OpenNotebook, index: int, text: str) -> bool:
    """Whether a text has a colour of its own now."""
    return notebook.page.evaluate(_COLOUR, [index, text]) is not None


def source(notebook: OpenNotebook, index: int) -> str:
    found: str = notebook.page.evaluate(
        "(index) => window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.getSource()", index
    )
    return found


def becomes(notebook: OpenNotebook, index: int, wanted: str) -> None:
    """Waits until this is the text of a cell: the editor reads a little later what is typed into the page."""
    eventually(notebook.page, lambda: source(notebook, index), wanted.__eq__)


def edit(notebook: OpenNotebook, index: int, line: int, column: int = 0) -> None:
    """Puts the cursor there, lines and columns from 0."""
    notebook.page.evaluate(
        """([index, line, column]) => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = index;
          notebook.mode = "edit";
          notebook.activeCell.editor.setCursorPosition({ line, column });
          notebook.activeCell.editor.focus();
        }""",
        [index, line, column],
    )


def test_javascript_and_json_have_colours_from_the_start_in_both_themes(lab: Lab) -> None:
    notebook = lab.notebook([FUNCTION, BARE, CALL, PYTHON])
    for theme in THEMES:
        notebook.theme(theme)
        keyword = colour(notebook, 0, "const")
        assert keyword == colour(notebook, 1, "const") == colour(notebook, 3, "def")
        assert colour(notebook, 0, "// a comment") == colour(notebook, 3, "# a comment")
        assert colour(notebook, 1, "2") == colour(notebook, 2, "1")
        assert colour(notebook, 1, '"x"') == colour(notebook, 2, '"Ann"') == colour(notebook, 0, "'MODE=test run'")
        each = {keyword, colour(notebook, 0, "// a comment"), colour(notebook, 1, "2"), colour(notebook, 1, '"x"')}
        assert len(each) == 4
        assert colour(notebook, 0, "%%hsfunction") not in (keyword, colour(notebook, 0, "--method"))
        notebook.picture(f"cells-{theme}")


def test_line_magics_are_no_python_and_are_commented_out_like_it(lab: Lab) -> None:
    line = "%hscall POST events/update?x=1 -d '{\"if\": 1}'"
    notebook = lab.notebook([f"import json\n{line}", PYTHON, BARE, CALL])
    keyword = colour(notebook, 0, "import")
    assert keyword == colour(notebook, 1, "def")
    assert colour(notebook, 0, "%hscall") == colour(notebook, 3, "%%hscall") != keyword
    assert colour(notebook, 0, "-d") not in (keyword, colour(notebook, 0, "%hscall"))
    assert colour(notebook, 0, "'{\"if\": 1}'") == colour(notebook, 2, '"x"')
    edit(notebook, 0, 1, 12)
    notebook.press("Control+/")
    becomes(notebook, 0, f"import json\n# {line}")
    assert colour(notebook, 0, f"# {line}") == colour(notebook, 1, "# a comment")
    notebook.press("Control+/")
    becomes(notebook, 0, f"import json\n{line}")


def test_a_cell_takes_its_colours_while_one_types_and_undoes(lab: Lab) -> None:
    notebook = lab.notebook(["const one = 1;", PYTHON])
    keyword = colour(notebook, 1, "def")
    assert not is_token(notebook, 0, "const"), "as Python it is a name like others"
    edit(notebook, 0, 0)
    notebook.type("%%hsfunction f\n")
    becomes(notebook, 0, "%%hsfunction f\nconst one = 1;")
    assert colour(notebook, 0, "const") == keyword
    for _ in range(4):
        notebook.press("Control+z")
    becomes(notebook, 0, "const one = 1;")
    eventually(notebook.page, lambda: is_token(notebook, 0, "const"), False.__eq__)
    assert colour(notebook, 1, "def") == keyword


def test_comments_are_toggled_in_the_language_of_the_line(lab: Lab) -> None:
    notebook = lab.notebook([BARE, CALL, PYTHON])
    for index, text in enumerate(("const", '"Ann"', "def")):
        colour(notebook, index, text)
    edit(notebook, 0, 1, 3)
    notebook.press("Control+/")
    becomes(notebook, 0, BARE.replace("const", "// const"))
    notebook.press("Control+/")
    becomes(notebook, 0, BARE)
    edit(notebook, 0, 0, 15)
    notebook.press("Control+/")
    edit(notebook, 1, 1, 3)
    notebook.press("Control+/")
    edit(notebook, 2, 3, 6)
    notebook.press("Control+/")
    becomes(notebook, 2, PYTHON.replace("return", "# return"))
    assert (source(notebook, 0), source(notebook, 1)) == (BARE, CALL), "a magic line and JSON have no comments"


def test_lines_are_indented_and_brackets_matched(lab: Lab) -> None:
    notebook = lab.notebook(["%%hsfunction f\nexports.main = (context) => {", PYTHON])
    colour(notebook, 0, "context")  # what is parsed is indented
    edit(notebook, 0, 1, 29)
    notebook.press("Enter")
    notebook.type("if (a) {")
    notebook.press("Enter")
    notebook.type("b();")
    notebook.press("Enter")
    notebook.type("}")

    def indents() -> list[int]:
        return [len(line) - len(line.lstrip()) for line in source(notebook, 0).split("\n")[1:]]

    def nested(found: list[int]) -> bool:
        return len(found) >= 4 and found[0] == 0 < found[1] == found[3] < found[2]

    eventually(notebook.page, indents, nested)
    matched = notebook.page.locator(".jp-CodeCell >> nth=0").locator(".cm-matchingBracket, .cm-matchingBracket *")
    eventually(notebook.page, lambda: {text.strip() for text in matched.all_inner_texts()}, {"{", "}"}.__eq__)


_SOURCE = "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource()"
_COMPLETED = """() => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  window.kernelKnowsNothing = false;
  const told = (_, { msg, direction }) => {
    if (direction !== "recv" || msg.header.msg_type !== "complete_reply") return;
    kernel.anyMessage.disconnect(told);
    window.kernelKnowsNothing = !msg.content.matches?.length;
  };
  kernel.anyMessage.connect(told);
}"""
_ROWS = """() => Object.fromEntries([...document.querySelectorAll(".jp-Completer .jp-Completer-item")]
  .filter((row) => row.checkVisibility({ visibilityProperty: true }))
  .map((row) => [".jp-Completer-match", ".jp-Completer-typeExtended"].map((name) => row.querySelector(name).innerText)))
"""
# The list is there, or what is the only one has been put in at once, or the kernel knows nothing.
_OFFERED = f"""(before) =>
  window.kernelKnowsNothing || ({_SOURCE})() !== before || Object.keys(({_ROWS})()).length > 0"""


def offered(notebook: OpenNotebook) -> dict[str, str]:
    """The completion list, opened with Tab: each text and what it is. Empty where nothing or one thing is known."""
    before = notebook.page.evaluate(_SOURCE)
    notebook.page.evaluate(_COMPLETED)
    notebook.press("Tab")
    notebook.page.wait_for_function(_OFFERED, arg=before)
    found: dict[str, str] = notebook.page.evaluate(_ROWS)
    return found


def test_completion_knows_the_account_and_the_function(lab: Lab) -> None:
    notebook = lab.notebook(
        [
            "%load_ext hsfunc_magics",
            FUNCTION,
            "%hscall ev",
            "%%hsfunction f --env SIZE=1\nprocess.env.\n",
            "%%hsfunction f\nsendResponse({ st });",
            "%%hsfunction f\ncontext.headers['x-'];",
            "%%hscall events/update\npri",
        ]
    )
    notebook.run(0)
    notebook.run(1)
    edit(notebook, 2, 0, 10)
    # JupyterLab shows what a thing is in small letters.
    assert offered(notebook) == {"events/update": "post"}
    notebook.press("Enter")
    becomes(notebook, 2, "%hscall events/update")
    edit(notebook, 3, 1, 12)
    names = offered(notebook)
    assert names.pop("SIZE") == "environment"
    assert not {"getenv", "environ", "print"} & set(names)
    notebook.picture("completion-environment")
    notebook.press("Escape")
    edit(notebook, 4, 1, 17)
    assert offered(notebook).get("statusCode") == "number"
    notebook.picture("completion-response")
    notebook.press("Escape")
    edit(notebook, 5, 1, 19)
    assert offered(notebook).get("x-forwarded-for") == "header"
    notebook.press("Enter")
    becomes(notebook, 5, "%%hsfunction f\ncontext.headers['x-forwarded-for'];")
    edit(notebook, 6, 1, 3)
    assert "print" not in offered(notebook)


def test_completion_knows_the_magic_line_and_the_names_of_the_function(lab: Lab) -> None:
    notebook = lab.notebook(
        [
            "%load_ext hsfunc_magics\nvalue = 'v'\n%hs secrets add MY_KEY --from-var value",
            FUNCTION,
            "%%hsfunction f --secret MY",
            "%%hsfunction f --meth",
            "%hscall events/update -H Conte",
            "%%hsfunction f --file even",
            "%%hsfunction f\ncontext.acc",
            "%%hsfunction f\nrequire('axi');",
        ]
    )
    notebook.run(0)
    notebook.run(1)
    ends = {  # cell: line, column, what is offered there
        2: (0, 26, "MY_KEY"),
        3: (0, 21, "--method"),
        4: (0, 30, "'Content-Type:"),
        5: (0, 26, "events-update.js"),
        6: (1, 11, "accountId"),
        7: (1, 12, "axios"),
    }
    for index, (line, column, wanted) in ends.items():
        edit(notebook, index, line, column)
        before = source(notebook, index)
        names = offered(notebook)
        # What is the only one is put in at once.
        assert wanted in names or (source(notebook, index) != before and wanted in source(notebook, index)), names
        notebook.press("Escape")


def test_shift_tab_tells_what_a_name_means(lab: Lab) -> None:
    notebook = lab.notebook(["%load_ext hsfunc_magics", "%%hsfunction f\nconst name = context.params.name;", "print"])
    notebook.run(0)
    edit(notebook, 1, 1, 24)
    notebook.press("Shift+Tab")
    tip = notebook.page.locator(".jp-Tooltip")
    expect(tip).to_contain_text("array of strings")
    expect(tip).to_contain_text("Context object")
    notebook.picture("tooltip")
    notebook.press("Escape")
    edit(notebook, 2, 0, 3)
    notebook.press("Shift+Tab")
    tip.get_by_text("Prints the values").wait_for()


def test_a_syntax_error_is_underlined_until_its_line_changes(lab: Lab) -> None:
    broken = "%%hsfunction f\nconst a = 1;\nconst b = ;\nsendResponse({});"
    notebook = lab.notebook(["%load_ext hsfunc_magics", broken])
    notebook.run(0)
    notebook.run(1)
    mark = notebook.page.locator(".hsfunc-syntax-error")
    expect(mark).to_have_text([";"])
    assert "Unexpected token" in str(mark.get_attribute("title"))
    for theme in THEMES:
        notebook.theme(theme)
        assert "wavy" in mark.evaluate("(node) => getComputedStyle(node).textDecoration")
        notebook.picture(f"syntax-error-{theme}")
    edit(notebook, 1, 1)
    notebook.type("// a line above\n")
    becomes(notebook, 1, broken.replace("const a", "// a line above\nconst a"))
    expect(mark, "the mark goes with its line").to_have_text([";"])
    edit(notebook, 1, 3, 10)
    notebook.type("2")
    expect(mark).to_have_count(0)
    notebook.run(1)
    expect(mark).to_have_count(0)
