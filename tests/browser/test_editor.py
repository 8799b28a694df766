"""The editor in a real browser: typed by hand, with the keyboard alone, it makes the folder that cells make."""

from __future__ import annotations

import json
from functools import partial

from playwright.sync_api import Locator, expect

from .lab import Lab, OpenNotebook, Theme
from .patience import eventually

SOURCE = "exports.main = (context, sendResponse) => sendResponse({ body: context.method });"
# The reference's two examples (section Serverless.json): the whole file, and one endpoint otherwise.
EXAMPLE = """{
  "runtime": "nodejs20.x",
  "version": "1.0",
  "environment": {
    "globalConfigKey": "some-value"
  },
  "secrets": ["secretName"],
  "endpoints": {
    "events": {
      "file": "function1.js",
      "method": "GET"
    },
    "events/update": {
      "method": "POST",
      "file": "action2.js",
      "environment": {
        "CONFIG_KEY": "some-other-value"
      },
      "secrets": ["googleKeyName", "otherkeyname"]
    }
  }
}
"""
OTHER_UPDATE = """"events/update": {
      "method": "POST",
      "file": "action2.js",
      "environment": {
        "configKey": "some-other-value"
      },
      "secrets": ["googleAPIKeyName","otherKeyName"]
    }"""
SECRETS = ["secretName", "googleKeyName", "otherkeyname", "googleAPIKeyName", "otherKeyName"]

LOAD = "%load_ext hsfunc_magics\nfrom hsfunc_magics import current_account\naccount = current_account()"
ADD_SECRETS = f"for name in {SECRETS}:\n    account.secrets.add(name, 'a-value')"
# Of a folder: what serverless.json says, its key order aside, and its files, without the line break that ends a cell.
SHOW = (
    "import json\nfolder = account.functions.folders['app']\n"
    "files = {name: file.text.rstrip() for name, file in folder.files.items()}\n"
    "print(json.dumps([folder.manifest.data, files], sort_keys=True))"
)


# The themes, and how wide the window is.
LOOKS: tuple[tuple[Theme, int], ...] = (("light", 1300), ("dark", 1300), ("light", 560))
SECRET = "input[placeholder='API_KEY']"
OVERHANG = "(node) => node.scrollWidth - node.clientWidth"


def json_side(notebook: OpenNotebook) -> Locator:
    return notebook.page.get_by_role("textbox", name="serverless.json")


def json_text(notebook: OpenNotebook) -> str:
    """What stands on the JSON side, all of it in sight."""
    lines = json_side(notebook).locator(".cm-line").all_inner_texts()
    return "\n".join(line.rstrip("\n") for line in lines)


def paste(notebook: OpenNotebook, text: str) -> None:
    """Puts a text where the cursor is: typed by hand an editor would indent it."""
    notebook.page.keyboard.insert_text(text)
    notebook.settle()


def fill_endpoint(notebook: OpenNotebook, path: str, method_steps: int, file: str) -> None:
    """From the path field: types an endpoint, and its file from the template; ends in the source."""
    notebook.type(path)
    # Path, then the five methods: one Tab each. GET is ticked from the first.
    notebook.press("Tab")
    if method_steps > 1:
        notebook.press(*["Tab"] * (method_steps - 1), "Space", *["Shift+Tab"] * (method_steps - 1), "Space")
    notebook.press(*["Tab"] * 5)
    notebook.type(file)
    notebook.wait_for_text(f"there is no file {file} ")
    notebook.press("Tab", "Enter")
    notebook.wait_for_focus("textarea")
    notebook.press("ControlOrMeta+a")
    notebook.type(SOURCE)


def add_variable(notebook: OpenNotebook, name: str, value: str) -> None:
    """On the button that adds a variable."""
    notebook.press("Enter")
    notebook.wait_for_focus("input[placeholder=NAME]")
    notebook.type(name)
    notebook.press("Tab")
    notebook.type(value)


def choose_secret(notebook: OpenNotebook, name: str) -> None:
    """In the field for the name of a secret; ends there again."""
    notebook.wait_for_focus(SECRET)
    notebook.type(name)
    notebook.press("Enter")
    notebook.wait_for_text(f"{name} ×")
    notebook.wait_for_focus(SECRET)


def fits(wider: float) -> bool:
    """Whether what is that much wider than its box is not cut off."""
    return wider <= 1


def apply(notebook: OpenNotebook) -> None:
    """From anywhere: looks at the changes and applies them."""
    notebook.button("Review changes").focus()
    notebook.press("Enter")
    notebook.wait_for_focus("button:has-text('Apply')")
    notebook.press("Enter")
    notebook.wait_for_text("All of it is in force.")


def test_the_references_examples_typed_by_hand_are_the_folder_that_cells_make(lab: Lab) -> None:
    notebook = lab.notebook([f"{LOAD}\n{ADD_SECRETS}", "%hs edit", SHOW])
    notebook.run(0)
    notebook.run(1)
    notebook.wait_for_text("A new folder.")
    # With the keyboard alone: the first button is the one that adds an endpoint.
    notebook.button("Add endpoint").focus()
    notebook.press("Enter")
    notebook.wait_for_focus("input[placeholder='events/update']")
    fill_endpoint(notebook, "events", 1, "function1.js")
    notebook.button("Add endpoint").focus()
    notebook.press("Enter")
    notebook.wait_for_text("(no path yet)")
    notebook.wait_for_focus("input[placeholder='events/update']")
    fill_endpoint(notebook, "events/update", 2, "action2.js")
    notebook.press("Tab")
    add_variable(notebook, "CONFIG_KEY", "some-other-value")
    notebook.press("Tab", "Tab", "Tab", "Tab")
    choose_secret(notebook, "googleKeyName")
    choose_secret(notebook, "otherkeyname")
    # What all endpoints share is the first line of the list.
    notebook.page.locator(".hsfunc-list").focus()
    notebook.press("Home")
    notebook.wait_for_text("Environment of all endpoints")
    notebook.press("Tab", "Tab")
    add_variable(notebook, "globalConfigKey", "some-value")
    notebook.press("Tab", "Tab", "Tab", "Tab")
    choose_secret(notebook, "secretName")
    notebook.picture("editor-typed")
    apply(notebook)
    notebook.run(2)
    typed = json.loads(notebook.text(2))

    cells = lab.notebook(
        [
            f"{LOAD}\n{ADD_SECRETS}\nsource = {SOURCE!r}",
            (
                "files = dict.fromkeys(['function1.js', 'action2.js'], source)\n"
                f"warnings = account.functions.load('app', r'''{EXAMPLE}''', files)"
            ),
            SHOW,
            (
                "%%hsfunction events/update --method POST --file action2.js --env configKey=some-other-value"
                f" --secret googleAPIKeyName --secret otherKeyName\n{SOURCE}"
            ),
            SHOW,
        ]
    )
    cells.run_all()
    assert typed == json.loads(cells.text(2))
    assert typed[0] == json.loads(EXAMPLE)

    # The second example, on the JSON side, typed in the place of the endpoint that is there.
    begin = EXAMPLE.index('"events/update"')
    whole = f"{EXAMPLE[:begin]}{OTHER_UPDATE}\n  }}\n}}"
    json_side(notebook).focus()
    notebook.press("ControlOrMeta+a")
    paste(notebook, whole[:-30])
    notebook.wait_for_text("not JSON")
    paste(notebook, whole[-30:])
    notebook.wait_for_text("There are changes that are not applied.", "not JSON")
    assert json_text(notebook) == whole, "nothing moves under the hand that types"
    apply(notebook)
    notebook.run(2)
    assert json.loads(notebook.text(2)) == json.loads(cells.text(4))


def test_a_cell_appears_in_the_open_editor_and_the_editor_in_cells(lab: Lab) -> None:
    notebook = lab.notebook(
        [
            LOAD,
            "%hs edit",
            "%%hsfunction first --method GET,POST\nsendResponse({ body: 'x' });",
            "print(list(account.functions))",
        ],
    )
    notebook.run(0)
    notebook.run(1)
    notebook.wait_for_text("A new folder.")
    notebook.run(2)
    row = notebook.page.locator(".hsfunc-list [role=option]", has_text="first")
    row.wait_for()
    expect(row.locator(".hsfunc-badge")).to_have_text(["GET", "POST"])
    expect(json_side(notebook)).to_contain_text('"first"')
    notebook.page.locator(".hsfunc-list").focus()
    notebook.press("ArrowDown", "Enter")
    notebook.wait_for_focus("input[placeholder='events/update']")
    notebook.press("End")
    notebook.type("-and-last?")
    notebook.wait_for_text("must not contain ?")
    notebook.press("Backspace")
    notebook.wait_for_text("There are changes that are not applied.", "must not contain ?")
    apply(notebook)
    notebook.run(3)
    assert notebook.text(3) == "['first-and-last']\n"
    # Letters are no shortcuts of the notebook here: x would cut the cell, a and b insert one, K leave it.
    button = notebook.button("Add endpoint")
    button.focus()
    notebook.type("xaKb")
    assert button.evaluate("(node) => node === document.activeElement")
    assert notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == 4
    # Outside text fields Ctrl-Z is the editor's; Delete takes an endpoint out.
    notebook.page.locator(".hsfunc-list").focus()
    notebook.press("Delete")
    row.wait_for(state="detached")
    notebook.press("ControlOrMeta+z")
    row.wait_for()


def test_the_json_side_is_an_editor_of_json(lab: Lab) -> None:
    notebook = lab.notebook([LOAD, "%%hsfunction first --env A=1\nsendResponse({ body: 'x' });", "%hs edit"])
    notebook.run_all()
    side = json_side(notebook)
    expect(side).to_contain_text('"first"')
    colours = "(node) => [...node.querySelectorAll('.cm-line span')].map((span) => getComputedStyle(span).color)"
    eventually(notebook.page, lambda: set(side.evaluate(colours)), lambda found: len(found) > 1)
    # Folded, the endpoints take one line, and the text that is edited is whole.
    whole = json_text(notebook)
    side.locator(".cm-line", has_text='"endpoints"').click()
    notebook.press("Control+Shift+BracketLeft")
    expect(side.locator(".cm-foldPlaceholder")).to_have_count(1)
    expect(side).not_to_contain_text('"first"')
    notebook.page.get_by_title("Unfold line").last.click()  # the first one keeps the margin wide
    expect(side).to_contain_text('"first"')
    assert json_text(notebook) == whole
    # What is typed is undone by the editor's own keys, and by those of the folder's editor outside of it.
    side.locator(".cm-line", has_text='"A": "1"').click()
    notebook.press("End")
    notebook.type(",,")
    notebook.wait_for_text("not JSON")
    notebook.press("ControlOrMeta+z")
    notebook.wait_for_text("All of it is in force.", "not JSON")
    assert json_text(notebook) == whole
    # Its kernel is gone: it says so, and is opened again, which loads the extension first.
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    notebook.wait_for_text("The editor of app.functions has ended with its kernel.")
    notebook.picture("editor-ended")
    notebook.button("Open it again").click()
    notebook.wait_for_text("A new folder.")


def test_it_reads_well_in_light_and_dark_and_in_a_narrow_window(lab: Lab) -> None:
    cells = [
        f"{LOAD}\naccount.secrets.add('API_KEY', 'v')",
        "%%hsfunction events --method GET,POST --secret API_KEY --secret gone --env A=1\nsendResponse({ body: 'x' });",
        "%hsfunction events/update/with/a/rather/long/path --method DELETE --file events.js",
        "%hs edit",
    ]
    notebook = lab.notebook(cells)
    notebook.run_all()
    notebook.page.locator(".hsfunc-list").focus()
    notebook.press("ArrowDown")
    notebook.wait_for_text("Environment of this endpoint")
    notebook.button("Add variable").click()
    notebook.wait_for_focus("input[placeholder=NAME]")
    notebook.type("A")
    notebook.wait_for_text("A stands twice.")
    value = notebook.page.get_by_label("Value of gone")
    value.fill("v4lue-that-nobody-sees")
    value.press("Enter")
    expect(value).to_have_count(0)
    notebook.button("gone ×").click()
    notebook.page.locator(SECRET).locator("visible=true").fill("not_there_yet")
    notebook.press("Enter")
    notebook.page.get_by_label("Value of not_there_yet").wait_for()
    notebook.page.locator("input[placeholder='events.js']").focus()
    notebook.type("x")
    notebook.wait_for_text("there is no file")
    assert_it_fits(notebook, "editor")
    notebook.button("Review changes").click()
    notebook.wait_for_text("changed: events")
    assert_it_fits(notebook, "editor-review")


def assert_it_fits(notebook: OpenNotebook, name: str) -> None:
    """Nothing is cut off on the right."""
    editor = notebook.page.locator(".hsfunc-editor")
    for theme, width in LOOKS:
        notebook.theme(theme)
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        editor.evaluate("(node) => node.scrollIntoView()")
        notebook.picture(f"{name}-{theme}-{width}")
        eventually(notebook.page, partial(editor.evaluate, OVERHANG), fits)
